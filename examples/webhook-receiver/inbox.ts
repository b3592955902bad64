import type { Gap, ReceivedEvent } from './received-event.ts';

/** What an inbox does with events. */
export interface InboxPorts {
  /** The work itself. What it throws ends the receiver: the next start goes on from the cursor. */
  readonly work: (event: ReceivedEvent) => Promise<void>;
  /** Events are lost: what is kept here of their state has to be read again. */
  readonly onGap: (gap: Gap) => void;
  readonly onRepeat: (event: ReceivedEvent) => void;
  /** Remembers how far this receiver is, for its next start. */
  readonly saveCursor: (cursor: string) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
}

/** Of 10,000 events the two ids are remembered; where twice would hurt, keep them with your data. */
const maxRemembered = 20_000;

/** So many events wait for their work; then the sender is asked to wait. */
const maxWaiting = 1_000;

/**
 * Takes events, each once, and works on them one after the other, in the order of their arrival.
 *
 * The cursor is saved whenever no work is left: then all that came is done, however it was ordered. A
 * delivery that did not get its 2xx was not taken, and the sender repeats it. While this receiver
 * catches up, deliveries of now may overtake what it still reads: then only {@link caughtUpTo} saves.
 */
export class Inbox {
  readonly #ports: InboxPorts;
  readonly #remembered = new Set<string>();
  #waiting = 0;
  #worked: Promise<void> = Promise.resolve();
  #isCatchingUp = false;
  #last: string | undefined;

  constructor(ports: InboxPorts) {
    this.#ports = ports;
  }

  /** `ids`: by which it is known: the event's own and, of a delivery, `webhook-id`. */
  take(event: ReceivedEvent, ids: readonly string[]): 'taken' | 'repeat' | 'full' {
    if (ids.some(id => this.#remembered.has(id))) {
      this.#ports.onRepeat(event);
      return 'repeat';
    }
    if (this.#waiting >= maxWaiting) return 'full';
    for (const id of ids) this.#remember(id);
    if (event.gap !== undefined) this.#ports.onGap(event.gap);
    if (event.cursor !== undefined) this.#last = later(this.#last, event.cursor);
    this.#waiting += 1;
    this.#worked = this.#worked.then(() => this.#work(event));
    this.#worked.catch(this.#ports.onFailure);
    return 'taken';
  }

  /** From now on deliveries do not move the saved cursor. */
  startCatchUp(): void {
    this.#isCatchingUp = true;
  }

  /** All up to the cursor was taken; saves it once that is done. */
  async caughtUpTo(cursor: string, isEnd: boolean): Promise<void> {
    await this.idle();
    this.#last = later(this.#last, cursor);
    if (isEnd) this.#isCatchingUp = false;
    await this.#ports.saveCursor(isEnd ? this.#last : cursor);
  }

  /** Once there is no work left. */
  async idle(): Promise<void> {
    while (this.#waiting > 0) await this.#worked;
  }

  async #work(event: ReceivedEvent): Promise<void> {
    await this.#ports.work(event);
    const isAllDone = this.#waiting === 1 && !this.#isCatchingUp;
    if (isAllDone && this.#last !== undefined) await this.#ports.saveCursor(this.#last);
    this.#waiting -= 1;
  }

  /** A set keeps the order in which they came: the oldest is forgotten first. */
  #remember(id: string): void {
    this.#remembered.add(id);
    if (this.#remembered.size <= maxRemembered) return;
    for (const oldest of this.#remembered) {
      this.#remembered.delete(oldest);
      return;
    }
  }
}

/**
 * The later of two cursors: up to four deliveries come at once, and one that failed comes again hours
 * later. Behind the last full stop stands a number that only rises, as long as what is before it stays.
 */
function later(known: string | undefined, received: string): string {
  if (known === undefined || logOf(known) !== logOf(received)) return received;
  return numberOf(received) > numberOf(known) ? received : known;
}

const logOf = (cursor: string): string => cursor.slice(0, cursor.lastIndexOf('.'));
const numberOf = (cursor: string): number => Number(cursor.slice(cursor.lastIndexOf('.') + 1));
