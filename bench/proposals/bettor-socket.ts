import { once } from 'node:events';

/** A message, as far as it is looked at. */
export interface Message {
  readonly event: string;
  readonly id: string;
  readonly requestId?: string;
  readonly data: { readonly proposalId?: string; readonly proposal?: { expiresAt: string } };
}

/** A message that came, and when: by `performance.now()`, and by the clock. */
export interface Arrival {
  readonly message: Message;
  readonly atMs: number;
  readonly clockMs: number;
}

/** One bettor's socket, whoever is behind it. */
export class BettorSocket {
  readonly arrivals: Arrival[] = [];
  readonly #socket: WebSocket;
  readonly #waiting = new Map<(message: Message) => boolean, (arrival: Arrival) => void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as Message;
      const arrival = { message, atMs: performance.now(), clockMs: Date.now() };
      this.arrivals.push(arrival);
      for (const [isWanted, resolve] of this.#waiting) {
        if (!isWanted(message)) continue;
        this.#waiting.delete(isWanted);
        resolve(arrival);
      }
    });
  }

  /** Resolves once it is open. */
  static async open(url: string, protocols: string[] = []): Promise<BettorSocket> {
    const socket = new WebSocket(url, protocols);
    const bettor = new BettorSocket(socket);
    await once(socket, 'open');
    return bettor;
  }

  send(message: object): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** The first message like that, whether it is here or comes yet. */
  async next(isWanted: (message: Message) => boolean): Promise<Arrival> {
    const here = this.arrivals.find(({ message }) => isWanted(message));
    return here ?? (await new Promise(resolve => this.#waiting.set(isWanted, resolve)));
  }

  close(): void {
    this.#socket.close();
  }
}
