import WebSocket from 'ws';
import { requireOutput } from '../../../tools/outputs.ts';
import { type Target, unique } from './target.ts';

/** A message to a bettor. */
export interface Told {
  readonly event: string;
  readonly requestId?: string;
  readonly id: string;
  readonly timestamp: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare what came with literals
  readonly data: any;
}

/** A bettor at a plain WebSocket client. */
export interface Bettor {
  readonly userId: string;
  readonly told: readonly Told[];
  /**
   * Sends the action and gives the answer to it, by its requestId. Without one it sends the same
   * again, as a client does whose answer was lost: a requestId makes that harmless.
   */
  ask(action: string, data?: unknown, requestId?: string, withinMs?: number): Promise<Told>;
  sendText(text: string): void;
  until(wanted: (told: Told) => boolean, withinMs?: number): Promise<Told>;
  readonly closed: Promise<number>;
  close(): Promise<void>;
  /** Is gone without a word, as a phone whose battery is empty. */
  destroy(): void;
}

const defaultWaitMs = 20_000;
const resendAfterMs = 5_000;

/** Connects a user who may bet, with the token as a subprotocol, and waits until the socket is open. */
export async function connectBettor(
  target: Target,
  userId = unique('bettor'),
  ttlSeconds?: number,
  ownToken?: string,
): Promise<Bettor> {
  await target.enroll(userId);
  const token = ownToken ?? (await target.token(userId, 'bettor', ttlSeconds));
  const url = requireOutput(target.outputs, 'ProposalsWebSocketUrl');
  const socket = new WebSocket(url, ['gallobets.v1', `bearer.${token}`]);
  const told: Told[] = [];
  const watchers = new Set<() => void>();
  socket.on('message', text => {
    told.push(JSON.parse(String(text)));
    for (const watcher of [...watchers]) watcher();
  });
  const closed = new Promise<number>(resolve => socket.on('close', code => resolve(code)));
  await new Promise<void>((resolve, reject) => {
    socket.on('open', () => resolve());
    socket.on('error', reject);
  });
  const until: Bettor['until'] = (wanted, withinMs = defaultWaitMs) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        watchers.delete(look);
        const events = told.map(({ event }) => event).join(', ') || 'nothing';
        reject(new Error(`${userId} was not told so within ${withinMs} ms; it was told ${events}`));
      }, withinMs);
      const look = (): void => {
        const found = told.find(wanted);
        if (found === undefined) return;
        clearTimeout(timer);
        watchers.delete(look);
        resolve(found);
      };
      watchers.add(look);
      look();
    });
  return {
    userId,
    told,
    until,
    closed,
    sendText: text => socket.send(text),
    ask: (action, data, requestId = unique('q'), withinMs = defaultWaitMs) => {
      const earlier = told.length;
      const send = (): void => socket.send(JSON.stringify({ action, requestId, data }));
      send();
      const again = setInterval(send, resendAfterMs);
      return until(
        message => message.requestId === requestId && told.indexOf(message) >= earlier,
        withinMs,
      ).finally(() => clearInterval(again));
    },
    close: async () => {
      socket.close();
      await closed;
    },
    destroy: () => socket.terminate(),
  };
}

/** The status with which the handshake was refused. */
export async function handshakeStatus(
  url: string,
  protocols: readonly string[],
  headers: Readonly<Record<string, string>> = {},
): Promise<number> {
  const socket = new WebSocket(url, [...protocols], { headers: { ...headers } });
  return await new Promise((resolve, reject) => {
    socket.on('unexpected-response', (request, response) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
    socket.on('open', () => {
      socket.close();
      resolve(101);
    });
    socket.on('error', reject);
  });
}
