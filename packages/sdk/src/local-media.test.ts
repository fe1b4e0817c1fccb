import { describe, expect, it, vi } from 'vitest';
import { LocalMedia } from './local-media.ts';
import type { TrackEffect } from './track-effect.ts';

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

describe('an effect on the camera', () => {
  /** Its tracks come when the test lets them. */
  function fakeEffect() {
    const uses: { source: unknown; signal: AbortSignal; failed: () => void; shows: (track: FakeTrack) => void }[] = [];
    const effect: TrackEffect = (source, { signal, failed }) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', reject);
        uses.push({ source, signal, failed, shows: (track) => resolve(track as unknown as MediaStreamTrack) });
      });
    return { effect, uses };
  }

  const started = (uses: readonly unknown[], times = 1) => vi.waitFor(() => expect(uses).toHaveLength(times));

  async function openBlurred() {
    const { fake, media } = open();
    const { effect, uses } = fakeEffect();
    const shown: unknown[] = [];
    media.subscribe(() => media.state.camera.status === 'on' && shown.push(media.state.camera.track));
    void media.setCameraEffect(effect);
    const on = media.setCamera(true);
    await started(uses);
    const blurred = new FakeTrack('none');
    uses[0]?.shows(blurred);
    await on;
    return { fake, media, effect, uses, shown, blurred };
  }

  it('is all that is ever shown', async () => {
    const { fake, media, uses, shown, blurred } = await openBlurred();
    expect(uses[0]?.source).toBe(fake.tracks[0]);
    expect(media.state.camera).toEqual({ status: 'on', track: blurred });
    expect(media.state.selected.cameraId).toBe('cam-1');
    expect(new Set(shown)).toEqual(new Set([blurred]));
  });

  it('put on a camera that is on takes the picture away until it is there', async () => {
    const { media, fake } = open();
    const { effect, uses } = fakeEffect();
    await media.setCamera(true);
    const blurring = media.setCameraEffect(effect);
    expect(media.state.camera).toEqual({ status: 'starting' });
    await started(uses);
    const blurred = new FakeTrack('none');
    uses[0]?.shows(blurred);
    await blurring;
    expect(media.state.camera).toEqual({ status: 'on', track: blurred });
    expect(fake.requests).toHaveLength(1);
  });

  it('taken off shows the camera as it is, without opening it again', async () => {
    const { fake, media, uses, blurred } = await openBlurred();
    await media.setCameraEffect(null);
    expect(media.state.camera).toEqual({ status: 'on', track: fake.tracks[0] });
    expect(fake.requests).toHaveLength(1);
    expect(blurred.readyState).toBe('ended');
    expect(uses[0]?.signal.aborted).toBe(true);
  });

  it('set once more changes nothing', async () => {
    const { media, effect, uses, blurred } = await openBlurred();
    await media.setCameraEffect(effect);
    expect(media.state.camera).toEqual({ status: 'on', track: blurred });
    expect(uses).toHaveLength(1);
  });

  it('ends with the camera, which is given back', async () => {
    const { fake, media, uses, blurred } = await openBlurred();
    await media.setCamera(false);
    expect([blurred.readyState, fake.tracks[0]?.readyState]).toEqual(['ended', 'ended']);
    expect(uses[0]?.signal.aborted).toBe(true);
  });

  it('that is still starting does not keep the camera from being turned off and on', async () => {
    const { fake, media } = open();
    const { effect, uses } = fakeEffect();
    void media.setCameraEffect(effect);
    void media.setCamera(true);
    await started(uses);
    await media.setCamera(false);
    expect(media.state.camera).toEqual({ status: 'off' });
    expect(fake.tracks[0]?.readyState).toBe('ended');
    const on = media.setCamera(true);
    await started(uses, 2);
    const blurred = new FakeTrack('none');
    uses[1]?.shows(blurred);
    await on;
    expect(media.state.camera).toEqual({ status: 'on', track: blurred });
  });

  it('that is taken off and put on again while it starts is no failure', async () => {
    const { media } = open();
    const { effect, uses } = fakeEffect();
    void media.setCameraEffect(effect);
    void media.setCamera(true);
    await started(uses);
    void media.setCameraEffect(null);
    const last = media.setCameraEffect(effect);
    await started(uses, 2);
    const blurred = new FakeTrack('none');
    uses[1]?.shows(blurred);
    await last;
    expect(media.state.camera).toEqual({ status: 'on', track: blurred });
  });

  it('that is still starting does not hold up another camera', async () => {
    const { fake, media } = open();
    fake.devices = [...fake.devices, { kind: 'videoinput', deviceId: 'cam-2', label: 'Other' }];
    const { effect, uses } = fakeEffect();
    void media.setCameraEffect(effect);
    void media.setCamera(true);
    await started(uses);
    void media.selectCamera('cam-2');
    await started(uses, 2);
    expect(uses[0]?.signal.aborted).toBe(true);
    expect(fake.tracks.map(({ deviceId, readyState }) => [deviceId, readyState])).toEqual([
      ['cam-1', 'ended'],
      ['cam-2', 'live'],
    ]);
    expect(media.state.camera).toEqual({ status: 'starting' });
  });

  it('follows to another camera', async () => {
    const { fake, media, uses, shown, blurred } = await openBlurred();
    fake.devices = [...fake.devices, { kind: 'videoinput', deviceId: 'cam-2', label: 'Other' }];
    const selected = media.selectCamera('cam-2');
    await started(uses, 2);
    expect(uses[1]?.source).toBe(fake.tracks[1]);
    const other = new FakeTrack('none');
    uses[1]?.shows(other);
    await selected;
    expect(media.state.camera).toEqual({ status: 'on', track: other });
    expect(new Set(shown)).toEqual(new Set([blurred, other]));
  });

  it('that cannot run leaves the camera off, and says so', async () => {
    const { fake, media } = open();
    await media.setCamera(true);
    await media.setCameraEffect(() => Promise.reject(new Error('no WebGL')));
    expect(media.state.camera).toEqual({ status: 'failed', failure: 'effect' });
    expect(fake.tracks[0]?.readyState).toBe('ended');
    await media.setCameraEffect(null);
    expect(media.state.camera.status).toBe('failed');
    await media.setCamera(true);
    expect(media.state.camera).toEqual({ status: 'on', track: fake.tracks[1] });
  });

  it('that breaks later leaves the camera off too', async () => {
    const { fake, media, uses, blurred } = await openBlurred();
    uses[0]?.failed();
    expect(media.state.camera).toEqual({ status: 'failed', failure: 'effect' });
    expect([blurred.readyState, fake.tracks[0]?.readyState]).toEqual(['ended', 'ended']);
  });

  it('that breaks after its end is of no account', async () => {
    const { fake, media, uses } = await openBlurred();
    await media.setCameraEffect(null);
    uses[0]?.failed();
    expect(media.state.camera).toEqual({ status: 'on', track: fake.tracks[0] });
  });

  it('does not touch the microphone', async () => {
    const { fake, media } = open();
    await media.setCameraEffect(() => Promise.reject(new Error('no WebGL')));
    await media.setMicrophone(true);
    expect(media.state.microphone).toEqual({ status: 'on', track: fake.tracks[0] });
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
