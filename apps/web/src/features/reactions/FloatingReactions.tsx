import { useEffect, useState } from 'react';
import { currentText } from '../../i18n/text.ts';
import { type MeetingEvent, onMeetingEvent } from '../../session/meeting-events.ts';
import { useMeeting } from '../../session/meeting-store.ts';
import { announce } from '../../ui/LiveRegion.tsx';
import { type Floating, spoken, withReaction } from './floating.ts';

/** As long as the animation in theme.css. */
const FLOAT_MS = 4000;
/** Screen readers hear of several at once what came within this. */
const SPOKEN_TOGETHER_MS = 1500;

type Reacted = Extract<MeetingEvent, { type: 'reacted' }>;

/** Everyone's reactions, rising over the stage with the names of who sent them. */
export function FloatingReactions() {
  const floating = useFloating();
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-y-0 start-4 z-20 w-56 overflow-hidden">
      {floating.map(({ id, emoji, name, lane }) => (
        <div
          key={id}
          data-testid="reaction"
          style={{ insetInlineStart: `${lane * 60}%` }}
          className="absolute bottom-3 flex max-w-24 animate-float flex-col items-center gap-1 motion-reduce:animate-none"
        >
          <span className="font-emoji text-4xl">{emoji}</span>
          <span className="max-w-full truncate rounded-full bg-surface px-2 py-0.5 text-ink text-xs shadow-float">
            {name}
          </span>
        </div>
      ))}
    </div>
  );
}

function useFloating(): Floating[] {
  const [floating, setFloating] = useState<Floating[]>([]);
  useEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const later = (run: () => void, delayMs: number) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        run();
      }, delayMs);
      timers.add(timer);
    };
    let count = 0;
    let unspoken: Reacted[] = [];
    const speak = () => {
      announce(spokenOf(unspoken));
      unspoken = [];
    };
    const stop = onMeetingEvent((event) => {
      if (event.type !== 'reacted') return;
      const id = count++;
      setFloating((before) => withReaction(before, { id, emoji: event.emoji, name: nameOf(event) }));
      later(() => setFloating((before) => before.filter((each) => each.id !== id)), FLOAT_MS);
      if (unspoken.push(event) === 1) later(speak, SPOKEN_TOGETHER_MS);
    });
    return () => {
      stop();
      for (const timer of timers) clearTimeout(timer);
    };
  }, []);
  return floating;
}

function spokenOf(reactions: readonly Reacted[]): string {
  const { reactions: text } = currentText().meeting;
  return spoken(
    reactions.map((reacted) => ({ name: nameOf(reacted), emoji: text.names[reacted.emoji] })),
    text,
  );
}

function nameOf({ participant }: Reacted): string {
  const isOwn = participant.connectionId === useMeeting.getState().room.selfId;
  return isOwn ? currentText().meeting.yourself : participant.name;
}
