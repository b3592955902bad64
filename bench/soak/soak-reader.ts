import { connect, type Socket } from 'node:net';
import type { SeededRandom } from '../../examples/derby-night/seeded-random.ts';
import { AnswerText } from './answer-text.ts';
import { type Frame, Frames } from './frames.ts';
import type { ReaderKind } from './reader-kinds.ts';
import { Received } from './received.ts';

/** Frames that are no events. */
const ofProtocol = new Set(['', 'connected', 'ping', 'reconnect', 'gap', 'error']);
/** A stream has a ping every 15 s; whoever has nothing for so long comes back. */
const silentMs = 45_000;
/** How long a reader waits whose stream broke, before a server has said anything else. */
const firstRetryMs = 2_000;

/** Who reads, and what. */
export interface SoakReaderOptions {
  readonly kind: ReaderKind;
  readonly url: URL;
  readonly token: () => Promise<string>;
  readonly random: SeededRandom;
  /** Called with why a stream ended, or did not begin. */
  readonly onEnd: (why: string) => void;
  readonly onOpened: () => void;
}

/** One stay of a reader at its stream. */
interface Visit {
  readonly socket: Socket;
  readonly answer: AnswerText;
  readonly frames: Frames;
  isOpen: boolean;
  /** Why it is about to end. */
  why?: string;
  waitMs?: number;
}

/**
 * A reader that is as good as a browser and nothing more: it comes with its cursor, parses, waits as long
 * as it is asked to, and comes back. It checks what it gets.
 */
export class SoakReader {
  readonly #options: SoakReaderOptions;
  readonly received = new Received();
  #cursor: string | undefined;
  #retryMs = firstRetryMs;
  #visit: Visit | undefined;
  #coming: NodeJS.Timeout | undefined;
  #isWanted = false;

  constructor(options: SoakReaderOptions) {
    this.#options = options;
  }

  get kind(): ReaderKind {
    return this.#options.kind;
  }

  get isOpen(): boolean {
    return this.#visit?.isOpen ?? false;
  }

  /** Whether it has ever had a place. */
  get hasBegun(): boolean {
    return this.#cursor !== undefined;
  }

  /** Opens a stream, and another whenever that ends, until it leaves. */
  come(): void {
    if (this.#isWanted) return;
    this.#isWanted = true;
    void this.#open();
  }

  /** Closes its side, by FIN or by reset, as browsers and lost networks do. */
  leave(): void {
    this.#isWanted = false;
    clearTimeout(this.#coming);
    const visit = this.#visit;
    if (visit === undefined) return;
    visit.why = 'left';
    if (this.#options.random.chance(0.5)) visit.socket.destroy();
    else visit.socket.resetAndDestroy();
  }

  async #open(): Promise<void> {
    const { url, token } = this.#options;
    const authorization = `Bearer ${await token()}`;
    if (!this.#isWanted) return;
    const socket = connect({ host: url.hostname, port: Number(url.port) });
    const visit: Visit = {
      ...{ socket, answer: new AnswerText(), frames: new Frames(), isOpen: false },
    };
    this.#visit = visit;
    socket.setTimeout(silentMs, () => {
      visit.why = 'silent';
      socket.destroy();
    });
    socket.on('data', bytes => this.#take(visit, bytes));
    socket.on('error', error => {
      visit.why ??= `broken: ${(error as NodeJS.ErrnoException).code}`;
    });
    socket.once('close', () => this.#ended(visit));
    const lines = [
      `GET ${url.pathname}${url.search} HTTP/1.1`,
      `host: ${url.host}`,
      `authorization: ${authorization}`,
      'accept: text/event-stream',
      'connection: close',
      ...(this.#cursor === undefined ? [] : [`last-event-id: ${this.#cursor}`]),
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  }

  #take(visit: Visit, bytes: Buffer): void {
    // What a reader that left had in its buffers it did not take: it comes with the next stream.
    if (visit.why === 'left') return;
    const text = visit.answer.take(bytes);
    const { head } = visit.answer;
    if (head !== undefined && head.status !== 200) {
      visit.why = `status ${head.status}`;
      if (head.retryAfterSec !== undefined) visit.waitMs = head.retryAfterSec * 1_000;
      visit.socket.destroy();
      return;
    }
    for (const frame of visit.frames.take(text)) this.#receive(visit, frame);
  }

  #receive(visit: Visit, { event, id, data, retryMs }: Frame): void {
    if (retryMs !== undefined) this.#retryMs = retryMs;
    // Of several channels `connected` does not move the cursor: the ping behind it does.
    if (id !== undefined && ofProtocol.has(event)) this.received.begin(id);
    if (event === 'connected') {
      visit.isOpen = true;
      this.#options.onOpened();
    } else if (event === 'reconnect') {
      const { reason } = JSON.parse(data) as { reason: string };
      visit.why = `reconnect ${reason}`;
    } else if (event === 'gap') {
      this.#options.onEnd(`gap: ${data}`);
    } else if (event === 'error') {
      this.#options.onEnd(`error: ${data}`);
    } else if (!ofProtocol.has(event)) this.received.add(id);
    if (id !== undefined) this.#cursor = id;
  }

  #ended(visit: Visit): void {
    if (this.#visit === visit) this.#visit = undefined;
    visit.isOpen = false;
    this.#options.onEnd(visit.why ?? 'cut without a word');
    if (!this.#isWanted || this.#visit !== undefined) return;
    const spreadMs = this.#options.random.int(0, 250);
    const waitMs = (visit.waitMs ?? this.#retryMs) + spreadMs;
    clearTimeout(this.#coming);
    this.#coming = setTimeout(() => void this.#open(), waitMs);
  }
}
