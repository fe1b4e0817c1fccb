interface Shared {
  context: AudioContext;
  users: number;
}

/** Browsers allow few contexts to a page, and each has a thread of its own: all meters share one. */
let shared: Shared | null = null;

const GESTURES = ['pointerdown', 'keydown'] as const;

/** The page's context; null where the browser has no Web Audio. Each call needs one of {@link releaseAudioContext}. */
export function acquireAudioContext(Context: typeof AudioContext | undefined): AudioContext | null {
  if (!Context) return null;
  if (!shared) {
    shared = { context: new Context(), users: 0 };
    resume(shared.context);
  }
  shared.users += 1;
  return shared.context;
}

/** The last user closes it. */
export function releaseAudioContext(context: AudioContext): void {
  if (shared?.context !== context) return;
  shared.users -= 1;
  if (shared.users > 0) return;
  shared = null;
  void context.close();
}

/** A context that begins before the person has touched the page stays suspended until asked again in a gesture. */
function resume(context: AudioContext): void {
  if (context.state !== 'suspended') return;
  const events = new AbortController();
  const attempt = () => {
    if (context.state === 'suspended') context.resume().catch(() => {});
    else events.abort();
  };
  for (const gesture of GESTURES) globalThis.addEventListener?.(gesture, attempt, { signal: events.signal });
  context.addEventListener('statechange', () => context.state !== 'suspended' && events.abort());
  attempt();
}
