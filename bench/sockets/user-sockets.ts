import { once } from 'node:events';
import { WebSocket } from 'ws';

/** A handshake is two functions that run: more at once would measure the machine. */
const openedAtOnce = 10;
/** From one address there may be 5,000 connections (`connectionsPerAddress`). */
const socketsPerAddress = 4_000;

/** A message, as far as it is looked at. */
interface Message {
  readonly event: string;
  readonly data: { readonly event?: { readonly id: string } };
}

/** Where they connect, as whom, and who is called. */
export interface UserSocketsOptions {
  readonly url: string;
  readonly tokenOf: (userId: string) => Promise<string>;
  /** Called when an event arrived at a socket. */
  readonly onEvent: (eventId: string, atMs: number) => void;
}

/** The sockets of so many users, one each. */
export class UserSockets {
  readonly #options: UserSocketsOptions;
  readonly #sockets: WebSocket[] = [];
  #closed = 0;

  constructor(options: UserSocketsOptions) {
    this.#options = options;
  }

  get userIds(): readonly string[] {
    return this.#sockets.map((_, at) => userId(at));
  }

  /** Of those that were open; none is closed by the bench before its end. */
  get closed(): number {
    return this.#closed;
  }

  async open(count: number): Promise<void> {
    while (this.#sockets.length < count) {
      const from = this.#sockets.length;
      const together = Array.from({ length: Math.min(openedAtOnce, count - from) }, (_, at) =>
        this.#openOne(from + at),
      );
      this.#sockets.push(...(await Promise.all(together)));
    }
  }

  close(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  async #openOne(at: number): Promise<WebSocket> {
    const { url, tokenOf, onEvent } = this.#options;
    const token = await tokenOf(userId(at));
    const socket = new WebSocket(url, ['gallobets.v1', `bearer.${token}`], {
      localAddress: `127.0.0.${1 + Math.floor(at / socketsPerAddress)}`,
      perMessageDeflate: false,
    });
    socket.on('message', text => {
      const { event, data } = JSON.parse(String(text)) as Message;
      if (event === 'inbox_event' && data.event) onEvent(data.event.id, performance.now());
    });
    socket.on('close', () => {
      this.#closed += 1;
    });
    await once(socket, 'open');
    return socket;
  }
}

function userId(at: number): string {
  return `user-${String(at).padStart(5, '0')}`;
}
