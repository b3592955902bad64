import type { Meter } from '../metrics/meter.ts';
import type { StreamName } from '../wire/event.ts';

/** How many streams of each name a process has open. */
export class OpenReaders {
  readonly #open = new Map<StreamName, number>();

  /** One more, until the result is called. */
  add(channel: StreamName): () => void {
    this.#add(channel, 1);
    let isOpen = true;
    return () => {
      if (isOpen) this.#add(channel, -1);
      isOpen = false;
    };
  }

  /** Counts those that are open now: once a minute, so that all processes together say how many there are. */
  countIn(meter: Pick<Meter, 'count'>): void {
    for (const [channel, readers] of this.#open) meter.count('Readers', { channel }, readers);
  }

  #add(channel: StreamName, more: 1 | -1): void {
    this.#open.set(channel, (this.#open.get(channel) ?? 0) + more);
  }
}
