import { type ChannelEvent, type Environment, ServerClock } from '../browser/index.ts';
import { ViewStore } from '../browser/view-store.ts';
import type { ChannelReader } from './channel-reader.ts';
import type { DoneHere } from './done-here.ts';
import { holders } from './holders.ts';
import type { ManagementProblem, ManagementResult } from './management-client.ts';
import { PacedWork, type Turn, type TurnResult } from './paced-work.ts';

/** What the management API answered last. A new object whenever something differs. */
export interface FreshView<Data> {
  /** Also while the next answer is awaited, and when that one was refused. */
  readonly data: Data | undefined;
  readonly error: ManagementProblem | undefined;
  /** By this machine's clock; `undefined`: there was none yet. */
  readonly answeredAtMs: number | undefined;
}

export interface FreshAnswerParts<Data> {
  readonly ask: (signal: AbortSignal) => Promise<ManagementResult<Data>>;
  /** Of the channel that says when it is another one. */
  readonly reader: ChannelReader;
  readonly isChange: (event: ChannelEvent) => boolean;
  readonly done: DoneHere;
  /** Asked again so long after each answer, for what no event says. */
  readonly everyMs: number;
  readonly environment: Environment;
}

const unread: FreshView<never> = { data: undefined, error: undefined, answeredAtMs: undefined };

/** What was done here has its effect a moment later: by then it is asked once more. */
const settlesMs = 2_000;

/**
 * An answer that is kept up to date, at most once a second: asked again when the channel says so, when
 * the page itself has done something, every so often, and not while nobody looks at the page.
 */
export class FreshAnswer<Data extends { readonly at?: number }> {
  readonly #parts: FreshAnswerParts<Data>;
  readonly #views: ViewStore<FreshView<Data>>;
  readonly #reads: PacedWork;
  readonly #clock: ServerClock;
  readonly retain: () => () => void;
  /** Ends the wait for the next time. */
  #clearNext: (() => void) | undefined;
  #clearSettled: (() => void) | undefined;
  /** Whether it was to be asked while nobody looked. */
  #isMissed = false;
  #latest = 0;

  constructor(parts: FreshAnswerParts<Data>) {
    const { environment } = parts;
    this.#parts = parts;
    this.#views = new ViewStore<FreshView<Data>>(unread, environment.report);
    this.#reads = new PacedWork(turn => this.#read(turn), environment);
    this.#clock = new ServerClock(environment);
    this.retain = holders(() => this.#begin());
  }

  get view(): FreshView<Data> {
    return this.#views.view;
  }

  subscribe(watcher: () => void): () => void {
    return this.#views.subscribe(watcher);
  }

  /** The server's time. It never goes back, so nothing that is counted down by it goes up. */
  serverNow(): number {
    this.#latest = Math.max(this.#latest, this.#clock.now());
    return this.#latest;
  }

  /** Asks at once. */
  refresh(): void {
    this.#reads.due(true);
  }

  #begin(): () => void {
    const { reader, isChange, done, environment } = this.#parts;
    let wasConnected = false;
    const ends = [
      reader.on('*', (event: ChannelEvent) => isChange(event) && this.#reads.due()),
      reader.on('gap', () => this.#reads.due()),
      reader.subscribe(() => {
        const isConnected = ['open', 'polling'].includes(reader.view.status);
        if (isConnected && !wasConnected) this.#reads.due();
        wasConnected = isConnected;
      }),
      done.watch(() => this.#afterDone()),
      environment.watch(change => change === 'woke' && this.#isMissed && this.#reads.due(true)),
    ];
    reader.connect();
    this.#reads.due(true);
    return () => {
      for (const end of ends) end();
      reader.close();
      this.#clearNext?.();
      this.#clearSettled?.();
      this.#reads.stop();
      this.#isMissed = false;
    };
  }

  #afterDone(): void {
    this.#reads.due(true);
    this.#clearSettled?.();
    this.#clearSettled = this.#parts.environment.setTimer(() => this.#reads.due(), settlesMs);
  }

  async #read({ signal, isStopped }: Turn): Promise<TurnResult> {
    const { ask, everyMs, environment } = this.#parts;
    this.#clearNext?.();
    this.#isMissed = globalThis.document?.visibilityState === 'hidden';
    if (this.#isMissed) return 'done';
    const result = await ask(signal);
    if (isStopped()) return 'done';
    if (result.kind === 'refused') {
      this.#views.show({ ...this.view, error: result.problem });
      return { retryAfterMs: result.problem.retryAfterMs };
    }
    const { data } = result;
    if (data.at !== undefined) this.#clock.add(data.at);
    this.#views.show({ data, error: undefined, answeredAtMs: environment.now() });
    this.#clearNext = environment.setTimer(() => this.#reads.due(), everyMs);
    return 'done';
  }
}
