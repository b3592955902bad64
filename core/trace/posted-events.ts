import type { ChannelEvent } from '../wire/event.ts';
import type { LogHop } from './hop.ts';

/** How many sockets were posted which events of a batch: an event is one line, whoever gets it. */
export class PostedEvents {
  readonly #posted = new Map<ChannelEvent, { readonly atMs: number; sockets: number }>();

  /** One more socket has these, as of now. */
  add(events: readonly ChannelEvent[], nowMs: number): void {
    for (const event of events) {
      const posted = this.#posted.get(event) ?? { atMs: nowMs, sockets: 0 };
      posted.sockets += 1;
      this.#posted.set(event, posted);
    }
  }

  /** With the time at which the first socket had it. */
  log(logHop: LogHop | undefined): void {
    for (const [event, posted] of this.#posted) logHop?.(event, { hop: 'posted', ...posted });
  }
}
