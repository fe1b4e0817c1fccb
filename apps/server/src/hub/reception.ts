import { decodeClientMessage, type ErrorCode, type MessageId } from '@cline-meet/protocol';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { Refused } from '../room/model.ts';
import type { Client } from './client.ts';
import type { Dispatch, Received } from './dispatch.ts';
import { closeAfterRefusal } from './entrance.ts';
import type { HubMetrics } from './hub-metrics.ts';
import type { Messages } from './messages.ts';
import { readPlainSignal } from './plain-signal.ts';
import type { Verdict } from './rate-limit.ts';

const failed = { code: 'internal', retryAfterMs: undefined } as const;

export interface ReceptionContext {
  readonly dispatch: Dispatch;
  readonly messages: Messages;
  readonly metrics: HubMetrics;
  readonly clock: Clock;
  readonly log: Logger;
}

/** From a raw frame to a handled message: rate, schema, rate of its kind, verb; each failure is answered. */
export async function receive(context: ReceptionContext, client: Client, frame: string): Promise<void> {
  const now = context.clock.now();
  if (!passes(context, client, client.rate.frame(now))) return;
  const signal = readPlainSignal(frame);
  const decoded = signal ? { ok: true as const, message: signal } : decodeClientMessage(frame);
  if (!decoded.ok) {
    answerError(context, client, decoded.code, decoded.id);
    if (client.rate.isTooMuchGarbage(now)) client.close('badMessage');
    return;
  }
  const { message } = decoded;
  context.metrics.messages.inc({ type: message.type });
  if (!passes(context, client, client.rate.message(message.type, now), message.id)) return;
  await handle(context, client, message);
}

function passes(context: ReceptionContext, client: Client, verdict: Verdict, id?: MessageId): boolean {
  if (verdict.pass) return true;
  client.send(context.messages.error(client.roomId, 'rate_limited', id, verdict.retryAfterMs));
  if (verdict.isFlood) client.close('rateLimited');
  return false;
}

async function handle(context: ReceptionContext, client: Client, message: Received): Promise<void> {
  try {
    await context.dispatch(client, message);
  } catch (error) {
    const { code, retryAfterMs } = error instanceof Refused ? error : failed;
    logRefusal(context, client, message, code, error);
    client.send(context.messages.error(client.roomId, code, message.id, retryAfterMs));
    const close = message.type === 'join_room' ? closeAfterRefusal[code] : undefined;
    if (close) client.close(close);
  }
}

function answerError({ messages }: ReceptionContext, client: Client, code: ErrorCode, id?: MessageId): void {
  client.send(messages.error(client.roomId, code, id));
}

function logRefusal(
  { log }: ReceptionContext,
  client: Client,
  { type }: Received,
  code: ErrorCode,
  error: unknown,
): void {
  const about = { roomId: client.roomId, connectionId: client.actor?.connectionId, type, code };
  if (code === 'internal') log.error({ ...about, err: error }, 'message failed');
  else log.debug(about, 'message refused');
}
