import type { RoomSummary } from '@cline-meet/protocol';
import { ChevronRight, Lock, Video } from 'lucide-react';
import { Link } from 'wouter';
import { formatDateTime, formatRelative } from '../../i18n/format.ts';
import { useLanguage, useText } from '../../i18n/text.ts';
import { roomPath } from '../../session/room-key.ts';

/** One meeting of the list: a link to its green room. */
export function RecentRoom({ room, now }: { room: RoomSummary; now: Date }) {
  const text = useText();
  const language = useLanguage();
  const expiresAt = new Date(room.expiresAt);
  const expiry = text.home.expires(formatRelative(expiresAt, now, language), formatDateTime(expiresAt, language));
  return (
    <li>
      <Link
        href={roomPath(room.code)}
        className="group flex min-h-18 items-center gap-3.5 rounded-control px-3 py-2.5 hover:bg-surface-sunken"
      >
        <span aria-hidden="true" className="rounded-full bg-brand-soft p-2.5 text-brand-ink">
          <Video size={20} />
        </span>
        <span className="min-w-0 flex-1">
          <span className="flex items-center gap-2">
            <span className="truncate font-medium">{room.name ?? text.home.unnamed}</span>
            {room.encrypted && (
              <Lock size={16} role="img" aria-label={text.home.encrypted} className="shrink-0 text-ink-soft" />
            )}
            {room.isHost && (
              <span className="shrink-0 rounded-full bg-surface-sunken px-2 py-0.5 text-ink-soft text-xs group-hover:bg-surface">
                {text.home.host}
              </span>
            )}
          </span>
          <span className="block text-ink-soft text-sm">
            <span className="tabular-nums">{room.code}</span>
            <span className="block">
              <time dateTime={room.expiresAt}>{expiry}</time>
            </span>
          </span>
        </span>
        <ChevronRight size={20} aria-hidden="true" className="shrink-0 text-ink-soft" />
      </Link>
    </li>
  );
}
