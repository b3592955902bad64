import { randomBytes } from 'node:crypto';
import { changeToEvents } from '../../core/change/change-to-events.ts';
import type { EncodedEvent } from '../../core/log/encoded-event.ts';
import { newBet } from '../bets.ts';

const thresholds = { largeBetAmount: 1_000_000, largeTransactionAmount: 1_000_000 };
/** More than a batch has, so that no two events of a segment are alike but in what all bets share. */
const prepared = 200;

/** Events of new bets without end, made before they are wanted but for their ids. */
export class BetEvents {
  readonly #prepared = Array.from({ length: prepared }, encodedBet);
  #next = 0;

  /** So many of them, each with an id that no other has. */
  next(count: number): EncodedEvent[] {
    return Array.from({ length: count }, () => {
      const { event, json, bytes } = this.#prepared[this.#next % prepared] ?? encodedBet();
      this.#next += 1;
      const id = `${changeId()}.created`;
      return { event: { ...event, id }, json: json.replace(event.id, id), bytes };
    });
  }
}

function encodedBet(): EncodedEvent {
  const result = changeToEvents(
    {
      table: 'Bets',
      changeId: changeId(),
      recordedAtMs: Date.now(),
      key: 'bet',
      newItem: newBet(),
    },
    thresholds,
  );
  const [encoded] = result.kind === 'events' ? result.events : [];
  if (encoded === undefined) throw new Error('a new bet made no event; expected one');
  return encoded;
}

/** As long as DynamoDB's are. */
function changeId(): string {
  return randomBytes(16).toString('hex');
}
