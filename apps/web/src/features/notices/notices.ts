import { create } from 'zustand';
import { addNotice, dropPerson, type NewNotice, type Notice, postpone, withoutExpired } from './notice-queue.ts';

interface NoticeStore {
  notices: Notice[];
  pausedAt: number | null;
  add: (notice: NewNotice) => void;
  dismiss: (id: number) => void;
  /** Takes a person out of a notice that tells of several. */
  withdraw: (key: string, personId: string) => void;
  clear: () => void;
  /** Nothing goes while the pointer or the focus is on a notice. */
  pause: () => void;
  resume: () => void;
}

let lastId = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** The toasts on the screen. */
export const useNotices = create<NoticeStore>((set, get) => {
  const show = (notices: Notice[], pausedAt = get().pausedAt) => {
    set({ notices, pausedAt });
    clearTimeout(timer);
    const next = Math.min(...notices.map((notice) => notice.expiresAt ?? Number.POSITIVE_INFINITY));
    if (pausedAt !== null || !Number.isFinite(next)) return;
    timer = setTimeout(() => show(withoutExpired(get().notices, Date.now())), Math.max(0, next - Date.now()));
  };
  return {
    notices: [],
    pausedAt: null,
    add: (notice) => show(addNotice(get().notices, notice, ++lastId, Date.now())),
    dismiss: (id) => show(get().notices.filter((notice) => notice.id !== id)),
    withdraw: (key, personId) => show(dropPerson(get().notices, key, personId)),
    clear: () => show([], null),
    pause: () => show(get().notices, get().pausedAt ?? Date.now()),
    resume: () => {
      const { pausedAt, notices } = get();
      if (pausedAt !== null) show(postpone(notices, Date.now() - pausedAt), null);
    },
  };
});
