import { create } from 'zustand';
import { rememberedItem, rememberItem } from '../storage/remembered.ts';

const REMEMBERED_SOUNDS = 'cline-meet.notification-sounds';

/** What this browser keeps about how meetings notify. */
export const useMeetingPreferences = create<{ sounds: boolean; setSounds: (sounds: boolean) => void }>((set) => ({
  sounds: rememberedItem(REMEMBERED_SOUNDS) !== 'off',
  setSounds: (sounds) => {
    rememberItem(REMEMBERED_SOUNDS, sounds ? null : 'off');
    set({ sounds });
  },
}));
