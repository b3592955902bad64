import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { greetingOf } from './greetings.ts';
import type { PeerName } from './peer.ts';
import { eventMark } from './tick.ts';

/** More at once would overflow the queue in which a server's connections wait. */
const openedAtOnce = 200;
/** Pings and the like that one reader may have got in a round and another before it. */
const toleranceBytes = 160;
const lookEveryMs = 5;

/**
 * Connections that do nothing but read. The first of them counts its events; the others have as many
 * once they have as many bytes, for all are written the same.
 */
export class ReaderSockets {
  readonly #received: number[] = [];
  #eventsOfFirst = 0;
  #expectedOfFirst = 0;
  #receivedBefore: readonly number[] = [];
  #failure: Error | undefined;

  /** Opens so many more; resolves when each was greeted. */
  async open(peer: PeerName, port: number, count: number): Promise<void> {
    for (let left = count; left > 0; left -= openedAtOnce) {
      const together = Array.from({ length: Math.min(left, openedAtOnce) }, () =>
        this.#openOne(peer, port),
      );
      await Promise.all(together);
    }
    this.#receivedBefore = [...this.#received];
  }

  /**
   * Resolves when every reader has got so many more events, with the bytes of the first.
   *
   * @throws Error when a connection broke
   */
  async receive(events: number): Promise<number> {
    this.#expectedOfFirst += events;
    while (this.#eventsOfFirst < this.#expectedOfFirst) await this.#pause();
    const bytesEach = this.#sinceBefore(0);
    while (this.#received.some((_, at) => this.#sinceBefore(at) < bytesEach - toleranceBytes)) {
      await this.#pause();
    }
    this.#receivedBefore = [...this.#received];
    return bytesEach;
  }

  async #pause(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    await sleep(lookEveryMs);
  }

  #sinceBefore(at: number): number {
    return (this.#received[at] ?? 0) - (this.#receivedBefore[at] ?? 0);
  }

  async #openOne(peer: PeerName, port: number): Promise<void> {
    const at = this.#received.push(0) - 1;
    const greeted = Promise.withResolvers<void>();
    const greeting = await greetingOf(peer, at);
    let text = '';
    let isGreeted = false;
    const take = (bytes: Uint8Array): void => {
      if (isGreeted) {
        this.#received[at] = (this.#received[at] ?? 0) + bytes.byteLength;
        if (at === 0) this.#count(bytes);
        return;
      }
      text += Buffer.from(bytes).toString('latin1');
      const answer = greeting.answerTo(text);
      if (answer === undefined) return;
      if (answer.bytes !== undefined) socket.write(answer.bytes);
      isGreeted = answer.isLast;
      if (isGreeted) greeted.resolve();
    };
    const socket = connectTo(port, take);
    socket.on('error', error => this.#fail(error));
    socket.on('close', () => this.#fail(new Error(`connection ${at} was closed`)));
    await once(socket, 'connect');
    socket.write(greeting.request);
    await greeted.promise;
  }

  /** A mark may be cut in two by a read. */
  #rest = '';

  #count(bytes: Uint8Array): void {
    const text = this.#rest + Buffer.from(bytes).toString('latin1');
    const marks = text.split(eventMark);
    this.#eventsOfFirst += marks.length - 1;
    this.#rest = (marks.at(-1) ?? '').slice(1 - eventMark.length);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
  }
}

/** All read into one buffer: what a connection received is looked at before the next one is read. */
const buffer = Buffer.allocUnsafe(65_536);

function connectTo(port: number, take: (bytes: Uint8Array) => void): Socket {
  return connect({
    port,
    host: '127.0.0.1',
    onread: {
      buffer,
      callback: length => {
        take(buffer.subarray(0, length));
        return true;
      },
    },
  });
}
