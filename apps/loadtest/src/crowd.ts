import { Bot, type BotRoom, type BotSurroundings } from './bot/bot.ts';
import { eachOf } from './bot/polite.ts';
import { type Deed, dueMs, type Load } from './scenarios/scenario.ts';

/** Requests that one process has under way at once. */
const AT_ONCE = 8;
/** Tickets are got so long before they are due: they live for a minute. */
const AHEAD_MS = 20_000;

/** The bots of one process, by number, and their rooms. */
export class Crowd {
  readonly #bots = new Map<number, Bot>();
  readonly #rooms: BotRoom[] = [];
  readonly #load: Load;

  /** Where `addressOf` is null a bot has the machine's own address. */
  constructor(numbers: readonly number[], load: Load, at: BotSurroundings, addressOf: (bot: number) => string | null) {
    this.#load = load;
    for (const number of numbers) {
      const bot = new Bot(this.#roomOf(number), addressOf(number), at);
      this.#rooms.at(-1)?.bots.push(bot);
      this.#bots.set(number, bot);
    }
  }

  /** How many steps {@link prepare} takes. */
  get steps(): number {
    return this.#bots.size + this.#rooms.length + this.#dueSoon().length;
  }

  /** Everyone signs in, rooms are made, and who comes soon gets a ticket. Calls `done` after each step. */
  async prepare(done: () => void): Promise<void> {
    await eachOf(this.#bots, AT_ONCE, async ([number, bot]) => {
      await bot.signIn(`Bot ${number}`);
      done();
    });
    await eachOf(this.#rooms, AT_ONCE, async ({ bots: [host] }) => {
      await host?.createRoom();
      done();
    });
    await eachOf(this.#dueSoon(), AT_ONCE, async ([, bot]) => {
      await bot.prepare();
      done();
    });
  }

  /** While it runs: gets tickets for those who come later, in their order and in time. */
  async fetchTickets(now: () => number, delay: (delayMs: number) => Promise<unknown>, isOver: () => boolean) {
    const later = [...this.#bots].filter(([number]) => dueMs(number, this.#load) > AHEAD_MS);
    await eachOf(later, AT_ONCE, async ([number, bot]) => {
      for (const wanted = dueMs(number, this.#load) - AHEAD_MS; now() < wanted && !isOver(); ) {
        await delay(Math.min(500, wanted - now()));
      }
      if (!isOver()) await bot.prepare();
    });
  }

  do({ bot: number, act, atMs }: Deed): void {
    const bot = this.#bots.get(number);
    if (!bot) return;
    switch (act) {
      case 'join':
        void bot.join(atMs);
        return;
      case 'leave':
        bot.leave();
        // It comes back soon.
        void bot.prepare();
        return;
      case 'chat':
        bot.chat(atMs);
        return;
      case 'raise_hand':
        bot.raiseHand(atMs);
        return;
      case 'react':
        bot.react(atMs);
        return;
      case 'turn_microphone':
        bot.turnMicrophone(atMs);
        return;
      case 'mute_everyone':
        bot.muteEveryone(atMs);
        return;
      case 'cut':
        bot.cut(atMs);
        return;
      default:
        act satisfies never;
    }
  }

  close(): void {
    for (const bot of this.#bots.values()) bot.close();
  }

  #dueSoon(): [number, Bot][] {
    return [...this.#bots].filter(([number]) => dueMs(number, this.#load) <= AHEAD_MS);
  }

  /** They come in the order of their rooms. */
  #roomOf(bot: number): BotRoom {
    const number = Math.floor(bot / this.#load.roomSize);
    const latest = this.#rooms.at(-1);
    if (latest?.number === number) return latest;
    const room: BotRoom = { number, code: '', bots: [] };
    this.#rooms.push(room);
    return room;
  }
}
