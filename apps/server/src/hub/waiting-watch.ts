import type { RoomId, WaitingPerson } from '@cline-meet/protocol';
import type { RoomStore } from '../room/room-store.ts';
import type { Client } from './client.ts';
import type { LocalClients } from './local-clients.ts';
import type { Messages } from './messages.ts';

interface WaitingWatchContext {
  readonly store: RoomStore;
  readonly messages: Messages;
}

/** Shows the hosts on this pod who waits. The bus alone tells of that, so that it is looked up now and then too. */
export class WaitingWatch {
  readonly #roomId: RoomId;
  readonly #clients: LocalClients;
  readonly #context: WaitingWatchContext;
  /** As the hosts here were last told. */
  #shown = '';

  constructor(roomId: RoomId, clients: LocalClients, context: WaitingWatchContext) {
    this.#roomId = roomId;
    this.#clients = clients;
    this.#context = context;
  }

  async show(hosts: readonly Client[]): Promise<void> {
    if (hosts.length > 0) this.#tell(hosts, await this.#context.store.waitingList(this.#roomId));
  }

  /** Hosts may not have heard of who waits, nor those who wait of being turned away. */
  async mend(): Promise<void> {
    const [hosts, waiting] = [this.#clients.hosts(), this.#clients.everyWaiting()];
    if (hosts.length + waiting.length === 0) return;
    const list = await this.#context.store.waitingList(this.#roomId);
    if (hosts.length > 0 && namesOf(list) !== this.#shown) this.#tell(hosts, list);
    for (const client of waiting) {
      if (!list.some((person) => person.connectionId === client.actor?.connectionId)) await this.#placeGone(client);
    }
  }

  #tell(hosts: readonly Client[], list: WaitingPerson[]): void {
    this.#shown = namesOf(list);
    for (const host of hosts) host.send(this.#context.messages.waitingList(this.#roomId, list));
  }

  async #placeGone(client: Client): Promise<void> {
    const id = client.actor?.connectionId;
    // An admission that came meanwhile is seen by its event.
    if (id && !(await this.#context.store.findParticipant(this.#roomId, id))) client.close('internal');
  }
}

function namesOf(list: readonly WaitingPerson[]): string {
  return list.map(({ connectionId }) => connectionId).join();
}
