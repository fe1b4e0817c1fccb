import { Device, type types } from 'mediasoup-client';
import { RTCDtlsTransport } from 'werift';
import { botCapabilities } from './node-capabilities.ts';
import { NodeMediaHandler, type NodeMediaOptions } from './node-media-handler.ts';

/** What a browser's device is to mediasoup-client, for a bot. All bots of a process share a certificate. */
export async function nodeDevice(options: Omit<NodeMediaOptions, 'certificate'>): Promise<types.Device> {
  const certificate = await RTCDtlsTransport.SetupCertificate();
  return new Device({
    handlerFactory: {
      name: 'node',
      factory: (given) => new NodeMediaHandler(given, { ...options, certificate }),
      getNativeRtpCapabilities: async () => structuredClone(botCapabilities),
      getNativeSctpCapabilities: async () => ({ numStreams: { OS: 0, MIS: 0 } }),
    },
  });
}
