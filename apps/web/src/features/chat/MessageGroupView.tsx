import type { ChatMessage } from '@cline-meet/sdk';
import { Fragment } from 'react';
import { formatTime } from '../../i18n/format.ts';
import { useLanguage, useText } from '../../i18n/text.ts';
import { useMeeting } from '../../session/meeting-store.ts';
import type { MessageGroup } from './grouping.ts';
import { splitLinks } from './links.ts';

/** What one person wrote in one go. */
export function MessageGroupView({ group }: { group: MessageGroup }) {
  const text = useText().meeting;
  const language = useLanguage();
  return (
    <div className="flex flex-col gap-1 py-2">
      <p className="flex items-baseline gap-2">
        <span className="min-w-0 truncate font-semibold text-sm">{group.own ? text.yourself : group.name}</span>
        <time dateTime={group.sentAt} className="shrink-0 text-ink-soft text-xs">
          {formatTime(new Date(group.sentAt), language)}
        </time>
      </p>
      {group.messages.map((message) => (
        <Message key={message.messageId} message={message} />
      ))}
    </div>
  );
}

function Message({ message }: { message: ChatMessage }) {
  const text = useText().meeting.chat;
  const session = useMeeting((meeting) => meeting.session);
  return (
    <div>
      <p className={`whitespace-pre-wrap text-sm wrap-anywhere ${message.delivery === 'pending' ? 'opacity-60' : ''}`}>
        <LinkedText text={message.text} />
      </p>
      {message.delivery === 'pending' && <p className="text-ink-soft text-xs">{text.pending}</p>}
      {message.delivery === 'failed' && (
        <p className="text-danger-ink text-xs">
          {text.failed}{' '}
          <button
            type="button"
            className="min-h-6 font-medium underline"
            onClick={() => session?.retryChat(message.messageId)}
          >
            {text.retry}
          </button>
        </p>
      )}
    </div>
  );
}

function LinkedText({ text }: { text: string }) {
  return splitLinks(text).map((piece, index) => {
    const key = `${index}-${piece.text}`;
    if (piece.type === 'text') return <Fragment key={key}>{piece.text}</Fragment>;
    return (
      <a
        key={key}
        href={piece.href}
        // The address that is really opened: a look-alike name shows itself here.
        title={piece.href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className="text-brand-ink underline underline-offset-2"
      >
        {piece.text}
      </a>
    );
  });
}
