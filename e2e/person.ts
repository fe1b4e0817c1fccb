import type { Browser, BrowserContext, Locator, Page, TestInfo } from '@playwright/test';
import { expect } from '@playwright/test';
import type { JoinTicket, RoomCode, RoomDetails, User } from '../packages/protocol/src/index.ts';
import { ChatPanel } from './chat-panel.ts';
import { recordPeerConnections } from './media.ts';
import { Notices } from './notices.ts';
import { PeoplePanel } from './people-panel.ts';
import { wordsOf } from './words.ts';

type Words = ReturnType<typeof wordsOf>;

export interface PersonOptions {
  locale?: string;
  viewport?: { width: number; height: number };
  /** False for one who has not told a name yet. */
  signedIn?: boolean;
  /** False for a machine that has neither camera nor microphone. */
  devices?: boolean;
  /** Another way to the server than the direct one. */
  url?: string;
}

/** A person with a browser profile of their own. What they do here, they do as a person would: by the controls' names. */
export class Person {
  readonly name: string;
  readonly url: string;
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the controls are called in this person's language. */
  readonly words: Words;
  readonly chat: ChatPanel;
  readonly people: PeoplePanel;
  readonly notices: Notices;
  readonly uncaughtErrors: string[] = [];
  readonly #console: string[] = [];

  static async arrive(browser: Browser, url: string, name: string, options: PersonOptions = {}): Promise<Person> {
    const { locale = 'en-US', viewport = { width: 1280, height: 720 }, signedIn = true, devices = true } = options;
    const baseURL = options.url ?? url;
    const context = await browser.newContext({ baseURL, locale, viewport });
    await recordPeerConnections(context);
    await context.addInitScript(devices ? takeSmallPictures : hideDevices);
    const person = new Person(name, baseURL, context, await context.newPage(), wordsOf(locale));
    if (signedIn) await person.signIn();
    return person;
  }

  private constructor(name: string, url: string, context: BrowserContext, page: Page, words: Words) {
    this.name = name;
    this.url = url;
    this.context = context;
    this.page = page;
    this.words = words;
    this.chat = new ChatPanel(page, words);
    this.people = new PeoplePanel(page, words);
    this.notices = new Notices(page, words);
    this.#watch(page);
  }

  #watch(page: Page): void {
    page.on('pageerror', (error) => this.uncaughtErrors.push(error.stack ?? error.message));
    page.on('console', (message) => this.#console.push(`${message.type()}: ${message.text()}`));
  }

  async signIn(): Promise<User> {
    return this.call<User>('/api/guest', { name: this.name });
  }

  async createRoom(room: { name?: string; waitingRoom?: boolean; encrypted?: boolean } = {}): Promise<RoomCode> {
    const { code } = await this.call<RoomDetails>('/api/rooms', { waitingRoom: false, ...room });
    return code;
  }

  async ticketFor(code: RoomCode): Promise<JoinTicket> {
    return this.call<JoinTicket>(`/api/rooms/${code}/tickets`, {});
  }

  /** Posts to the HTTP API with this person's cookies, as the product's own pages do. */
  async call<Answer>(path: string, data: object): Promise<Answer> {
    const response = await this.context.request.post(path, { data, headers: { origin: this.url } });
    expect(response.ok(), `${path}: ${response.status()} ${await response.text()}`).toBe(true);
    return response.json() as Promise<Answer>;
  }

  /** Opens the room's address, with the key of an encrypted one: its green room, or the page that says why not. */
  async open(code: RoomCode, key?: string): Promise<void> {
    await this.page.goto(key ? `/${code}#key=${key}` : `/${code}`);
  }

  /** Opens the room's address, and goes through the green room into the meeting. */
  async join(code: RoomCode, key?: string): Promise<void> {
    await this.open(code, key);
    await this.enter();
  }

  /** From the green room. */
  async enter(): Promise<void> {
    await this.button(this.words.lobby.join).click();
    await this.seesMeeting();
  }

  /** Goes through the green room into the waiting room. */
  async knock(code: RoomCode): Promise<void> {
    await this.open(code);
    await this.button(this.words.lobby.askToJoin).click();
  }

  async seesMeeting(): Promise<void> {
    await expect(this.page.getByRole('region', { name: this.words.meeting.controls.label })).toBeVisible();
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** The place of a person on the stage. */
  tile(name: string): Locator {
    return this.page.getByRole('listitem', { name: this.words.meeting.stage.tile(name) });
  }

  /** The place of a person's shared screen on the stage. */
  screen(name: string): Locator {
    return this.page.getByRole('listitem', { name: this.words.meeting.stage.presentation(name) });
  }

  /** Presses the button of the dialog that asks whether one is sure. */
  async confirms(action: string): Promise<void> {
    await this.page
      .getByRole('alertdialog')
      .or(this.page.getByRole('dialog'))
      .getByRole('button', { name: action })
      .click();
  }

  /** Presses Tab until the control has the focus. */
  async tabsTo(control: Locator): Promise<void> {
    const isFocused = () => control.evaluate((element) => element === document.activeElement);
    await expect(control).toBeVisible();
    for (let presses = 0; presses < 60; presses += 1) {
      if (await isFocused()) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error('The Tab key does not lead there.');
  }

  /** Which place in the room this tab holds, as it keeps it for a reload. */
  async connectionId(code: RoomCode): Promise<string | null> {
    return this.page.evaluate((key) => {
      const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null');
      return kept?.place?.connectionId ?? null;
    }, `cline-meet.place.${code}`);
  }

  async attachTo(testInfo: TestInfo): Promise<void> {
    const body = [this.page.url(), ...this.#console, ...this.uncaughtErrors].join('\n');
    await testInfo.attach(`${this.name}.console`, { body, contentType: 'text/plain' });
    const screenshot = await this.page.screenshot().catch(() => null);
    if (screenshot) await testInfo.attach(`${this.name}.png`, { body: screenshot, contentType: 'image/png' });
  }
}

/** What a call does is the same with small pictures, of which one machine can encode and decode many. */
function takeSmallPictures(): void {
  const { mediaDevices } = navigator;
  const original = mediaDevices.getUserMedia.bind(mediaDevices);
  const size = { width: 320, height: 180 };
  mediaDevices.getUserMedia = ({ video, ...others } = {}) =>
    original({ ...others, ...(video && { video: { ...(video === true ? {} : video), ...size } }) });
}

function hideDevices(): void {
  navigator.mediaDevices.enumerateDevices = () => Promise.resolve([]);
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no device', 'NotFoundError'));
}
