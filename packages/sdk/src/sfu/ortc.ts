import type { MediaAnswer, RtpCapabilities, RtpParameters } from '@cline-meet/protocol';
import type { types } from 'mediasoup-client';

/*
 * What the wire says in the words of ORTC, as mediasoup-client has them. It lists the header extensions that it knows of,
 * and leaves the others out by itself; it checks all that it is given, and throws where it does not fit.
 */

export function capabilitiesOf(capabilities: RtpCapabilities): types.RtpCapabilities {
  return capabilities as types.RtpCapabilities;
}

export function parametersOf(parameters: RtpParameters): types.RtpParameters {
  return parameters as types.RtpParameters;
}

export function transportOptionsOf(answer: MediaAnswer<'create_transport'>): types.TransportOptions {
  const { transportId: id, iceParameters, iceCandidates, dtlsParameters } = answer;
  return { id, iceParameters, iceCandidates, dtlsParameters } as types.TransportOptions;
}

/** For the wire, which has no place for what is `undefined`. */
export function wireCapabilities(capabilities: types.RtpCapabilities): RtpCapabilities {
  return capabilities as RtpCapabilities;
}

export function wireParameters(parameters: types.RtpParameters): RtpParameters {
  return parameters as RtpParameters;
}
