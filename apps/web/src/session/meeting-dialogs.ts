import { create } from 'zustand';

export type MeetingDialog = 'settings' | 'shortcuts' | 'end';

/** The one dialog of the meeting that is open; a button of one feature may open the dialog of another. */
export const useMeetingDialog = create<{ dialog: MeetingDialog | null; show: (dialog: MeetingDialog | null) => void }>(
  (set) => ({
    dialog: null,
    show: (dialog) => set({ dialog }),
  }),
);
