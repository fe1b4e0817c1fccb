import { limits } from '@cline-meet/protocol';
import { SendHorizontal } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useText } from '../../i18n/text.ts';
import { useMeeting } from '../../session/meeting-store.ts';
import { useMeetingView } from '../../session/meeting-view.ts';
import { IconButton } from '../../ui/IconButton.tsx';

const COUNT_FROM = limits.chatCharacters - 200;

/** Where messages are written: Enter sends, Shift and Enter start a new line. */
export function MessageComposer() {
  const text = useText().meeting.chat;
  const session = useMeeting((meeting) => meeting.session);
  const { chatDraft, setChatDraft } = useMeetingView();
  const message = chatDraft.trim();
  const send = () => {
    if (message === '') return;
    session?.sendChat(message);
    setChatDraft('');
  };
  return (
    <div className="px-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
      <div className="flex items-end rounded-3xl border border-line-strong bg-surface-sunken ps-4 pe-1 focus-within:outline-3 focus-within:outline-focus">
        <textarea
          data-autofocus
          aria-label={text.field}
          placeholder={text.field}
          value={chatDraft}
          maxLength={limits.chatCharacters}
          rows={1}
          onChange={(event) => setChatDraft(event.target.value)}
          onKeyDown={(event) => {
            if (!isSendKey(event)) return;
            event.preventDefault();
            send();
          }}
          className="field-sizing-content max-h-32 min-h-11 min-w-0 flex-1 resize-none bg-transparent py-2.5 text-base outline-none placeholder:text-ink-soft sm:text-sm"
        />
        <IconButton
          label={text.send}
          icon={<SendHorizontal size={20} aria-hidden="true" />}
          disabled={message === ''}
          onClick={send}
        />
      </div>
      <p aria-live="polite" className="px-4 pt-1 text-end text-ink-soft text-xs empty:hidden">
        {chatDraft.length > COUNT_FROM && text.left(limits.chatCharacters - chatDraft.length)}
      </p>
    </div>
  );
}

/** The Enter that ends an input method's composition (kana to kanji) belongs to it. Safari reports that one as key 229. */
function isSendKey({ key, shiftKey, nativeEvent }: KeyboardEvent): boolean {
  return key === 'Enter' && !shiftKey && !nativeEvent.isComposing && nativeEvent.keyCode !== 229;
}
