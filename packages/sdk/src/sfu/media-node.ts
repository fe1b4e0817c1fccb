import type { ErrorCode, MediaAction, MediaActionName, MediaAnswer } from '@cline-meet/protocol';
import type { types } from 'mediasoup-client';
import { CommandFailed } from '../command-channel.ts';
import type { MediaRequests } from '../media-client.ts';
import { capabilitiesOf } from './ortc.ts';

/** These are about the arrangement itself and none of its parts. */
const aboutAll: readonly MediaActionName[] = ['describe', 'create_transport', 'list_producers'];
const temporary: readonly ErrorCode[] = ['unavailable', 'rate_limited', 'media_full', 'media_unavailable'];

/** The media node that serves the room, as seen from here, and what this browser has in common with it. */
export class MediaNode implements MediaRequests {
  readonly #requests: MediaRequests;
  readonly #loadDevice: () => Promise<types.Device>;
  readonly #over: () => void;
  #isOver = false;
  #device: Promise<types.Device> | null = null;

  /** `over` is called once, when the arrangement of media is over. */
  constructor(requests: MediaRequests, loadDevice: () => Promise<types.Device>, over: () => void) {
    this.#requests = requests;
    this.#loadDevice = loadDevice;
    this.#over = over;
  }

  /** Sends nothing more once the arrangement is over. */
  async request<Name extends MediaActionName>(
    action: Extract<MediaAction, { action: Name }>,
  ): Promise<MediaAnswer<Name>> {
    if (this.#isOver) throw new CommandFailed('media_stale');
    try {
      return await this.#requests.request<Name>(action);
    } catch (error) {
      if (isFailure(error, 'media_stale')) await this.#findOut(action.action);
      throw error;
    }
  }

  /** Loaded with what the media node can receive. */
  device(): Promise<types.Device> {
    this.#device ??= this.#load().catch((error: unknown) => {
      this.#device = null;
      throw error;
    });
    return this.#device;
  }

  /** Nothing is asked any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  close(): void {
    this.#isOver = true;
  }

  async #load(): Promise<types.Device> {
    const [{ rtpCapabilities }, device] = await Promise.all([
      this.request<'describe'>({ action: 'describe' }),
      this.#loadDevice(),
    ]);
    await device.load({ routerRtpCapabilities: capabilitiesOf(rtpCapabilities) });
    return device;
  }

  /** `media_stale` may be about a transport or a consumer that went at this moment: then the rest goes on. */
  async #findOut(about: MediaActionName): Promise<void> {
    if (!aboutAll.includes(about)) {
      try {
        await this.#requests.request<'list_producers'>({ action: 'list_producers' });
        return;
      } catch (error) {
        if (!isFailure(error, 'media_stale')) return;
      }
    }
    if (this.#isOver) return;
    this.#isOver = true;
    this.#over();
  }
}

export function isFailure(error: unknown, code: CommandFailed['code']): boolean {
  return error instanceof CommandFailed && error.code === code;
}

/** Says nothing about what the failed request was about: the same one may succeed later. */
export function isTemporary(error: unknown): boolean {
  return error instanceof CommandFailed && temporary.includes(error.code);
}

/** mediasoup-client is fetched by who is in a large meeting, and by nobody else. */
export async function browserDevice(): Promise<types.Device> {
  const { Device } = await import('mediasoup-client');
  return Device.factory();
}
