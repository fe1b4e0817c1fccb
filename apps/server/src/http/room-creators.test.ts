import { afterEach, describe, expect, it } from 'vitest';
import type { RoomCreators } from '../auth/room-creators.ts';
import { aki, type Browser, startSignInRig } from './sign-in-rig.ts';

let stop = async () => {};
afterEach(() => stop());

const kit = { ...aki, sub: 'kit-1', name: 'Kit', email: 'kit@sub.example.org' };
const noa = { sub: 'noa-1', name: 'Noa' };

async function start(roomCreators: RoomCreators, guestsAllowed = true) {
  const rig = await startSignInRig({ roomCreators, guestsAllowed }, { people: [aki, kit, noa] });
  stop = rig.stop;
  await rig.openProvider();
  const signedIn = async (person: { sub: string }) => {
    const browser = rig.browser();
    await browser.signIn(person);
    return browser;
  };
  const guest = async () => {
    const browser = rig.browser();
    const { cookie } = await rig.guest('Guest');
    browser.cookies().set(cookie.name, cookie.value);
    return browser;
  };
  return { ...rig, signedIn, guest };
}

/** What the server says that they may, after trying whether it is so. */
async function mayCreate(browser: Browser): Promise<boolean> {
  const { mayCreateRooms } = (await browser.me()) as unknown as { mayCreateRooms: boolean };
  const tried = await browser.post('/api/rooms', {});
  expect(tried.status).toBe(mayCreateRooms ? 201 : 403);
  if (!mayCreateRooms) expect(await tried.json()).toMatchObject({ error: { code: 'forbidden' } });
  return mayCreateRooms;
}

describe('rooms are made', () => {
  it('by guests and by who signed in, where anyone may', async () => {
    const { guest, signedIn } = await start({ who: 'anyone' });
    expect(await mayCreate(await guest())).toBe(true);
    expect(await mayCreate(await signedIn(aki))).toBe(true);
  });

  it('by no guest where people must sign in', async () => {
    const { guest, signedIn, browser } = await start({ who: 'signed_in' });
    expect(await mayCreate(await guest())).toBe(false);
    expect(await mayCreate(await signedIn(noa))).toBe(true);
    expect(await browser().me()).toMatchObject({ user: null, mayCreateRooms: false, roomCreators: 'signed_in' });
  });

  it('by people of the domains alone, not of their subdomains, where there is a list', async () => {
    const { guest, signedIn } = await start({ who: 'domains', domains: ['example.org'] });
    expect(await mayCreate(await guest())).toBe(false);
    expect(await mayCreate(await signedIn(aki))).toBe(true);
    expect(await mayCreate(await signedIn(kit))).toBe(false);
    expect(await mayCreate(await signedIn(noa))).toBe(false);
  });

  it('by nobody who has not come in, where guests may not', async () => {
    const { browser } = await start({ who: 'anyone' }, false);
    expect(await browser().me()).toMatchObject({ user: null, mayCreateRooms: false, roomCreators: 'anyone' });
  });
});

it('tells nobody the address that a provider verified', async () => {
  const { signedIn } = await start({ who: 'domains', domains: ['example.org'] });
  const browser = await signedIn(aki);
  expect(JSON.stringify(await browser.me()).toLowerCase()).not.toContain('aki@example.org');
});
