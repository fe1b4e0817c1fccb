/** Why a device does not run; each needs another help. `effect`: it would, but not with the effect that is asked for. */
export type DeviceFailure = 'denied' | 'not_found' | 'in_use' | 'insecure' | 'failed' | 'effect';

const failures: Partial<Record<string, DeviceFailure>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'not_found',
  OverconstrainedError: 'not_found',
  NotReadableError: 'in_use',
};

/** What a rejection of `getUserMedia` means to the person (W3C Media Capture and Streams, section 10.3). */
export function deviceFailureOf(error: unknown): DeviceFailure {
  const name = error instanceof Error ? error.name : '';
  return failures[name] ?? 'failed';
}
