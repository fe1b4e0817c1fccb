import { expect, test } from './fixtures.ts';
import { expectToHear, expectToSee } from './media.ts';
import { english } from './words.ts';

test('three people see and hear each other', async ({ person }) => {
  const [ana, ben, cho] = await Promise.all([person('Ana'), person('Ben'), person('Cho')]);
  const code = await ana.createRoom();
  await ana.join(code);
  await Promise.all([ben.join(code), cho.join(code)]);

  await Promise.all([
    expectToSee(ana, ['Ben', 'Cho']),
    expectToSee(ben, ['Ana', 'Cho']),
    expectToSee(cho, ['Ana', 'Ben']),
  ]);
  await Promise.all([expectToHear(ana, 2), expectToHear(ben, 2), expectToHear(cho, 2)]);
  for (const { page } of [ana, ben, cho]) {
    await expect(page.getByRole('button', { name: english.meeting.controls.people(3) })).toBeVisible();
  }
});

test('who leaves disappears for the others and is offered a way back', async ({ person }) => {
  const [ana, ben] = await Promise.all([person('Ana'), person('Ben')]);
  const code = await ana.createRoom();
  await Promise.all([ana.join(code), ben.join(code)]);
  await expectToSee(ana, ['Ben']);

  await ben.button(english.meeting.controls.leave).click();
  await expect(ben.page.getByRole('heading', { name: english.meeting.left.left })).toBeVisible();
  await expect(ana.tile('Ben')).toBeHidden();

  await ben.button(english.meeting.left.rejoin).click();
  await ben.button(english.lobby.join).click();
  await expectToSee(ana, ['Ben']);
});

test('the camera that is off in the green room is off in the call, and can be turned on there', async ({ person }) => {
  const [ana, ben] = await Promise.all([person('Ana'), person('Ben')]);
  const code = await ana.createRoom();
  await ana.join(code);
  await ben.open(code);
  await ben.button(english.devices.turnOffCamera).click();
  await ben.button(english.lobby.join).click();
  await ben.seesMeeting();

  await expect(ben.button(english.meeting.controls.turnOnCamera)).toBeVisible();
  await expect(ana.tile('Ben')).toBeVisible();
  await expect(ana.tile('Ben').locator('video')).toBeHidden();
  await ben.button(english.meeting.controls.turnOnCamera).click();
  await expectToSee(ana, ['Ben']);
});

test('one without camera and microphone can join, and see and hear', async ({ person }) => {
  const [ana, ben] = await Promise.all([person('Ana'), person('Ben', { devices: false })]);
  const code = await ana.createRoom();
  await Promise.all([ana.join(code), ben.join(code)]);
  await expectToSee(ben, ['Ana']);
  await expectToHear(ben, 1);
  await expect(ana.tile('Ben')).toBeVisible();
});

test('a camera that starts while one comes in is seen by oneself too', async ({ person }) => {
  const ana = await person('Ana');
  const code = await ana.createRoom();
  let allow = () => {};
  const allowed = new Promise<void>((resolve) => {
    allow = resolve;
  });
  await ana.page.exposeFunction('cameraMayStart', () => allowed);
  await ana.page.addInitScript(holdCamera);
  await ana.page.route('**/tickets', async (route) => {
    allow();
    await ana.page.waitForFunction(() => document.documentElement.dataset.cameraStarted);
    await route.continue();
  });
  await ana.join(code);
  await expectToSee(ana, ['Ana']);
});

/** The camera is given when the test allows it, and then says so. */
function holdCamera(): void {
  const { mediaDevices } = navigator;
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (constraints) => {
    if (!constraints?.video) return getUserMedia(constraints);
    await (window as unknown as { cameraMayStart: () => Promise<void> }).cameraMayStart();
    const stream = await getUserMedia(constraints);
    setTimeout(() => {
      document.documentElement.dataset.cameraStarted = 'true';
    }, 100);
    return stream;
  };
}
