import { type LocalCode, localProblem } from '../client-problem.ts';
import type { Environment, Socket } from '../environment.ts';
import { askToken, type TokenSource, tokenExpiryMs, wordsOf } from '../token-source.ts';
import { withQuery } from '../with-query.ts';
import { readMessage } from './socket-message.ts';
import type { ClientRequest, SocketAction, SocketSignal } from './socket-state.ts';

const protocol = 'gallobets.v1';

/** What leaves: the parts of {@link SocketAction} that reach the network. */
type Leaving = Extract<
  SocketAction,
  { readonly type: 'connect' | 'disconnect' | 'send' | 'fetchToken' | 'showToken' }
>;

interface Source {
  readonly url: string;
  readonly token: TokenSource;
  readonly tokenInUrl?: boolean;
  readonly clientType?: string;
  readonly username?: string;
}

/** The connection of a socket, one at a time: carries out what leaves, and signals what comes. */
export class SocketConnection {
  readonly #source: Source;
  readonly #environment: Environment;
  readonly #signal: (signal: SocketSignal) => void;
  #socket: Socket | undefined;
  /** The attempt that is meant now; a token that comes too late opens nothing. */
  #attempt: number | undefined;
  /** Kept here, so that no token is in a signal, an action or a trace. */
  #freshToken = '';

  constructor(source: Source, environment: Environment, signal: (signal: SocketSignal) => void) {
    this.#source = source;
    this.#environment = environment;
    this.#signal = signal;
  }

  do(action: Leaving): void {
    switch (action.type) {
      case 'connect':
        void this.#connect(action.attempt, action.freshToken);
        return;
      case 'disconnect':
        return this.#disconnect();
      case 'send':
        return this.#send(action.request);
      case 'fetchToken':
        void this.#fetchToken(action.attempt);
        return;
      case 'showToken': {
        const { requestId } = action;
        return this.#send({ action: 'authenticate', requestId, data: { token: this.#freshToken } });
      }
    }
  }

  /** A socket that is closing throws: its close is signalled, and what was sent is sent again. */
  #send(request: ClientRequest): void {
    try {
      this.#socket?.send(JSON.stringify(request));
    } catch {}
  }

  async #connect(attempt: number, fresh: boolean): Promise<void> {
    this.#disconnect();
    this.#attempt = attempt;
    let code: LocalCode = 'TOKEN_UNAVAILABLE';
    let token: string | undefined;
    try {
      token = await askToken(this.#source.token, fresh);
      if (this.#attempt !== attempt) return;
      code = 'NETWORK_FAILED';
      this.#open(attempt, token);
    } catch (error) {
      this.#signal({ type: 'closed', attempt, problem: localProblem(code, wordsOf(error, token)) });
    }
  }

  #open(attempt: number, token: string): void {
    const { url, clientType, username, tokenInUrl } = this.#source;
    const asked = { clientType, username, token: tokenInUrl ? token : undefined };
    const protocols = tokenInUrl ? [] : [protocol, `bearer.${token}`];
    const socket = this.#environment.openSocket(withQuery(url, asked), protocols);
    this.#socket = socket;
    socket.onopen = () =>
      this.#signal({ type: 'opened', attempt, expiresAt: tokenExpiryMs(token) });
    socket.onmessage = ({ data }) => this.#read(attempt, data);
    socket.onclose = ({ code }) => {
      const message = `received close code ${code}`;
      const problem = localProblem('CONNECTION_ENDED', message);
      this.#signal({ type: 'closed', attempt, problem });
    };
    // A browser gives no reason (WebSockets Standard, 4); the close that follows carries a code.
    socket.onerror = () => undefined;
  }

  #read(attempt: number, data: unknown): void {
    const message = readMessage(data);
    if (message !== undefined) return this.#signal({ type: 'message', attempt, message });
    const problem = localProblem(
      'ANSWER_MALFORMED',
      'received a frame without event, id, data or timestamp',
    );
    this.#signal({ type: 'garbled', attempt, problem });
  }

  #disconnect(): void {
    this.#attempt = undefined;
    // Its later signals are of an older attempt.
    this.#socket?.close();
    this.#socket = undefined;
  }

  async #fetchToken(attempt: number): Promise<void> {
    try {
      this.#freshToken = await askToken(this.#source.token, true);
      this.#signal({ type: 'token', attempt });
    } catch (error) {
      const problem = localProblem('TOKEN_UNAVAILABLE', wordsOf(error));
      this.#signal({ type: 'tokenFailed', attempt, problem });
    }
  }
}
