import { describe, expect, it, vi } from 'vitest';
import { LocalMedia } from './local-media.ts';

class FakeTrack extends EventTarget {
  enabled = true;
  contentHint = '';
  readyState: MediaStreamTrackState = 'live';
  readonly deviceId: string;

  constructor(deviceId: string) {
    super();
    this.deviceId = deviceId;
  }

  getSettings() {
    return { deviceId: this.deviceId };
  }

  stop() {
    this.readyState = 'ended';
  }

  unplug() {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }
}

type Request = { kind: 'audioinput' | 'videoinput'; deviceId: string | undefined };

class FakeMediaDevices extends EventTarget {
  devices = [
    { kind: 'audioinput', deviceId: 'mic-1', label: 'Built-in' },
    { kind: 'audioinput', deviceId: 'mic-2', label: 'Headset' },
    { kind: 'videoinput', deviceId: 'cam-1', label: 'Webcam' },
    { kind: 'audiooutput', deviceId: 'out-1', label: 'Loudspeaker' },
  ];
  readonly requests: Request[] = [];
  readonly tracks: FakeTrack[] = [];
  /** Refuses as a browser would. */
  refuse: (request: Request) => string | null = () => null;
  /** Openings wait for this. */
  gate: Promise<void> = Promise.resolve();

  async enumerateDevices() {
    return this.devices;
  }

  async getUserMedia(constraints: MediaStreamConstraints) {
    const asked = (constraints.audio ?? constraints.video) as { deviceId?: { exact: string } };
    const request: Request = {
      kind: constraints.audio ? 'audioinput' : 'videoinput',
      deviceId: asked.deviceId?.exact,
    };
    this.requests.push(request);
    await this.gate;
    const refusal = this.refuse(request);
    if (refusal) throw new DOMException(refusal, refusal);
    const found = this.devices.find(
      ({ kind, deviceId }) => kind === request.kind && (!request.deviceId || deviceId === request.deviceId),
    );
    if (!found) throw new DOMException('', request.deviceId ? 'OverconstrainedError' : 'NotFoundError');
    const track = new FakeTrack(found.deviceId);
    this.tracks.push(track);
    return { getTracks: () => [track] };
  }
}

function open(preferences = {}) {
  const fake = new FakeMediaDevices();
  return { fake, media: new LocalMedia(fake as unknown as MediaDevices, preferences) };
}

function gate() {
  let release = () => {};
  const promise = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { promise, release: () => release() };
}

describe('the microphone', () => {
  it('is silenced and kept by off, so that on needs no new capture', async () => {
    const { fake, media } = open();
    await media.setMicrophone(true);
    await media.setMicrophone(false);
    expect(media.state.microphone).toEqual({ status: 'off' });
    expect(fake.tracks[0]).toMatchObject({ enabled: false, readyState: 'live' });
    await media.setMicrophone(true);
    expect(media.state.microphone).toEqual({ status: 'on', track: fake.tracks[0] });
    expect(fake.tracks[0]?.enabled).toBe(true);
    expect(fake.requests).toHaveLength(1);
  });

  it('is off at once, even while another is being opened', async () => {
    const { fake, media } = open();
    await media.setMicrophone(true);
    const { promise, release } = gate();
    fake.gate = promise;
    const selected = media.selectMicrophone('mic-2');
    const off = media.setMicrophone(false);
    expect(media.state.microphone).toEqual({ status: 'off' });
    release();
    await Promise.all([selected, off]);
    expect(media.state.microphone).toEqual({ status: 'off' });
    expect(fake.tracks.every(({ enabled, readyState }) => !enabled || readyState === 'ended')).toBe(true);
  });

  it('changes over to the one selected', async () => {
    const { fake, media } = open();
    await media.setMicrophone(true);
    await media.selectMicrophone('mic-2');
    expect(media.state.microphone).toEqual({ status: 'on', track: fake.tracks[1] });
    expect(fake.tracks[0]?.readyState).toBe('ended');
    expect(media.state.selected.microphoneId).toBe('mic-2');
  });

  it('falls back to another when it is unplugged', async () => {
    const { fake, media } = open();
    await media.setMicrophone(true);
    await media.selectMicrophone('mic-2');
    fake.devices = fake.devices.filter(({ deviceId }) => deviceId !== 'mic-2');
    fake.tracks[1]?.unplug();
    await vi.waitFor(() => expect(media.state.microphone).toEqual({ status: 'on', track: fake.tracks[2] }));
    expect(fake.tracks[2]?.deviceId).toBe('mic-1');
  });

  it('is not found where the last one is unplugged', async () => {
    const { fake, media } = open();
    await media.setMicrophone(true);
    fake.devices = [];
    fake.tracks[0]?.unplug();
    await vi.waitFor(() => expect(media.state.microphone).toEqual({ status: 'failed', failure: 'not_found' }));
  });

  it('does not come on when it is unplugged while off', async () => {
    const { fake, media } = open();
    await media.setMicrophone(true);
    await media.setMicrophone(false);
    fake.tracks[0]?.unplug();
    await media.setMicrophone(false);
    expect(fake.requests).toHaveLength(1);
  });
});

describe('the camera', () => {
  it('is given back by off', async () => {
    const { fake, media } = open();
    await media.setCamera(true);
    await media.setCamera(false);
    expect(fake.tracks[0]?.readyState).toBe('ended');
    await media.setCamera(true);
    expect(media.state.camera).toEqual({ status: 'on', track: fake.tracks[1] });
  });

  it('is not left on by an opening that comes too late', async () => {
    const { fake, media } = open();
    const { promise, release } = gate();
    fake.gate = promise;
    const on = media.setCamera(true);
    const off = media.setCamera(false);
    release();
    await Promise.all([on, off]);
    expect(media.state.camera).toEqual({ status: 'off' });
    expect(fake.tracks.map(({ readyState }) => readyState)).not.toContain('live');
  });

  it.each([true, false])('ends in the last state asked for by quick toggles: %s', async (last) => {
    const { fake, media } = open();
    await Promise.all([!last, last, !last, last].map((on) => media.setCamera(on)));
    expect(media.state.camera.status).toBe(last ? 'on' : 'off');
    expect(fake.tracks.filter(({ readyState }) => readyState === 'live')).toHaveLength(last ? 1 : 0);
  });

  it('takes another where the preferred one is gone', async () => {
    const { fake, media } = open({ cameraId: 'cam-of-last-year' });
    await media.setCamera(true);
    expect(media.state.camera.status).toBe('on');
    expect(fake.requests.map(({ deviceId }) => deviceId)).toEqual(['cam-of-last-year', undefined]);
    expect(media.state.selected.cameraId).toBe('cam-1');
  });
});

describe('failures', () => {
  it.each([
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'not_found'],
    ['OverconstrainedError', 'not_found'],
    ['NotReadableError', 'in_use'],
    ['AbortError', 'failed'],
  ])('%s is %s, and trying again may succeed', async (name, failure) => {
    const { fake, media } = open();
    fake.refuse = () => name;
    await media.setCamera(true);
    expect(media.state.camera).toEqual({ status: 'failed', failure });
    fake.refuse = () => null;
    await media.setCamera(true);
    expect(media.state.camera.status).toBe('on');
  });

  it('are plain where the browser hides devices, or the origin is insecure', async () => {
    const without = new LocalMedia(undefined);
    await without.setMicrophone(true);
    expect(without.state.microphone).toEqual({ status: 'failed', failure: 'insecure' });
    vi.stubGlobal('isSecureContext', false);
    const { media } = open();
    await media.setCamera(true);
    expect(media.state.camera).toEqual({ status: 'failed', failure: 'insecure' });
  });

  it('are cleared by off', async () => {
    const { fake, media } = open();
    fake.refuse = () => 'NotAllowedError';
    await media.setMicrophone(true);
    await media.setMicrophone(false);
    expect(media.state.microphone).toEqual({ status: 'off' });
  });
});

describe('the lists', () => {
  it('follow what is plugged in', async () => {
    const { fake, media } = open();
    await vi.waitFor(() => expect(media.state.devices.microphones).toHaveLength(2));
    fake.devices = [...fake.devices, { kind: 'videoinput', deviceId: 'cam-2', label: 'Document camera' }];
    fake.dispatchEvent(new Event('devicechange'));
    await vi.waitFor(() =>
      expect(media.state.devices.cameras).toEqual([
        { id: 'cam-1', label: 'Webcam' },
        { id: 'cam-2', label: 'Document camera' },
      ]),
    );
  });

  it('leave all devices alone after close', async () => {
    const { fake, media } = open();
    await media.setMicrophone(true);
    await media.setCamera(true);
    media.close();
    await media.setCamera(true);
    expect(fake.tracks.map(({ readyState }) => readyState)).toEqual(['ended', 'ended']);
  });
});
