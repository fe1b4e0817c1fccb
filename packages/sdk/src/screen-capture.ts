/** A screen, window or tab that is being captured; `audio` where the person shared its sound too. */
export interface ScreenCapture {
  video: MediaStreamTrack;
  audio: MediaStreamTrack | null;
}

/** `denied`: the operating system forbids it to the browser; `unsupported`: this browser cannot, as on phones. */
export type ScreenCaptureFailure = 'denied' | 'unsupported' | 'failed';

/** The screen could not be captured, for a reason other than the person's. */
export class ScreenCaptureError extends Error {
  readonly failure: ScreenCaptureFailure;

  constructor(failure: ScreenCaptureFailure, cause?: unknown) {
    super(`screen capture ${failure}`, { cause });
    this.name = 'ScreenCaptureError';
    this.failure = failure;
  }
}

/** The options of W3C Screen Capture (section 5.4) that the compiler's DOM library does not know yet. */
interface CaptureOptions extends DisplayMediaStreamOptions {
  systemAudio: 'include' | 'exclude';
  surfaceSwitching: 'include' | 'exclude';
  selfBrowserSurface: 'include' | 'exclude';
}

const options: CaptureOptions = {
  video: { frameRate: { max: 30 } },
  // What is shared is played as it is: voice processing would cut music to pieces.
  audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  systemAudio: 'include',
  surfaceSwitching: 'include',
  // Presenting the meeting in itself is a hall of mirrors.
  selfBrowserSurface: 'exclude',
};

type Devices = Partial<Pick<MediaDevices, 'getDisplayMedia'>>;

function pageDevices(): Devices | undefined {
  return globalThis.navigator?.mediaDevices;
}

/** Whether this browser can capture a screen on this origin at all. */
export function screenCaptureSupported(mediaDevices: Devices | undefined = pageDevices()): boolean {
  return typeof mediaDevices?.getDisplayMedia === 'function';
}

/**
 * Lets the person pick what to present. Null: they cancelled. Must be called in a click. Rejects with
 * {@link ScreenCaptureError}.
 */
export async function captureScreen(mediaDevices: Devices | undefined = pageDevices()): Promise<ScreenCapture | null> {
  if (!mediaDevices?.getDisplayMedia) throw new ScreenCaptureError('unsupported');
  try {
    const stream = await mediaDevices.getDisplayMedia(options);
    const [video] = stream.getVideoTracks();
    const [audio] = stream.getAudioTracks();
    if (!video) throw new ScreenCaptureError('failed');
    return { video, audio: audio ?? null };
  } catch (error) {
    if (isCancelled(error)) return null;
    throw error instanceof ScreenCaptureError ? error : new ScreenCaptureError(failureOf(error), error);
  }
}

/** A cancel and a refusal by the operating system bear one name; Chromium tells them apart in the text. */
function isCancelled(error: unknown): boolean {
  return error instanceof Error && error.name === 'NotAllowedError' && !isDeniedBySystem(error);
}

function isDeniedBySystem(error: Error): boolean {
  return error.message.includes('by system');
}

function failureOf(error: unknown): ScreenCaptureFailure {
  if (!(error instanceof Error)) return 'failed';
  if (error.name === 'NotSupportedError') return 'unsupported';
  return error.name === 'NotAllowedError' ? 'denied' : 'failed';
}
