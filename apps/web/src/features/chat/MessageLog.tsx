import { ArrowDown, MessagesSquare } from 'lucide-react';
import { useText } from '../../i18n/text.ts';
import { useMeeting } from '../../session/meeting-store.ts';
import { groupMessages } from './grouping.ts';
import { MessageGroupView } from './MessageGroupView.tsx';
import { useStickToEnd } from './use-stick-to-end.ts';

/** All messages, scrolled to the newest unless the person reads older ones. */
export function MessageLog() {
  const text = useText().meeting.chat;
  const { chat, selfId } = useMeeting(({ room }) => room);
  const newest = chat.at(-1);
  const ownNewest = newest?.connectionId === selfId;
  const { ref, missed, onScroll, scrollToEnd } = useStickToEnd(newest?.messageId ?? null, ownNewest);
  const groups = groupMessages(chat, (message) => message.connectionId === selfId);
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={ref}
        onScroll={onScroll}
        role="log"
        aria-label={text.log}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
        tabIndex={0}
        className="flex h-full flex-col overflow-y-auto px-5 py-3"
      >
        {groups.length === 0 && <EmptyChat />}
        {groups.map((group) => (
          <MessageGroupView key={group.key} group={group} />
        ))}
      </div>
      {missed && (
        <button
          type="button"
          onClick={scrollToEnd}
          className="absolute inset-x-0 bottom-2 mx-auto flex min-h-9 w-fit animate-rise items-center gap-2 rounded-full bg-brand px-4 font-medium text-on-brand text-sm shadow-float"
        >
          <ArrowDown size={16} aria-hidden="true" />
          {text.newMessages}
        </button>
      )}
    </div>
  );
}

function EmptyChat() {
  const text = useText().meeting.chat;
  return (
    <div className="m-auto flex flex-col items-center gap-2 py-6 text-center">
      <MessagesSquare size={40} aria-hidden="true" className="text-brand-ink" />
      <p className="font-medium">{text.empty}</p>
      <p className="text-balance text-ink-soft text-sm">{text.emptyText}</p>
    </div>
  );
}
