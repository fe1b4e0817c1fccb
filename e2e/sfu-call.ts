import type { ConnectionId, MediaNews, MediaSource } from '@cline-meet/protocol';
import { test as base, expect, type Page } from '@playwright/test';
import { SECRET_BYTES } from '../packages/sdk/src/e2ee/key-schedule.ts';
import { chromiumArgs, findChromium } from '../scripts/chromium.mjs';
import { type ScriptPage, serveScript } from './script-page.ts';
import { RoomOnMediasoup } from './sfu-node.ts';

export interface Call {
  readonly node: RoomOnMediasoup;
  page(id: ConnectionId): Page;
}

/** Of the meeting that its keys are for. */
export const roomCode = 'abc-defg-hij';

/** Whose media is sealed, and with which secret (a byte that it is made of). */
export type Secrets = Partial<Record<ConnectionId, number>>;

export const [ana, ben, cem] = ['a', 'b', 'c'].map(
  (last) => `00000000-0000-4000-8000-00000000000${last}` as ConnectionId,
) as [ConnectionId, ConnectionId, ConnectionId];
export const everyone = [ana, ben, cem];
export const directions = everyone.flatMap((by) => everyone.filter((of) => of !== by).map((of) => ({ by, of })));

/** The secret of a meeting's link, made of one byte. */
export function secretOf(byte: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(SECRET_BYTES).fill(byte);
}

const executablePath = findChromium();

/** Three tabs with an SFU client each, and the room on a mediasoup that serves them. */
export const test = base.extend<{ call: Call; secrets: Secrets; cameraCodec: string }, { script: ScriptPage }>({
  // Both ends are on this machine.
  launchOptions: {
    args: [...chromiumArgs, '--allow-loopback-in-peer-connection'],
    ...(executablePath ? { executablePath } : {}),
  },

  script: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures that one needs from it.
    async ({}, use) => {
      const page = await serveScript('sfu-page.ts', {
        '/cipher-worker.js': '../packages/sdk/src/e2ee/cipher-worker.ts',
      });
      await use(page);
      page.close();
    },
    { scope: 'worker' },
  ],

  secrets: [{}, { option: true }],

  cameraCodec: ['', { option: true }],

  call: async ({ context, script, secrets, cameraCodec }, use) => {
    const members = new Map<ConnectionId, Page>();
    const page = (id: ConnectionId) => {
      const found = members.get(id);
      if (!found) throw new Error(`${id} is not here`);
      return found;
    };
    const tell = (to: ConnectionId, news: MediaNews) => {
      // Pages close while the last news is on its way.
      void members
        .get(to)
        ?.evaluate((news) => window.sfu.hear(news), news)
        .catch(() => {});
    };
    const node = await RoomOnMediasoup.open(tell);
    await context.exposeFunction('askMediaNode', async (from: ConnectionId, action: unknown) => {
      try {
        return { answer: await node.request(from, action) };
      } catch (error) {
        return { failure: error instanceof Error ? error.message : 'unknown' };
      }
    });
    const errors: Error[] = [];
    for (const id of everyone) {
      const opened = await context.newPage();
      opened.on('pageerror', (error) => errors.push(error));
      const query = new URLSearchParams({ id, secret: String(secrets[id] ?? ''), cameraCodec });
      await opened.goto(`${script.url}?${query}`);
      members.set(id, opened);
    }
    for (const id of everyone) {
      await page(id).evaluate(async (all) => {
        await window.sfu.start(1280, 720);
        window.sfu.meet(all);
      }, everyone);
    }
    await use({ node, page });
    node.close();
    expect(errors).toEqual([]);
  },
});

export const received = (call: Call, by: ConnectionId, of: ConnectionId, source: MediaSource = 'camera') =>
  call.page(by).evaluate(([of, source]) => window.sfu.received(of, source), [of, source] as const);

export async function show(call: Call, by: ConnectionId, cameras: Record<string, number>): Promise<void> {
  await call.page(by).evaluate((cameras) => window.sfu.show(cameras), cameras);
}

export async function showAll(call: Call, width: number): Promise<void> {
  for (const by of everyone) {
    await show(call, by, Object.fromEntries(everyone.filter((id) => id !== by).map((id) => [id, width])));
  }
}

export async function expectFrames(call: Call, pairs = directions): Promise<void> {
  for (const { by, of } of pairs) {
    const before = (await received(call, by, of)).frames;
    const now = async () => (await received(call, by, of)).frames;
    await expect.poll(now, { message: `${by} sees ${of}` }).toBeGreaterThan(before + 3);
  }
}
