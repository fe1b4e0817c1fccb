import type { WaitingPerson } from '@cline-meet/protocol';
import { useId } from 'react';
import { useText } from '../../i18n/text.ts';
import { admit, deny } from '../../session/meeting-actions.ts';
import { useMeeting } from '../../session/meeting-store.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';

/** Who waits to be let in; only hosts know. */
export function WaitingList() {
  const text = useText().meeting.people;
  const id = useId();
  const waiting = useMeeting(({ room }) => room.waiting);
  if (waiting.length === 0) return null;
  return (
    <section aria-labelledby={id} className="rounded-control bg-surface-sunken p-3">
      <h3 id={id} className="flex justify-between pb-1 font-medium text-ink-soft text-sm">
        {text.waiting}
        <span>{waiting.length}</span>
      </h3>
      <ul>
        {waiting.map((person) => (
          <WaitingRow key={person.connectionId} person={person} />
        ))}
      </ul>
      {waiting.length > 1 && (
        <div className="flex justify-end pt-1">
          <Button variant="quiet" onClick={() => deny('everyone')}>
            {text.denyAll}
          </Button>
          <Button variant="quiet" onClick={() => admit('everyone')}>
            {text.admitAll}
          </Button>
        </div>
      )}
    </section>
  );
}

function WaitingRow({ person }: { person: WaitingPerson }) {
  const text = useText().meeting.people;
  return (
    <li className="flex min-h-13 flex-wrap items-center gap-x-3">
      <Avatar id={person.userId} name={person.name} imageUrl={person.avatarUrl} size="small" />
      <span className="min-w-16 flex-1 truncate text-sm">{person.name}</span>
      <span className="flex">
        <Button
          variant="quiet"
          className="px-3"
          aria-label={text.denyName(person.name)}
          onClick={() => deny(person.connectionId)}
        >
          {text.deny}
        </Button>
        <Button
          variant="quiet"
          className="px-3"
          aria-label={text.admitName(person.name)}
          onClick={() => admit(person.connectionId)}
        >
          {text.admit}
        </Button>
      </span>
    </li>
  );
}
