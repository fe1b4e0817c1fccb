import type { Envelope } from '../room/envelope.ts';
import { MemoryBus } from './memory-bus.ts';

/** A bus that loses what it is told to; for tests. */
export class LossyBus extends MemoryBus {
  loses: (envelope: Envelope) => boolean = () => false;

  override async publish(...[roomId, envelope]: Parameters<MemoryBus['publish']>): Promise<void> {
    if (!this.loses(envelope)) await super.publish(roomId, envelope);
  }
}
