import type { RoomDetails } from '@cline-meet/protocol';
import { useText } from '../../i18n/text.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { peopleSentence } from './people-sentence.ts';

const FACES = 5;

/** Faces and names of who is inside already. */
export function PeopleInside({ people }: { people: NonNullable<RoomDetails['inside']> }) {
  const text = useText();
  const sentence = peopleSentence(
    text,
    people.map((person) => person.name),
  );
  return (
    <div className="flex flex-col items-center gap-2.5 text-center">
      {people.length > 0 && (
        <div className="flex -space-x-2 *:ring-2 *:ring-page">
          {people.slice(0, FACES).map((person, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two people may have the same name, and they carry no id.
            <Avatar key={index} id={person.name} name={person.name} imageUrl={person.avatarUrl} />
          ))}
        </div>
      )}
      <p className="text-pretty text-ink-soft text-sm" aria-live="polite">
        {sentence}
      </p>
    </div>
  );
}
