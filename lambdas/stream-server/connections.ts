import type { Socket } from 'node:net';
import { HttpConnection } from './http-connection.ts';

/**
 * Open connections of a process, streams among them. Of its 1,024 descriptors some are for calls of AWS.
 * https://docs.aws.amazon.com/lambda/latest/dg/web-functions-scaling.html
 */
export const maxConnections = 950;

/**
 * The connections that http reads requests from. When there are as many as there may be, a new one takes
 * the place of the one that has been without a request for the longest: who only connects, or sends a head
 * byte by byte, keeps nobody out.
 */
export class Connections {
  readonly #max: number;
  /** That without a request for the longest first; those of streams are not among them any more. */
  readonly #open = new Set<HttpConnection>();
  /** Descriptors: those of streams too, until they are closed. */
  #sockets = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** The socket as a connection; none if all others are busy, and then it is closed. */
  accept(socket: Socket): HttpConnection | undefined {
    if (this.#sockets >= this.#max && !this.#closeOldest()) {
      socket.destroy();
      return undefined;
    }
    this.#sockets += 1;
    socket.once('close', () => {
      this.#sockets -= 1;
    });
    const connection = new HttpConnection(socket);
    this.#open.add(connection);
    connection.once('close', () => this.#open.delete(connection));
    return connection;
  }

  /** A request of it was answered: from now on it is without one. */
  answered(connection: HttpConnection): void {
    if (this.#open.delete(connection)) this.#open.add(connection);
  }

  #closeOldest(): boolean {
    for (const connection of this.#open) {
      if (connection.unanswered > 0) continue;
      this.#open.delete(connection);
      connection.destroy();
      return true;
    }
    return false;
  }
}
