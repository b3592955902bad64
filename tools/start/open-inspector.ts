import { close, open, Session, url } from 'node:inspector';

/** Where editors and browsers look for a Node process by default. */
const defaultPort = 9_229;

/** The way of debuggers into this process. */
export interface OpenInspector {
  readonly address: string;
  /**
   * Resumes every thread that is held, and from now on whichever is held next: Node ends neither a held
   * thread nor a process that has one.
   */
  resumeThreads(): void;
  /** Disconnects all debuggers: at its end a process waits for them. */
  close(): void;
}

/**
 * Lets debuggers attach to this process and to its worker threads, which are the functions' environments.
 * A process that has an inspector already, of an editor or of `node --inspect`, keeps it.
 *
 * @throws Error when the port is taken
 */
export function openInspector(): OpenInspector {
  if (url() === undefined) open(defaultPort, '127.0.0.1');
  const address = url();
  if (address === undefined) {
    throw new Error(
      `the port ${defaultPort} of --debug is taken, by another host that is debugged; expected it free`,
    );
  }
  return { address, resumeThreads, close };
}

/** Attaches to each thread, beside whoever holds it: nodejs.org/api/inspector.html#class-inspectorsession */
function resumeThreads(): void {
  const session = new Session();
  session.connect();
  const post = (sessionId: string, id: number, method: string): void =>
    session.post('NodeWorker.sendMessageToWorker', {
      sessionId,
      message: JSON.stringify({ id, method }),
    });
  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId } }) => {
    post(sessionId, 1, 'Debugger.enable');
    post(sessionId, 2, 'Runtime.runIfWaitingForDebugger');
  });
  // Also the first message of a thread that was held before.
  session.on('NodeWorker.receivedMessageFromWorker', ({ params: { sessionId, message } }) => {
    if (JSON.parse(message).method === 'Debugger.paused') post(sessionId, 3, 'Debugger.resume');
  });
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
}
