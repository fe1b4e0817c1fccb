import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { selfSignedCertificate } from './lib/certificate.ts';
import { MediaLink } from './media-server-link.ts';
import type { RigPerson } from './media-server-rig.ts';

/** Longer than what is on its way, much shorter than the second in which it must be over. */
export const QUIET_MS = 300;
export const SSRC = 1000;

/** A stream that someone receives. */
export interface Taken {
  readonly consumerId: string;
  /** How many packets of it came. */
  count(): number;
  isFlowing(): boolean;
}

/** The paths that the people of a test have to media nodes. */
export class MediaLinks {
  readonly #folder: string;
  readonly #open: MediaLink[] = [];

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** To be removed when all tests are over. */
  static async prepare(): Promise<MediaLinks> {
    const folder = mkdtempSync(join(tmpdir(), 'media-links-'));
    await selfSignedCertificate(folder);
    return new MediaLinks(folder);
  }

  async open(person: RigPerson, direction: 'send' | 'receive'): Promise<MediaLink> {
    const link = await MediaLink.open(person, await person[direction](), this.#folder);
    this.#open.push(link);
    return link;
  }

  /** Sends a microphone on a path of its own. */
  async speaks(person: RigPerson, ssrc = SSRC, level?: number): Promise<{ up: MediaLink; producerId: string }> {
    const up = await this.open(person, 'send');
    const producerId = await person.produce('microphone', ssrc);
    up.talk(ssrc, level);
    return { up, producerId };
  }

  /** Asks for a stream, which comes when it is wanted. */
  async offered(person: RigPerson, down: MediaLink, producerId: string): Promise<Taken> {
    const consumer = await person.consume(producerId);
    if (!consumer) throw new Error('nothing to take');
    const ssrc = consumer.rtpParameters.encodings?.[0]?.ssrc ?? 0;
    return {
      consumerId: consumer.consumerId,
      count: () => down.count(ssrc),
      isFlowing: () => down.silenceMs(ssrc) < QUIET_MS,
    };
  }

  /** Asks for a stream, and wants it. */
  async takes(person: RigPerson, down: MediaLink, producerId: string): Promise<Taken> {
    const taken = await this.offered(person, down, producerId);
    await person.set(taken.consumerId, true);
    return taken;
  }

  close(): void {
    for (const link of this.#open.splice(0)) link.close();
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** Looks often whether a stream flows. */
export function poll(isFlowing: () => boolean, timeout = 3000) {
  return expect.poll(isFlowing, { timeout, interval: 20 });
}
