const NOTES_HZ = [523.25, 659.25, 783.99];
const NOTE_SECONDS = 0.28;
const VOLUME = 0.25;

/** Whether this browser lets a page choose the speaker (W3C Audio Output Devices API). */
export function canChooseSpeaker(): boolean {
  return 'setSinkId' in HTMLMediaElement.prototype;
}

/** Plays three rising notes on a speaker, null being the system's; resolves when they have ended. */
export async function playTestSound(speakerId: string | null): Promise<void> {
  const context = new AudioContext();
  // An element plays it, for more browsers choose the speaker of an element than of an AudioContext.
  const element = new Audio();
  try {
    const destination = context.createMediaStreamDestination();
    element.srcObject = destination.stream;
    if (speakerId && canChooseSpeaker()) await element.setSinkId(speakerId);
    await element.play();
    await playNotes(context, destination);
  } finally {
    element.pause();
    element.srcObject = null;
    await context.close();
  }
}

function playNotes(context: AudioContext, destination: AudioNode): Promise<void> {
  const start = context.currentTime + 0.05;
  const ends = NOTES_HZ.map((frequency, index) => {
    const from = start + index * NOTE_SECONDS;
    const gain = new GainNode(context, { gain: 0 });
    // Ramps instead of steps: a step is heard as a click.
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(VOLUME, from + 0.02);
    gain.gain.linearRampToValueAtTime(0, from + NOTE_SECONDS * 1.6);
    const note = new OscillatorNode(context, { frequency });
    note.connect(gain).connect(destination);
    note.start(from);
    note.stop(from + NOTE_SECONDS * 1.7);
    return new Promise<void>((resolve) => note.addEventListener('ended', () => resolve(), { once: true }));
  });
  return Promise.all(ends).then(() => undefined);
}
