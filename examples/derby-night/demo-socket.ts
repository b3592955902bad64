import { setTimeout as sleep } from 'node:timers/promises';
import { type ServerMessage, serverMessage } from './server-message.ts';

/** What one bettor's connection needs to be opened, kept open and listened to. */
export interface DemoSocketOptions {
  readonly url: string;
  readonly userId: string;
  /** A fresh token for every connection. */
  readonly tokenFor: (userId: string) => Promise<string>;
  readonly onMessage: (message: ServerMessage) => void;
  readonly onTrouble: (message: string) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** One bettor's WebSocket, opened again whenever it goes away, until the signal aborts. */
export interface DemoSocket {
  /** Resolves when the connection is closed for good. */
  readonly done: Promise<void>;
  /** Whether the message was sent: only an open socket sends. */
  send(message: object): boolean;
}

/** API Gateway closes a connection that was silent for ten minutes. */
const pingEveryMs = 4 * 60_000;
const maxBackoffMs = 30_000;

/** Opens the bettor's connection; it never throws, failures go to `onTrouble`. */
export function openDemoSocket(options: DemoSocketOptions): DemoSocket {
  let current: WebSocket | undefined;
  const keepOpen = async (): Promise<void> => {
    for (let failures = 0; !options.signal.aborted; failures += 1) {
      const opened = await session(options, socket => {
        current = socket;
      });
      if (options.signal.aborted) return;
      if (opened) failures = 0;
      const backoffMs = Math.min(maxBackoffMs, 500 * 2 ** Math.min(failures, 10));
      options.onTrouble(`${options.userId} is offline, trying again in ${backoffMs} ms`);
      await sleep(backoffMs, undefined, { signal: options.signal }).catch(() => undefined);
    }
  };
  return {
    done: keepOpen(),
    send: message => {
      if (current?.readyState !== WebSocket.OPEN) return false;
      current.send(JSON.stringify(message));
      return true;
    },
  };
}

/** One connection from its opening to its end; whether it opened at all. */
async function session(
  { url, userId, tokenFor, onMessage, onTrouble, signal }: DemoSocketOptions,
  onSocket: (socket: WebSocket) => void,
): Promise<boolean> {
  try {
    // As a subprotocol the token stays out of every URL, and so out of every access log.
    const socket = new WebSocket(url, ['gallobets.v1', `bearer.${await tokenFor(userId)}`]);
    onSocket(socket);
    return await untilClosed(socket, onMessage, signal);
  } catch (error) {
    onTrouble(`${userId} cannot connect: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}

function untilClosed(
  socket: WebSocket,
  onMessage: (message: ServerMessage) => void,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise(resolve => {
    let opened = false;
    const hangUp = (): void => socket.close();
    const ping = setInterval(() => {
      if (socket.readyState === WebSocket.OPEN) socket.send('{"action":"ping"}');
    }, pingEveryMs);
    signal.addEventListener('abort', hangUp);
    if (signal.aborted) hangUp();
    socket.addEventListener('open', () => {
      opened = true;
    });
    socket.addEventListener('message', ({ data }) => {
      const message = serverMessage(data);
      if (message) onMessage(message);
    });
    // A failed handshake fires `error` and then `close` as well (WHATWG WebSockets, "fail").
    socket.addEventListener('close', () => {
      clearInterval(ping);
      signal.removeEventListener('abort', hangUp);
      resolve(opened);
    });
  });
}
