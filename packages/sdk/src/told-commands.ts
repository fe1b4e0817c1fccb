import type { ErrorCode } from '@cline-meet/protocol';
import { CommandFailed, type Run } from './command-channel.ts';
import type { SessionEvent } from './session-state.ts';

/** Commands by `run` whose failures are told by an event too, save for those whose code is in `untold`. */
export function toldCommands(run: Run, tell: (events: SessionEvent[]) => void, untold: readonly ErrorCode[] = []): Run {
  return async (type, payload, target) => {
    try {
      await run(type, payload, target);
    } catch (error) {
      const event = commandFailed(type, error);
      if (!untold.includes(event.code)) tell([event]);
      throw error;
    }
  };
}

export function commandFailed(command: string, error: unknown): Extract<SessionEvent, { type: 'command_failed' }> {
  return { type: 'command_failed', command, code: error instanceof CommandFailed ? error.code : 'internal' };
}
