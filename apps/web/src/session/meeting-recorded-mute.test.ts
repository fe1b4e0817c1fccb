import type { MediaState, Participant } from '@cline-meet/protocol';
import type { LocalMediaState, RoomState, SessionPhase } from '@cline-meet/sdk';
import { expect, test } from 'vitest';
import { RecordedMute } from './meeting-recorded-mute.ts';

function setUp(media: MediaState, returning = false) {
  const on = { status: 'starting' } as const;
  const off = { status: 'off' } as const;
  const session = { state: { selfId: 'me', participants: [] } as unknown as RoomState };
  const localMedia = {
    state: { microphone: media.microphone ? on : off, camera: media.camera ? on : off } as LocalMediaState,
    setMicrophone: async (wanted: boolean) => {
      localMedia.state = { ...localMedia.state, microphone: wanted ? on : off };
    },
    setCamera: async (wanted: boolean) => {
      localMedia.state = { ...localMedia.state, camera: wanted ? on : off };
    },
  };
  const mute = new RecordedMute(session, localMedia, returning);
  const reach = (name: 'joined' | 'reconnecting', record: MediaState) => {
    const phase = { name } as SessionPhase;
    session.state = { ...session.state, phase, participants: [{ connectionId: 'me', ...record } as Participant] };
    mute.phaseChanged();
  };
  return { localMedia, reach };
}

const both = { microphone: true, camera: true };
const muted = { microphone: false, camera: true };

test('a host who muted an absent tab is obeyed when it is back, after a reload too', () => {
  const { localMedia, reach } = setUp(both);
  reach('joined', both);
  reach('reconnecting', both);
  reach('joined', muted);
  expect(localMedia.state.microphone.status).toBe('off');
  expect(localMedia.state.camera.status).toBe('starting');
  const reloaded = setUp(both, true);
  reloaded.reach('joined', muted);
  expect(reloaded.localMedia.state.microphone.status).toBe('off');
});

test('what the person turned on while away, or has just turned on, stays on', async () => {
  const { localMedia, reach } = setUp(muted);
  reach('joined', muted);
  reach('reconnecting', muted);
  await localMedia.setMicrophone(true);
  reach('joined', muted);
  reach('joined', muted);
  expect(localMedia.state.microphone.status).toBe('starting');
});
