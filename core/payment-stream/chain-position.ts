import type { StoredPaymentStream } from './stored-payment-stream.ts';

/** Which event of a chain: its identity, and where it stands among all others. */
export interface ChainPosition {
  readonly ledger: number;
  readonly transactionHash: string;
  /** Where it stands among the events of its ledger, of whatever transaction: later ones have more. */
  readonly eventIndex: number;
}

/**
 * `next`: after all that was applied. `applied`: one of those, or older than what is remembered.
 * `fork`: at or before the last one, and not one of those, so that its ledger was replaced or was
 * read without it; or its transaction was applied as one of another ledger.
 */
type ChainPlace = 'next' | 'applied' | 'fork';

/** How many events a payment stream remembers: enough for a fork, and still an item of 1 KB. */
const maxChainEvents = 16;

/** Where an event stands among those that were applied to the payment stream. */
export function chainPlace(stream: StoredPaymentStream, position: ChainPosition): ChainPlace {
  const last = lastPosition(stream);
  if (last === undefined) return 'next';
  const { chainEvents = [markOf(last)] } = stream;
  if (chainEvents.includes(markOf(position))) return 'applied';
  if (isBefore(last, position)) {
    return chainEvents.some(mark => isMovedFrom(position, mark)) ? 'fork' : 'next';
  }
  const isWhole = stream.chainEvents !== undefined && chainEvents.length < maxChainEvents;
  const [oldest] = chainEvents;
  return !isWhole && oldest !== undefined && isBefore(position, placeIn(oldest))
    ? 'applied'
    : 'fork';
}

/** What the payment stream remembers once this event is applied. */
export function withChainEvent(
  { chainEvents = [] }: Pick<StoredPaymentStream, 'chainEvents'>,
  position: ChainPosition,
): Pick<StoredPaymentStream, 'ledger' | 'transactionHash' | 'eventIndex' | 'chainEvents'> {
  const { ledger, transactionHash, eventIndex } = position;
  const remembered = [...chainEvents, markOf(position)].slice(-maxChainEvents);
  return { ledger, transactionHash, eventIndex, chainEvents: remembered };
}

/** The last event that was applied; `undefined` when none of a chain was. */
export function lastPosition({
  ledger,
  transactionHash,
  eventIndex,
}: StoredPaymentStream): ChainPosition | undefined {
  if (ledger === undefined || transactionHash === undefined || eventIndex === undefined) {
    return undefined;
  }
  return { ledger, transactionHash, eventIndex };
}

/** An event that was applied, as it is remembered. */
export interface AppliedChainEvent {
  readonly ledger: number;
  readonly eventIndex: number;
  /** The first characters of its transaction's hash. */
  readonly transactionHashStart: string;
}

/** The last events that were applied, oldest first: at most sixteen. */
export function appliedChainEvents({
  chainEvents = [],
}: Pick<StoredPaymentStream, 'chainEvents'>): readonly AppliedChainEvent[] {
  return chainEvents.map(mark => ({
    ...placeIn(mark),
    transactionHashStart: mark.split('-').slice(2).join('-'),
  }));
}

/** As a sentence names an event. */
export function shownPosition({ ledger, transactionHash, eventIndex }: ChainPosition): string {
  return `event ${eventIndex} of ledger ${ledger}, transaction ${transactionHash}`;
}

/** Whether one stands before the other, whatever their transactions. */
function isBefore(one: Place, other: Place): boolean {
  if (one.ledger !== other.ledger) return one.ledger < other.ledger;
  return one.eventIndex < other.eventIndex;
}

type Place = Pick<ChainPosition, 'ledger' | 'eventIndex'>;

/** Enough of a hash to distinguish sixteen. */
const hashLength = 16;

function markOf({ ledger, eventIndex, transactionHash }: ChainPosition): string {
  return `${ledger}-${eventIndex}-${transactionHash.slice(0, hashLength)}`;
}

function placeIn(mark: string): Place {
  const [ledger, eventIndex] = mark.split('-');
  return { ledger: Number(ledger), eventIndex: Number(eventIndex) };
}

/** A transaction is part of one ledger only. */
function isMovedFrom({ ledger, transactionHash }: ChainPosition, mark: string): boolean {
  return (
    placeIn(mark).ledger !== ledger && mark.endsWith(`-${transactionHash.slice(0, hashLength)}`)
  );
}
