import { create } from 'zustand';

export type Panel = 'chat' | 'people';

/** What the person has open in the meeting; the room knows nothing of it. */
interface MeetingView {
  panel: Panel | null;
  /** Chat messages of others that came while the chat was closed. */
  unread: number;
  /** The stage tile that the person pinned. */
  pinnedTile: string | null;
  /** Kept here so that a half-written message outlives the panel. */
  chatDraft: string;
  openPanel: (panel: Panel | null) => void;
  togglePanel: (panel: Panel) => void;
  chatReceived: () => void;
  pinTile: (tile: string | null) => void;
  setChatDraft: (draft: string) => void;
  reset: () => void;
}

const closed = { panel: null, unread: 0, pinnedTile: null, chatDraft: '' };

export const useMeetingView = create<MeetingView>((set, get) => ({
  ...closed,
  openPanel: (panel) => set(panel === 'chat' ? { panel, unread: 0 } : { panel }),
  togglePanel: (panel) => get().openPanel(get().panel === panel ? null : panel),
  chatReceived: () => set((view) => (view.panel === 'chat' ? {} : { unread: view.unread + 1 })),
  pinTile: (pinnedTile) => set({ pinnedTile }),
  setChatDraft: (chatDraft) => set({ chatDraft }),
  reset: () => set(closed),
}));
