/** Has a sender encode its layers up to `upTo` and no others; none where it is null. */
export async function activateLayers(sender: RTCRtpSender, upTo: number | null): Promise<void> {
  try {
    const parameters = sender.getParameters();
    parameters.encodings.forEach((encoding, layer) => {
      encoding.active = upTo !== null && layer <= upTo;
    });
    await sender.setParameters(parameters);
  } catch {
    // A connection that is closing refuses, and encodes nothing any more.
  }
}
