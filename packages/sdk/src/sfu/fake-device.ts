import { Device, type types } from 'mediasoup-client';
import * as fakeParameters from 'mediasoup-client/fakeParameters';
import { FakeHandler } from 'mediasoup-client/handlers/FakeHandler';

type HandlerOptions = Parameters<types.HandlerFactory['factory']>[0];

/** A sender, as far as a client looks at one. */
export interface FakeSender {
  track: MediaStreamTrack | null;
  parameters: { encodings: { active: boolean }[] };
}

/** One end of a transport, as a test sees it. */
export interface FakeEnd {
  readonly options: HandlerOptions;
  readonly senders: FakeSender[];
  readonly receivers: RTCRtpReceiver[];
  readonly tracks: MediaStreamTrack[];
  /** What was asked of the peer connection, in order. */
  readonly calls: { name: string; value: unknown }[];
  become(state: types.ConnectionState): void;
}

/**
 * mediasoup-client's own device with its fake handler: everything but the peer connection is real. `ends` grows with each
 * transport.
 */
export function fakeDevice(ends: FakeEnd[]): Device {
  const inner = FakeHandler.createFactory(fakeParameters);
  return new Device({
    handlerFactory: { ...inner, factory: (options) => equipped(inner.factory(options), options, ends) },
  });
}

/** A handler with senders and receivers, which the fake one lacks. */
function equipped(handler: types.HandlerInterface, options: HandlerOptions, ends: FakeEnd[]): types.HandlerInterface {
  const fake = handler as FakeHandler;
  const end: FakeEnd = {
    options,
    senders: [],
    receivers: [],
    tracks: [],
    calls: [],
    become: (state) => fake.setConnectionState(state),
  };
  ends.push(end);
  const [send, receive] = [handler.send.bind(handler), handler.receive.bind(handler)];
  return Object.assign(handler, {
    send: async (sending: Parameters<typeof send>[0]) => {
      const rtpSender = fakeSender(sending.track, sending.encodings?.length ?? 1);
      end.senders.push(rtpSender as unknown as FakeSender);
      sending.onRtpSender?.(rtpSender);
      end.calls.push({ name: 'send', value: sending });
      return { ...(await send(sending)), rtpSender };
    },
    receive: async (receiving: Parameters<typeof receive>[0]) => {
      for (const { onRtpReceiver } of receiving) {
        const receiver = {} as RTCRtpReceiver;
        end.receivers.push(receiver);
        onRtpReceiver?.(receiver);
      }
      const received = await receive(receiving);
      end.tracks.push(...received.map(({ track }) => track));
      return received;
    },
    restartIce: async (value: unknown) => void end.calls.push({ name: 'restartIce', value }),
    updateIceServers: async (value: unknown) => void end.calls.push({ name: 'updateIceServers', value }),
  });
}

function fakeSender(track: MediaStreamTrack, layers: number): RTCRtpSender {
  const sender: FakeSender & Record<string, unknown> = {
    track,
    parameters: { encodings: Array.from({ length: layers }, () => ({ active: true })) },
    getParameters: () => structuredClone(sender.parameters),
    setParameters: async (parameters: FakeSender['parameters']) => {
      sender.parameters = parameters;
    },
    replaceTrack: async (next: MediaStreamTrack | null) => {
      sender.track = next;
    },
  };
  return sender as unknown as RTCRtpSender;
}
