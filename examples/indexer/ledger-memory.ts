import { identityOf, type LedgerEvent, type LedgerReading, streamIdOf } from './ledger-reading.ts';
import type { Trouble } from './trouble.ts';

/** Ledgers with events whose identities are remembered; of older ones the items know the last events. */
const maxLedgers = 10_000;

/** Which events each ledger had when it was read first, so that a ledger that was replaced is noticed. */
export class LedgerMemory {
  /** Of ledgers with events, oldest first: which payment stream each event is about, by its identity. */
  readonly #ledgers = new Map<number, ReadonlyMap<string, string | undefined>>();
  /** The first that is remembered, and the first that is not read yet. */
  #from: number;
  #next: number;

  constructor(startLedger: number) {
    this.#from = startLedger;
    this.#next = startLedger;
  }

  /** The first ledger that is not read yet. */
  get next(): number {
    return this.#next;
  }

  has(ledger: number): boolean {
    return ledger >= this.#from && ledger < this.#next;
  }

  /** Remembers what the reading has beyond what was read before. */
  remember({ endLedger }: LedgerReading, events: readonly LedgerEvent[]): void {
    const fresh = events.filter(({ event }) => event.ledger >= this.#next);
    for (const [ledger, ofLedger] of Map.groupBy(fresh, ({ event }) => event.ledger)) {
      this.#ledgers.set(ledger, identities(ofLedger));
    }
    this.#next = Math.max(this.#next, endLedger);
    for (const ledger of this.#ledgers.keys()) {
      if (this.#ledgers.size <= maxLedgers) break;
      this.#ledgers.delete(ledger);
      this.#from = ledger + 1;
    }
  }

  /** The ledgers that are otherwise than when they were read first. */
  replaced({ startLedger, endLedger }: LedgerReading, events: readonly LedgerEvent[]): Trouble[] {
    const now = Map.groupBy(events, ({ event }) => event.ledger);
    const ledgers = new Set([...this.#ledgers.keys(), ...now.keys()]);
    const again = [...ledgers].filter(
      ledger => ledger >= startLedger && ledger < endLedger && this.has(ledger),
    );
    return again
      .sort((one, other) => one - other)
      .flatMap(ledger =>
        difference(
          ledger,
          this.#ledgers.get(ledger) ?? new Map(),
          identities(now.get(ledger) ?? []),
        ),
      );
  }
}

function identities(events: readonly LedgerEvent[]): ReadonlyMap<string, string | undefined> {
  return new Map(events.map(each => [identityOf(each.event), streamIdOf(each)]));
}

function difference(
  ledger: number,
  before: ReadonlyMap<string, string | undefined>,
  now: ReadonlyMap<string, string | undefined>,
): Trouble[] {
  const gone = [...before].filter(([identity]) => !now.has(identity));
  const added = [...now].filter(([identity]) => !before.has(identity));
  if (gone.length === 0 && added.length === 0) return [];
  const named = (events: typeof gone) => events.map(([identity]) => identity).join(', ') || 'none';
  return [
    {
      kind: 'fork',
      message: `ledger ${ledger} was replaced: events that are gone: ${named(gone)}; events that are new: ${named(added)}`,
      streamIds: [...gone, ...added].flatMap(([, streamId]) => streamId ?? []),
    },
  ];
}
