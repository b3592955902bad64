import type { TableItem } from '../../../core/change/item-schemas.ts';
import { paymentStreamEvents } from '../../../core/change/payment-streams.ts';
import type {
  Deadline,
  Deadlines,
  DuePage,
  DuePosition,
  StreamWrite,
} from '../../../core/payment-stream/deadline.ts';

export type StreamItem = TableItem<'PaymentStreams'>;

/** Both tables in memory, with the types of the events that each write to the streams gives rise to. */
export class MemoryDeadlines implements Deadlines {
  readonly items = new Map<string, StreamItem | 'malformed'>();
  readonly rows = new Map<string, Deadline>();
  readonly events: string[] = [];
  /** Called between a reading and its write. */
  beforeWrite: () => void = () => undefined;

  readonly shards = ['only'];

  /** Any write, whoever makes it; without an item it is removed. */
  put(streamId: string, item: StreamItem | 'malformed' | undefined): void {
    const before = this.items.get(streamId);
    if (item === undefined) this.items.delete(streamId);
    else this.items.set(streamId, item);
    if (item === undefined || item === 'malformed') return;
    const write = { table: 'PaymentStreams', item, timestampMs: 0 } as const;
    const thresholds = { largeBetAmount: 1, largeTransactionAmount: 1 };
    const drafts = paymentStreamEvents({
      ...{ ...write, thresholds },
      ...(before !== undefined && before !== 'malformed' && { before }),
    });
    this.events.push(...drafts.map(({ type }) => type));
  }

  async read(streamId: string) {
    const item = this.items.get(streamId);
    const row = this.rows.get(streamId);
    return {
      stream: foundStream(item),
      deadline: row,
      write: async (change: StreamWrite) => {
        this.beforeWrite();
        if (termsOf(this.items.get(streamId)) !== termsOf(item)) return false;
        if (JSON.stringify(this.rows.get(streamId)) !== JSON.stringify(row)) return false;
        this.#write(streamId, change);
        return true;
      },
    };
  }

  async noteTimer(streamId: string, deadline: Deadline) {
    if (JSON.stringify(this.rows.get(streamId)) !== JSON.stringify(deadline)) return false;
    this.rows.set(streamId, { ...deadline, armedForMs: deadline.dueAtMs });
    return true;
  }

  async list(
    _shard: string,
    { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
    _after?: DuePosition,
  ): Promise<DuePage> {
    const due = [...this.rows]
      .map(([streamId, deadline]) => ({ streamId, deadline }))
      .filter(({ deadline: { dueAtMs = -1 } }) => dueAtMs >= fromMs && dueAtMs < toMs)
      .sort((one, other) => (one.deadline.dueAtMs ?? 0) - (other.deadline.dueAtMs ?? 0));
    return { due };
  }

  #write(streamId: string, { item: write, deadline }: StreamWrite): void {
    const item = this.items.get(streamId);
    if (item !== undefined && item !== 'malformed' && write.kind !== 'none') {
      const { depletion: _depletion, depletesAt: _depletesAt, ...rest } = item;
      if (write.kind === 'complete') this.put(streamId, { ...item, status: 'completed' });
      if (write.kind === 'unmark') this.put(streamId, rest);
      if (write.kind === 'mark') {
        const { phase, depletesAtMs } = write;
        this.put(streamId, { ...rest, depletion: phase, depletesAt: depletesAtMs });
      }
    }
    if (deadline === undefined) this.rows.delete(streamId);
    else this.rows.set(streamId, deadline);
  }
}

function foundStream(item: StreamItem | 'malformed' | undefined) {
  if (item === undefined) return { kind: 'absent' } as const;
  if (item === 'malformed') return { kind: 'malformed' } as const;
  return { kind: 'stream', terms: item, isMarked: item.depletion !== undefined } as const;
}

function termsOf(item: StreamItem | 'malformed' | undefined): string {
  if (item === undefined || item === 'malformed') return String(item);
  const { depletion: _depletion, depletesAt: _depletesAt, ...terms } = item;
  return JSON.stringify(terms);
}
