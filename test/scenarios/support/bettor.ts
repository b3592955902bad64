import WebSocket from 'ws';
import { requireOutput } from '../../../tools/outputs.ts';
import { type Target, unique } from './target.ts';

/** A message to a bettor. */
export interface SocketMessage {
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
  readonly received: readonly SocketMessage[];
  /**
   * Sends the action and gives the answer to it, by its requestId. Without one it sends the same
   * again, as a client does whose answer was lost: a requestId makes that harmless.
   */
  ask(
    action: string,
    data?: unknown,
    requestId?: string,
    withinMs?: number,
  ): Promise<SocketMessage>;
  sendText(text: string): void;
  until(wanted: (message: SocketMessage) => boolean, withinMs?: number): Promise<SocketMessage>;
  readonly closed: Promise<number>;
  close(): Promise<void>;
  /** Is gone without a close frame, as a phone whose battery is empty. */
  destroy(): void;
}

/** For a machine that does much else. */
const defaultWaitMs = 60_000;
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
  const received: SocketMessage[] = [];
  const watchers = new Set<() => void>();
  socket.on('message', text => {
    received.push(JSON.parse(String(text)));
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
        const events = received.map(({ event }) => event).join(', ') || 'nothing';
        reject(
          new Error(`${userId} did not receive it within ${withinMs} ms; it received ${events}`),
        );
      }, withinMs);
      const look = (): void => {
        const found = received.find(wanted);
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
    received,
    until,
    closed,
    sendText: text => socket.send(text),
    ask: (action, data, requestId = unique('q'), withinMs = defaultWaitMs) => {
      const earlier = received.length;
      const send = (): void => socket.send(JSON.stringify({ action, requestId, data }));
      send();
      const again = setInterval(send, resendAfterMs);
      return until(
        message => message.requestId === requestId && received.indexOf(message) >= earlier,
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
