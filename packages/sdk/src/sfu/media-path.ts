import type { IceConfiguration, MediaSource } from '@cline-meet/protocol';
import type { types } from 'mediasoup-client';
import type { ConnectionStatistics } from '../call-quality.ts';
import { iceServerOf } from '../ice-server.ts';
import { IceRestarts } from '../mesh/ice-restarts.ts';
import type { LinkOptions } from './link-options.ts';
import { transportOptionsOf, wireCapabilities, wireParameters } from './ortc.ts';
import type { Direction } from './sfu-options.ts';

export interface MediaPathOptions extends Pick<LinkOptions, 'node' | 'timers' | 'ice' | 'changed' | 'log'> {
  readonly direction: Direction;
  /** {@link MediaPath.open} has something to do. */
  woken(): void;
}

interface Open {
  readonly transport: types.Transport;
  readonly restarts: IceRestarts;
  /** That it leads to, where it said so. */
  readonly nodeId: string | undefined;
  needsRestart: boolean;
}

/** The transport to or from the media node; a new one where the former cannot be saved. */
export class MediaPath {
  readonly #options: MediaPathOptions;
  #open: Open | null = null;
  #isClosed = false;

  constructor(options: MediaPathOptions) {
    this.#options = options;
  }

  /** `new` where nothing has been sent or received yet. */
  get state(): types.ConnectionState {
    return this.#open?.transport.connectionState ?? 'new';
  }

  /** Whether it is known to lead to none of these nodes. */
  leadsElsewhere(nodeIds: readonly string[]): boolean {
    const nodeId = this.#open?.nodeId;
    return nodeId !== undefined && !nodeIds.includes(nodeId);
  }

  /** The transport in working order, as far as asking the media node can bring that about. */
  async open(): Promise<types.Transport> {
    const open = this.#open ?? (await this.#create());
    if (open.needsRestart) await this.#restart(open);
    return open.transport;
  }

  /** ICE is to begin anew (RFC 8445, section 2.4): takes effect with the next {@link open}. */
  restartIce(): void {
    if (!this.#open || this.state === 'new') return;
    this.#open.needsRestart = true;
    this.#options.woken();
  }

  configureIce(ice: IceConfiguration): void {
    // A transport that is closing needs no servers any more.
    this.#open?.transport.updateIceServers({ iceServers: ice.iceServers.map(iceServerOf) }).catch(() => {});
  }

  /** Null where there is no transport. */
  async statistics(): Promise<ConnectionStatistics | null> {
    const transport = this.#open?.transport;
    if (!transport) return null;
    return { id: transport.id, state: transport.connectionState, stats: await transport.getStats() };
  }

  /** Gives the transport up, with all that runs over it; the next {@link open} makes another. */
  discard(): void {
    const open = this.#open;
    this.#open = null;
    if (!open) return;
    open.restarts.close();
    open.transport.close();
    this.#options.changed();
  }

  close(): void {
    this.#isClosed = true;
    this.discard();
  }

  async #create(): Promise<Open> {
    const { direction, node, ice } = this.#options;
    const device = await node.device();
    const rtpCapabilities = wireCapabilities(device.recvRtpCapabilities);
    const answer = await node.request<'create_transport'>({
      action: 'create_transport',
      direction,
      ...(direction === 'receive' ? { rtpCapabilities } : {}),
    });
    if (this.#isClosed) throw new Error('closed');
    const { iceServers, iceTransportPolicy } = ice();
    const options = { ...transportOptionsOf(answer), iceServers: iceServers.map(iceServerOf), iceTransportPolicy };
    const transport = direction === 'send' ? device.createSendTransport(options) : device.createRecvTransport(options);
    const { nodeId } = answer;
    this.#open = { transport, restarts: this.#restartsOf(transport), nodeId, needsRestart: false };
    this.#listen(this.#open);
    return this.#open;
  }

  #listen({ transport, restarts }: Open): void {
    const { node } = this.#options;
    const transportId = transport.id;
    transport.on('connect', ({ dtlsParameters }, done, failed) => {
      node
        .request<'connect_transport'>({ action: 'connect_transport', transportId, dtlsParameters })
        .then(done, (error) => {
          failed(error);
          // Whether it was done is not known, and it can be done once only.
          if (this.#open?.transport === transport) this.discard();
        });
    });
    transport.on('produce', ({ rtpParameters, appData }, done, failed) => {
      const { source } = appData as { source: MediaSource };
      node
        .request<'produce'>({ action: 'produce', source, rtpParameters: wireParameters(rtpParameters) })
        .then(({ producerId }) => done({ id: producerId }), failed);
    });
    transport.on('connectionstatechange', () => {
      restarts.stateChanged();
      this.#options.log({ type: 'transport', direction: this.#options.direction, state: transport.connectionState });
      this.#options.changed();
    });
  }

  #restartsOf(transport: types.Transport): IceRestarts {
    const restartable = {
      get iceConnectionState() {
        return iceStateOf(transport.connectionState);
      },
      restartIce: () => this.restartIce(),
    };
    return new IceRestarts(restartable, this.#options.timers);
  }

  async #restart(open: Open): Promise<void> {
    open.needsRestart = false;
    try {
      const { node } = this.#options;
      const transportId = open.transport.id;
      const { iceParameters } = await node.request<'restart_ice'>({ action: 'restart_ice', transportId });
      await open.transport.restartIce({ iceParameters: { ...iceParameters, iceLite: iceParameters.iceLite ?? true } });
    } catch (error) {
      open.needsRestart = true;
      throw error;
    }
  }
}

function iceStateOf(state: types.ConnectionState): RTCIceConnectionState {
  return state === 'connecting' ? 'checking' : state;
}
