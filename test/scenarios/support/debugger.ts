import { once } from 'node:events';
import { WebSocket } from 'ws';
import * as z from 'zod';

/** A message of the inspector: chromedevtools.github.io/devtools-protocol, and Node's domain NodeWorker. */
const messageSchema = z.object({
  id: z.number().optional(),
  method: z.string().optional(),
  params: z.record(z.string(), z.unknown()).default({}),
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.object({ message: z.string() }).optional(),
});
const workerSchema = z.object({ sessionId: z.string() });
const relayedSchema = z.object({ sessionId: z.string(), message: z.string() });
const pausedSchema = z.object({
  callFrames: z.array(
    z.object({
      functionName: z.string(),
      callFrameId: z.string(),
      location: z.object({ lineNumber: z.number(), columnNumber: z.number() }),
    }),
  ),
  hitBreakpoints: z.array(z.string()).default([]),
});

type Params = Readonly<Record<string, unknown>>;
type Result = Readonly<Record<string, unknown>>;

/** One conversation with an inspector: of the process, or of one of its threads. */
class Session {
  readonly #post: (message: string) => void;
  readonly #onEvent: (method: string, params: Params) => void;
  readonly #answers = new Map<number, PromiseWithResolvers<Result>>();
  #lastId = 0;

  constructor(post: (message: string) => void, onEvent: (method: string, params: Params) => void) {
    this.#post = post;
    this.#onEvent = onEvent;
  }

  send(method: string, params: Params = {}): Promise<Result> {
    this.#lastId += 1;
    const answer = Promise.withResolvers<Result>();
    this.#answers.set(this.#lastId, answer);
    this.#post(JSON.stringify({ id: this.#lastId, method, params }));
    return answer.promise;
  }

  receive(text: string): void {
    const { id, method, params, result, error } = messageSchema.parse(JSON.parse(text));
    if (method !== undefined) this.#onEvent(method, params);
    if (id === undefined) return;
    const answer = this.#answers.get(id);
    this.#answers.delete(id);
    if (error === undefined) answer?.resolve(result ?? {});
    else answer?.reject(new Error(error.message));
  }
}

/** A line and a column of a script, both counted from 0. */
export interface Position {
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** Where to hold. */
export interface Breakpoint extends Position {
  readonly url: string;
}

/** A thread that is held. */
export interface Pause {
  /** Names of the functions it is in, the innermost first. */
  readonly callStack: readonly string[];
  /** Where in its script it is held. */
  readonly position: Position;
  /** The value of an expression there. */
  evaluate(expression: string): Promise<unknown>;
  resume(): Promise<void>;
}

/** An editor's part: attached to a process and to each of its threads, before a thread runs anything. */
export interface AttachedDebugger {
  /** The thread that is held next, or already. */
  paused(): Promise<Pause>;
  /** Takes the breakpoint away and leaves: a thread that nobody is attached to would be held by it for ever. */
  close(): Promise<void>;
}

/** A thread, and when it has the breakpoint. */
interface Thread {
  readonly session: Session;
  readonly ready: PromiseWithResolvers<void>;
  /** When it answers nothing more. */
  readonly gone: PromiseWithResolvers<void>;
}

/** Attaches to the inspector at that address: its threads have the breakpoint, later ones as they begin. */
export async function attachDebugger(
  address: string,
  breakpoint: Breakpoint,
): Promise<AttachedDebugger> {
  const socket = new WebSocket(address);
  await once(socket, 'open');
  const threads = new Map<string, Thread>();
  const pause = Promise.withResolvers<Pause>();

  const onPaused = (thread: Session, params: Params): void => {
    const { callFrames, hitBreakpoints } = pausedSchema.parse(params);
    // A thread that is waited for also pauses before its first line.
    const [frame] = callFrames;
    if (hitBreakpoints.length === 0 || frame === undefined) {
      void thread.send('Debugger.resume');
      return;
    }
    pause.resolve({
      callStack: callFrames.map(({ functionName }) => functionName),
      position: frame.location,
      evaluate: async expression => {
        const { result } = await thread.send('Debugger.evaluateOnCallFrame', {
          callFrameId: frame.callFrameId,
          expression,
          returnByValue: true,
        });
        return z.object({ value: z.unknown() }).parse(result).value;
      },
      resume: async () => {
        await thread.send('Debugger.resume');
      },
    });
  };
  const begin = async (sessionId: string): Promise<void> => {
    const thread: Session = new Session(
      message => {
        // A thread that has ended meanwhile takes none.
        main.send('NodeWorker.sendMessageToWorker', { sessionId, message }).catch(() => {});
      },
      (method, params) => {
        if (method === 'Debugger.paused') onPaused(thread, params);
      },
    );
    const [ready, gone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    threads.set(sessionId, { session: thread, ready, gone });
    await thread.send('Debugger.enable');
    await thread.send('Debugger.setBreakpointByUrl', { ...breakpoint });
    await thread.send('Runtime.runIfWaitingForDebugger');
    ready.resolve();
  };
  const main = new Session(
    message => socket.send(message),
    (method, params) => {
      if (method === 'NodeWorker.attachedToWorker') {
        begin(workerSchema.parse(params).sessionId).catch(pause.reject);
      }
      if (method === 'NodeWorker.detachedFromWorker') {
        threads.get(workerSchema.parse(params).sessionId)?.gone.resolve();
      }
      if (method === 'NodeWorker.receivedMessageFromWorker') {
        const { sessionId, message } = relayedSchema.parse(params);
        threads.get(sessionId)?.session.receive(message);
      }
    },
  );
  /** Does that with every thread there is, and waits for those that go on. */
  const each = (act: (thread: Thread) => Promise<unknown>) =>
    Promise.all(
      [...threads.values()].map(thread => Promise.race([act(thread), thread.gone.promise])),
    );
  socket.on('message', data => main.receive(String(data)));
  await main.send('NodeWorker.enable', { waitForDebuggerOnStart: true });
  // Threads that ran already were reported before that answer, and one without its breakpoint is not held.
  await each(({ ready }) => ready.promise);
  return {
    paused: () => pause.promise,
    close: async () => {
      if (socket.readyState !== WebSocket.OPEN) return;
      await main.send('NodeWorker.enable', { waitForDebuggerOnStart: false });
      await each(({ session }) => session.send('Debugger.disable'));
      socket.close();
    },
  };
}
