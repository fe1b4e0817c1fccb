import { readFileSync } from 'node:fs';
import { z } from 'zod';

const Figure = z.strictObject({
  value: z.number().positive().finite(),
  unit: z.string(),
  basis: z.enum(['measured', 'assumed']),
  source: z.string().min(1),
});

const names = [
  'podBaseBytes',
  'socketBytes',
  'connectionStateBytes',
  'connectMicros',
  'joinMicros',
  'messageMicros',
  'deliveryMicros',
  'relayMicros',
  'pingMicros',
  'envelopeMicros',
  'publishMicros',
  'redisSpublishMicros',
  'redisSubscriberMicros',
  'redisScriptMicros',
  'redisSetMicros',
  'shardMicrosPerSecond',
] as const;

/** The file of measured and assumed costs: every figure, each with its unit, its basis and where it is from. */
const CostFile = z.object({
  machine: z.string(),
  date: z.string(),
  figures: z.record(z.enum(names), Figure),
});

export type Costs = Readonly<Record<(typeof names)[number], number>>;

export interface CostSheet {
  readonly costs: Costs;
  /** Of which machine, and which of its figures nobody has measured. */
  readonly origin: { readonly machine: string; readonly date: string; readonly assumed: readonly string[] };
}

/** Throws where the file is not there or lacks a figure. */
export function readCosts(file: string | URL): CostSheet {
  const { machine, date, figures } = CostFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  return {
    costs: Object.fromEntries(names.map((name) => [name, figures[name].value])) as Costs,
    origin: { machine, date, assumed: names.filter((name) => figures[name].basis === 'assumed') },
  };
}
