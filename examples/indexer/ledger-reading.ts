import { z } from 'zod';
import { readSorobanEvent, type SorobanEvent } from './soroban-event.ts';
import { type ReadStreamEvent, readStreamEvent } from './stream-event.ts';
import { shownEvent, type Trouble } from './trouble.ts';

/** What `getEvents` gave for these ledgers, all pages of it: so nothing else of the contract is in them. */
export const ledgerReadingSchema = z
  .object({
    startLedger: z.int().positive(),
    /** The first that is not part of it, as `getEvents` has it. */
    endLedger: z.int().positive(),
    events: z.array(z.unknown()),
  })
  .refine(({ startLedger, endLedger }) => startLedger < endLedger, {
    path: ['endLedger'],
    error: 'a ledger after startLedger',
  });

export type LedgerReading = Readonly<z.infer<typeof ledgerReadingSchema>>;

/** An event that is about a payment stream, and what it comes to. */
export interface LedgerEvent {
  readonly event: SorobanEvent;
  readonly read: Exclude<ReadStreamEvent, { kind: 'not ours' }>;
  /** Another transaction has this very place in the same reading. */
  readonly isContested: boolean;
}

/** The contract's events of a reading in the chain's order, each once; and what is no event at all. */
export function eventsInOrder(
  { startLedger, endLedger, events }: LedgerReading,
  contractId: string,
): { readonly inOrder: readonly LedgerEvent[]; readonly unreadable: readonly Trouble[] } {
  const unreadable: Trouble[] = [];
  const byIdentity = new Map<string, SorobanEvent>();
  for (const json of events) {
    const result = readSorobanEvent(json);
    if ('reason' in result) {
      unreadable.push(noEvent(json, result.reason));
      continue;
    }
    const { event } = result;
    if (event.contractId !== contractId) continue;
    if (event.ledger < startLedger || event.ledger >= endLedger) {
      const expected = `ledger: received ${event.ledger}, expected ${startLedger} to ${endLedger - 1}`;
      unreadable.push(noEvent(json, expected));
      continue;
    }
    byIdentity.set(identityOf(event), event);
  }
  const places = Map.groupBy(byIdentity.values(), ({ id }) => id);
  const inOrder = [...byIdentity.values()]
    .sort((one, other) => one.ledger - other.ledger || one.eventIndex - other.eventIndex)
    .flatMap(event => {
      const read = readStreamEvent(event);
      const isContested = (places.get(event.id)?.length ?? 0) > 1;
      return read.kind === 'not ours' ? [] : [{ event, read, isContested }];
    });
  return { inOrder, unreadable };
}

/** What distinguishes an event from all others: its ledger and number (both in its id), and its transaction. */
export function identityOf({ id, txHash }: SorobanEvent): string {
  return `${id} ${txHash}`;
}

/** Which payment stream it is about, if that much can be read. */
export function streamIdOf({ read }: LedgerEvent): string | undefined {
  return read.kind === 'event' ? read.event.streamId : read.streamId;
}

function noEvent(json: unknown, reason: string): Trouble {
  return {
    kind: 'unreadable',
    message: `received ${shownEvent(json)}, which is no event of these ledgers: ${reason}`,
    streamIds: [],
  };
}
