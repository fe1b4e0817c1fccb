/** What a short sound stands for; each has its own notes (Hz). */
const melodies = { knock: [523.25, 659.25, 783.99], joined: [587.33, 880], hand: [698.46, 698.46] };

const NOTE_SECONDS = 0.12;
const LOUDNESS = 0.08;

let context: AudioContext | null = null;

/** Plays a soft sound made here, so that nothing needs to be loaded. Silent where the browser allows no sound yet. */
export function chime(melody: keyof typeof melodies): void {
  context ??= new AudioContext();
  if (context.state === 'suspended') void context.resume().catch(() => undefined);
  for (const [index, frequency] of melodies[melody].entries()) playNote(context, frequency, index * NOTE_SECONDS);
}

function playNote(audio: AudioContext, frequency: number, delay: number): void {
  const start = audio.currentTime + delay;
  const oscillator = new OscillatorNode(audio, { type: 'sine', frequency });
  const gain = new GainNode(audio, { gain: 0 });
  // A rise and a fall instead of an edge: an edge clicks.
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + NOTE_SECONDS * 3);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(start + NOTE_SECONDS * 3);
}
