import type { ManagementResult } from '../../clients/react/management-client.ts';
import type { LogEntry } from '../../core/log/segment.ts';
import { AppError } from '../../core/wire/app-error.ts';
import { type Cursor, formatCursor } from '../../core/wire/cursor.ts';
import type { EventRequest } from '../../core/wire/management/events.ts';
import { goOnText } from './go-on-text.ts';
import { mayBeShown, type Replay, replayedEvent } from './replayed-event.ts';

/** What publishing works with. */
export interface PublishEntryPorts {
  /** Publishes them together. */
  readonly post: (events: readonly EventRequest[]) => Promise<ManagementResult<unknown>>;
  /** Milliseconds. */
  readonly pause: (ms: number) => Promise<unknown>;
  /** Called for each that is left out, with why. */
  readonly onLeftOut: (entry: LogEntry, reason: string) => void;
  /** Events a second. */
  readonly rate: number;
}

/** `POST /events` takes 25 at once, and 64 KB. */
const maxEvents = 25;
const maxBytes = 60_000;
/** Of the 100 requests in 10 s that a user may make, so that one's other requests get through. */
const minPauseMs = 200;
const maxAttempts = 5;
const defaultRetryMs = 2_000;

/** Publishes a replay's events in their order, at its rate. */
export class EntryPublisher {
  readonly #replay: Replay;
  readonly #ports: PublishEntryPorts;
  #waiting: EventRequest[] = [];
  #bytes = 0;
  #added: Cursor | undefined;
  published = 0;
  leftOut = 0;
  /** The last entry up to which each is published, or left out. @default - none is */
  doneUpTo: Cursor | undefined;

  constructor(replay: Replay, ports: PublishEntryPorts) {
    this.#replay = replay;
    this.#ports = ports;
  }

  /** Takes the next event; those of a full request are published. */
  async add(entry: LogEntry): Promise<void> {
    if (!mayBeShown(entry.event, this.#replay.into)) {
      return this.#leaveOut(entry, `not all who read ${this.#replay.into} may read it`);
    }
    const event = replayedEvent(entry, this.#replay);
    const bytes = Buffer.byteLength(JSON.stringify(event));
    if (bytes > maxBytes) {
      const place = formatCursor(entry);
      return this.#leaveOut(
        entry,
        `${place} has ${bytes} bytes, and a request ${maxBytes} at most`,
      );
    }
    if (this.#waiting.length === maxEvents || this.#bytes + bytes > maxBytes) await this.flush();
    this.#waiting.push(event);
    this.#bytes += bytes;
    this.#added = entry;
  }

  /** Publishes what waits. */
  async flush(): Promise<void> {
    const events = this.#waiting;
    if (events.length === 0) return;
    await this.#post(events);
    this.#waiting = [];
    this.#bytes = 0;
    this.published += events.length;
    this.doneUpTo = this.#added;
    const { pause, rate } = this.#ports;
    await pause(Math.max(minPauseMs, (events.length / rate) * 1_000));
  }

  #leaveOut(entry: LogEntry, reason: string): void {
    this.leftOut += 1;
    this.#added = entry;
    if (this.#waiting.length === 0) this.doneUpTo = entry;
    this.#ports.onLeftOut(entry, reason);
  }

  /** Again and again where it is asked for patience: keys make it harmless. */
  async #post(events: readonly EventRequest[]): Promise<void> {
    const { post, pause } = this.#ports;
    for (let attempt = 1; ; attempt += 1) {
      const result = await post(events);
      if (result.kind === 'ok') return;
      const { status = 503, message, retryAfterMs = defaultRetryMs } = result.problem;
      const mayPass = status === 429 || status >= 500;
      if (!mayPass || attempt === maxAttempts) {
        throw new AppError(
          'STORE_UNAVAILABLE',
          `the management API did not publish them (${message}); ${this.published} were published before${goOnText(this.doneUpTo)}`,
        );
      }
      await pause(retryAfterMs);
    }
  }
}
