import type { Participant } from '@cline-meet/protocol';
import { Search } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { useLanguage, useText } from '../../i18n/text.ts';
import { useIsHost, useMeeting } from '../../session/meeting-store.ts';
import { useMeetingView } from '../../session/meeting-view.ts';
import { SidePanel } from '../../ui/SidePanel.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { HostControls } from './HostControls.tsx';
import { PersonRow } from './PersonRow.tsx';
import { orderPeople } from './person-order.ts';
import { WaitingList } from './WaitingList.tsx';

const SEARCH_FROM = 10;

/** Who is here and who wants in, and what a host can do about it. */
export function PeoplePanel() {
  const text = useText().meeting.people;
  const language = useLanguage();
  const { participants, selfId } = useMeeting(({ room }) => room);
  const isHost = useIsHost();
  const openPanel = useMeetingView((view) => view.openPanel);
  const [search, setSearch] = useState('');
  const searchable = participants.length > SEARCH_FROM;
  const { raised, all } = orderPeople(participants, selfId, searchable ? search : '', language);
  return (
    <SidePanel title={text.title} closeLabel={text.close} onClose={() => openPanel(null)}>
      <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto px-5 pt-2 pb-5">
        {isHost && <WaitingList />}
        {searchable && (
          <TextField
            label={text.search}
            labelHidden
            placeholder={text.search}
            type="search"
            icon={<Search size={18} aria-hidden="true" />}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        )}
        {raised.length > 0 && <People title={text.raisedHands} people={raised} />}
        <People title={text.inMeeting} people={all} empty={text.nobodyFound} />
        {isHost && <HostControls />}
      </div>
    </SidePanel>
  );
}

function People({ title, people, empty }: { title: string; people: Participant[]; empty?: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="flex justify-between pb-1 font-medium text-ink-soft text-sm">
        {title}
        <span>{people.length}</span>
      </h3>
      {people.length === 0 && <p className="text-sm">{empty}</p>}
      <ul>
        {people.map((person) => (
          <PersonRow key={person.connectionId} person={person} />
        ))}
      </ul>
    </section>
  );
}
