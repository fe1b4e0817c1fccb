import { collectDefaultMetrics, Registry } from 'prom-client';

/** A registry of its own for each server, with the process's own figures (CPU, memory, event-loop lag). */
export function createMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
