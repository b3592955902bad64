import type { StreamRecord } from '../contract/stream-record.ts';

/** docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html */
const serviceIdentity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' } as const;

/** A stream's records are kept for a day; more removals than this of one table are not remembered. */
const maxRemembered = 100_000;

/**
 * Which removals of one table are DynamoDB's own. The engine has no field for it, so its records do
 * not show it: the first removal of a key in the stream after `expect` was called with that key is the
 * service's.
 */
export class ServiceRemovals {
  /** Keys as text, whose removal was not seen in the stream yet. */
  readonly #expected = new Set<string>();
  readonly #sequenceNumbers = new Set<string>();

  /** Registers that the key is about to be removed; the returned function cancels that. */
  expect(keys: object): () => void {
    const text = keyText(keys);
    addWithin(this.#expected, text);
    return () => this.#expected.delete(text);
  }

  /** The record as the stream shows it, with the service's identity where that is due. */
  identify(record: StreamRecord): StreamRecord {
    if (record.eventName !== 'REMOVE' || record.userIdentity !== undefined) return record;
    const { SequenceNumber, Keys = {} } = record.dynamodb;
    // Another reader of the stream, or the same one again, has to get the same.
    if (this.#expected.delete(keyText(Keys))) addWithin(this.#sequenceNumbers, SequenceNumber);
    if (!this.#sequenceNumbers.has(SequenceNumber)) return record;
    return { ...record, userIdentity: serviceIdentity };
  }
}

/** Adds to a set that forgets its oldest member beyond the bound. */
function addWithin(set: Set<string>, member: string): void {
  const [oldest] = set.size >= maxRemembered ? set : [];
  if (oldest !== undefined) set.delete(oldest);
  set.add(member);
}

/** The same for the same key, in whatever order its attributes come. */
export const keyText = (keys: object): string => JSON.stringify(Object.entries(keys).sort());
