import { layeredEncoding } from './producer-settings.ts';

/** Has a sender encode its layers, of which there are `layers`, up to `upTo` and no others; none where it is null. */
export async function limitLayers(sender: RTCRtpSender, layers: number, upTo: number | null): Promise<void> {
  try {
    const parameters = sender.getParameters();
    const { encodings } = parameters;
    const [only] = encodings;
    encodings.forEach((encoding, layer) => {
      encoding.active = upTo !== null && (layer <= upTo || encodings.length === 1);
    });
    if (only && encodings.length === 1 && layers > 1 && upTo !== null) limitLayered(only, layers, upTo);
    await sender.setParameters(parameters);
  } catch {
    // A connection that is closing refuses, and encodes nothing any more.
  }
}

/** The lower layers of one stream are as large as before where the picture is so much smaller. */
function limitLayered(encoding: RTCRtpEncodingParameters, layers: number, upTo: number): void {
  const kept = Math.min(layers, upTo + 1);
  Object.assign(encoding, layeredEncoding(kept), { scaleResolutionDownBy: 2 ** (layers - kept) });
}
