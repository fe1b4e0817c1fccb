import type { BrowserContext, Locator } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { expectFramesToAdvance } from './media.ts';
import type { Person } from './person.ts';
import { english } from './words.ts';

const { background } = english.devices;

/** What {@link sharpness} says of a picture that is blurred, at the most, and of one that is not, at the least. */
const BLURRED = 3;
const SHARP = 6;

test('a blurred background is all that others ever see', async ({ person }) => {
  const [ana, ben] = await Promise.all([person('Ana'), person('Ben')]);
  await showShelf(ana.context);
  const requests = watchRequests(ana);
  const code = await ana.createRoom();
  await Promise.all([ana.open(code), ben.join(code)]);
  const preview = ana.page.getByLabel(english.devices.preview, { exact: true });
  await expect.poll(() => sharpness(preview)).toBeGreaterThan(SHARP);
  expect(requests.filter(isOfBlur), 'nothing is loaded before it is needed').toEqual([]);

  await choose(ana, background.names.strong);
  await expectBlurred(preview);
  await ana.enter();
  const seenByBen = ben.tile('Ana').locator('video');
  await expectFramesToAdvance(seenByBen);
  await expectBlurred(seenByBen);
  expect(requests.filter(isOfBlur).length, 'it came from somewhere').toBeGreaterThan(0);
  expect(requests.filter((url) => !url.startsWith(`${ana.url}/`))).toEqual([]);

  await ana.button(english.meeting.controls.more).click();
  await ana.page.getByRole('menuitem', { name: english.meeting.controls.settings }).click();
  await choose(ana, background.names.none);
  await expect.poll(() => sharpness(seenByBen)).toBeGreaterThan(SHARP);
});

test('a blur that cannot be loaded leaves the camera off until the person decides', async ({ person }) => {
  const ana = await person('Ana');
  await showShelf(ana.context);
  await ana.page.route('**/*.wasm', (route) => route.abort());
  await ana.open(await ana.createRoom());
  const preview = ana.page.getByLabel(english.devices.preview, { exact: true });
  await expect(preview).toBeVisible();

  await choose(ana, background.names.slight);
  await expect(ana.page.getByRole('alert').filter({ hasText: background.failed })).toBeVisible();
  await expect(preview).toBeHidden();
  await ana.button(background.plainCamera).click();
  await expect.poll(() => sharpness(preview)).toBeGreaterThan(SHARP);
  await expect(picker(ana)).toContainText(background.names.none);
});

test('a camera whose blur is on its way is on for its person, who can turn it off', async ({ person }) => {
  const ana = await person('Ana');
  await showShelf(ana.context);
  let bring = () => {};
  const isWanted = new Promise<void>((resolve) => {
    bring = resolve;
  });
  await ana.page.route('**/*.wasm', async (route) => {
    await isWanted;
    await route.continue();
  });
  await ana.open(await ana.createRoom());
  const preview = ana.page.getByLabel(english.devices.preview, { exact: true });
  await expect(preview).toBeVisible();

  await choose(ana, background.names.slight);
  await expect(ana.page.getByText(background.starting).first()).toBeVisible();
  await ana.button(english.devices.turnOffCamera).click();
  await expect(ana.page.getByText(english.devices.cameraOff, { exact: true })).toBeVisible();
  bring();
  await ana.button(english.devices.turnOnCamera).click();
  await expectBlurred(preview);
});

test('browsers without streams of frames blur too, and it is remembered', async ({ person }) => {
  const ana = await person('Ana');
  await showShelf(ana.context);
  await ana.context.addInitScript(() => {
    for (const name of ['MediaStreamTrackProcessor', 'MediaStreamTrackGenerator']) Reflect.deleteProperty(window, name);
  });
  const code = await ana.createRoom();
  await ana.open(code);
  await choose(ana, background.names.strong);
  await ana.open(code);
  await expect(picker(ana)).toContainText(background.names.strong);
  const preview = ana.page.getByLabel(english.devices.preview, { exact: true });
  await expectFramesToAdvance(preview);
  await expectBlurred(preview);
});

function picker({ page }: Person): Locator {
  return page.getByRole('combobox', { name: background.label });
}

/** By keyboard alone. */
async function choose(person: Person, name: string): Promise<void> {
  await picker(person).press('Enter');
  const option = person.page.getByRole('option', { name, exact: true });
  await expect(option).toBeVisible();
  await person.page.keyboard.type(name);
  await person.page.keyboard.press('Enter');
  await expect(picker(person)).toContainText(name);
}

/** The addresses of all that the person's pages and workers fetch from now on. */
function watchRequests({ context }: Person): string[] {
  const requests: string[] = [];
  context.on('request', (request) => requests.push(request.url()));
  return requests;
}

function isOfBlur(url: string): boolean {
  return /selfie|blur-worker/.test(url);
}

/** The camera sees a person before a shelf of books. */
async function showShelf(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const { mediaDevices } = navigator;
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints) => {
      if (!constraints?.video) return getUserMedia(constraints);
      const canvas = document.createElement('canvas');
      Object.assign(canvas, { width: 640, height: 360 });
      const stream = canvas.captureStream(10);
      const timer = setInterval(() => {
        if (stream.getTracks()[0]?.readyState === 'ended') clearInterval(timer);
        else draw(canvas.getContext('2d') as CanvasRenderingContext2D);
      }, 100);
      return stream;
    };

    function draw(context: CanvasRenderingContext2D): void {
      const sway = 2 * Math.sin(performance.now() / 300);
      for (let book = 0; book < 240; book += 1) {
        context.fillStyle = `hsl(${book * 67} 55% ${30 + ((book * 13) % 40)}%)`;
        context.fillRect((book % 40) * 16, Math.floor(book / 40) * 60, 15, 55);
      }
      ellipse(context, '#345', [320, 395, 165, 150]);
      ellipse(context, '#c97', [320 + sway, 175, 59, 75]);
      ellipse(context, '#321', [320 + sway, 122, 64, 44]);
    }

    function ellipse(context: CanvasRenderingContext2D, color: string, at: [number, number, number, number]): void {
      context.fillStyle = color;
      context.beginPath();
      context.ellipse(...at, 0, 0, 2 * Math.PI);
      context.fill();
    }
  });
}

/** Waits for a picture, which must be blurred as soon as it is there. */
async function expectBlurred(video: Locator): Promise<void> {
  await expect.poll(() => sharpness(video), { message: 'there is a picture' }).toBeGreaterThan(0);
  expect(await sharpness(video)).toBeLessThan(BLURRED);
}

/** How sharp the books at the upper left are: by how much brightness (of 255) changes from column to column. */
async function sharpness(video: Locator): Promise<number> {
  return video.evaluate((element: HTMLVideoElement) => {
    const context = new OffscreenCanvas(640, 360).getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.drawImage(element, 0, 0, 640, 360);
    const { data, width } = context.getImageData(8, 88, 160, 1);
    const brightness = Array.from({ length: width }, (_, x) => data[4 * x + 1] ?? 0);
    const changes = brightness.slice(1).map((value, x) => Math.abs(value - (brightness[x] ?? 0)));
    return changes.reduce((sum, change) => sum + change, 0) / changes.length;
  });
}
