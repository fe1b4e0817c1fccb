import { useEffect } from 'react';
import { setMicrophone, toggleCamera, toggleHand, toggleMicrophone } from '../../session/meeting-actions.ts';
import { useMeetingDialog } from '../../session/meeting-dialogs.ts';
import { isOn, useMeeting } from '../../session/meeting-store.ts';
import { useMeetingView } from '../../session/meeting-view.ts';
import { isMac, type Shortcut, shortcutOf } from './shortcuts.ts';

const commands: Record<Shortcut, () => void> = {
  microphone: toggleMicrophone,
  camera: toggleCamera,
  hand: toggleHand,
  chat: () => useMeetingView.getState().togglePanel('chat'),
  people: () => useMeetingView.getState().togglePanel('people'),
  help: () => useMeetingDialog.getState().show('shortcuts'),
};

/** The meeting's keys: shortcuts, and the space bar that turns the microphone on while it is held. */
export function useMeetingKeys(): void {
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    let talking = false;
    const stopTalking = () => {
      if (!talking) return;
      talking = false;
      void setMicrophone(false);
    };
    const keyDown = (event: KeyboardEvent) => {
      if (event.isComposing) return;
      if (startsTalk(event)) {
        event.preventDefault();
        talking = true;
        void setMicrophone(true);
        return;
      }
      if (talking && event.key === ' ') event.preventDefault();
      const shortcut = shortcutOf(event, event.code, isMac(navigator.platform), isTextField(event.target));
      if (!shortcut) return;
      // The browser's own meaning (bookmark, search) gives way.
      event.preventDefault();
      if (!event.repeat) commands[shortcut]();
    };
    addEventListener('keydown', keyDown, { signal });
    addEventListener('keyup', (event) => event.key === ' ' && stopTalking(), { signal });
    // The key may be let go while another window has the focus.
    addEventListener('blur', stopTalking, { signal });
    return () => {
      listening.abort();
      stopTalking();
    };
  }, []);
}

function startsTalk(event: KeyboardEvent): boolean {
  if (event.key !== ' ' || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (usesSpace(event.target)) return false;
  const { devices } = useMeeting.getState();
  return devices !== null && !isOn(devices.microphone);
}

/** Elements for which the space bar has a meaning already. */
function usesSpace(target: EventTarget | null): boolean {
  const interactive =
    'input, textarea, select, button, a[href], summary, [contenteditable], [role="dialog"], [role="menu"], [role="log"]';
  return target instanceof Element && target.closest(interactive) !== null;
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, [contenteditable]') !== null;
}
