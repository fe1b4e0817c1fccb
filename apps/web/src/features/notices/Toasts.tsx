import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useText } from '../../i18n/text.ts';
import { admit, deny } from '../../session/meeting-actions.ts';
import { onMeetingEvent } from '../../session/meeting-events.ts';
import { useMeeting } from '../../session/meeting-store.ts';
import { useMeetingView } from '../../session/meeting-view.ts';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { announce } from '../../ui/LiveRegion.tsx';
import { notify } from './meeting-notices.ts';
import type { Notice } from './notice-queue.ts';
import { useNotices } from './notices.ts';

/** The toasts of the meeting, at the side of the stage. */
export function Toasts() {
  const text = useText().meeting.notices;
  const { notices, pause, resume } = useNotices();
  useEffect(() => {
    const stop = onMeetingEvent(notify);
    // Who knocked before this was shown.
    for (const person of useMeeting.getState().room.waiting) notify({ type: 'knock', person });
    return () => {
      stop();
      useNotices.getState().clear();
    };
  }, []);
  useWithdrawnKnocks();
  if (notices.length === 0) return null;
  return (
    <section
      aria-label={text.label}
      onPointerEnter={pause}
      onPointerLeave={resume}
      onFocus={pause}
      onBlur={resume}
      className="pointer-events-none absolute inset-x-2 top-2 z-30 flex flex-col items-start gap-2 sm:inset-x-4 sm:top-auto sm:bottom-4"
    >
      {notices.map((notice) => (
        <Toast key={notice.id} notice={notice} />
      ))}
    </section>
  );
}

function Toast({ notice }: { notice: Notice }) {
  const text = useText().meeting.notices;
  const message = useMessage(notice);
  useEffect(() => announce(message), [message]);
  return (
    <div className="pointer-events-auto flex w-full max-w-md animate-rise flex-wrap items-center gap-x-2 rounded-control border border-line bg-surface py-1 ps-4 pe-1 text-ink text-sm shadow-float sm:w-auto sm:min-w-72">
      <p className="line-clamp-3 min-w-0 flex-1 py-1.5 wrap-anywhere">{message}</p>
      <ToastAction notice={notice} />
      <IconButton
        label={text.dismiss}
        icon={<X size={18} aria-hidden="true" />}
        onClick={() => useNotices.getState().dismiss(notice.id)}
      />
    </div>
  );
}

function ToastAction({ notice }: { notice: Notice }) {
  const text = useText().meeting;
  const waiting = useMeeting(({ room }) => room.waiting);
  const openPanel = useMeetingView((view) => view.openPanel);
  const dismiss = () => useNotices.getState().dismiss(notice.id);
  const openChat = () => {
    dismiss();
    openPanel('chat');
  };
  if (notice.key === 'chat') {
    return <Action label={text.notices.open} onPress={openChat} />;
  }
  if (notice.key !== 'knock') return null;
  const knocked = waiting.filter((person) => notice.people.some((each) => each.id === person.connectionId));
  const answer = (decide: typeof admit) => {
    dismiss();
    for (const person of knocked) decide(person.connectionId);
  };
  return (
    <>
      <Action label={text.people.deny} onPress={() => answer(deny)} />
      <Action label={text.people.admit} onPress={() => answer(admit)} />
    </>
  );
}

function Action({ label, onPress }: { label: string; onPress: () => void }) {
  return (
    <Button variant="quiet" className="px-3" onClick={onPress}>
      {label}
    </Button>
  );
}

function useMessage({ key, people, detail }: Notice): string {
  const text = useText().meeting.notices;
  const [first = '', ...others] = people.map((person) => person.name);
  const many = others.length;
  switch (key) {
    case 'joined':
      return many ? text.joinedMany(first, many) : text.joined(first);
    case 'left':
      return many ? text.leftMany(first, many) : text.left(first);
    case 'hand':
      return many ? text.handMany(first, many) : text.hand(first);
    case 'knock':
      return many ? text.knockMany(first, many) : text.knock(first);
    default:
      return detail;
  }
}

/** A knock goes when the person is admitted, denied or gone, whoever of the hosts answered. */
function useWithdrawnKnocks(): void {
  const waiting = useMeeting(({ room }) => room.waiting);
  const before = useRef(waiting);
  useEffect(() => {
    const still = new Set(waiting.map((person) => person.connectionId));
    for (const { connectionId } of before.current) {
      if (!still.has(connectionId)) useNotices.getState().withdraw('knock', connectionId);
    }
    before.current = waiting;
  }, [waiting]);
}
