/**
 * The inside of one function environment: a worker thread that loads the handler and serves one
 * invocation at a time. Everything here is what Lambda's Node runtime does in its place.
 */
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type {
  EnvironmentStart,
  FromEnvironment,
  FunctionError,
  InvocationMessage,
  ToEnvironment,
} from './messages.ts';
import { ResponseStream } from './response-stream.ts';
import { installStreamingGlobal, isStreaming } from './streaming-global.ts';

type Handler = (event: unknown, ...rest: unknown[]) => unknown;
type Invocation = Extract<ToEnvironment, { kind: 'invoke' }>;

const start = workerData as EnvironmentStart;
const invocationsSent = new Int32Array(start.invocationsSent);
let invocationsServed = 0;
/** The answers being streamed, by request id: one at most, unless the environment is shared. */
const streams = new Map<string, ResponseStream>();

function post(message: FromEnvironment, transfer: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, [...transfer]);
}

function describe(error: unknown, fallbackType = 'Error'): FunctionError {
  if (!(error instanceof Error)) return { errorType: fallbackType, errorMessage: String(error) };
  return {
    errorType: error.name || fallbackType,
    errorMessage: error.message,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
  };
}

/** Error types as Lambda names them when the module itself is at fault. */
function describeLoadFailure(error: unknown): FunctionError {
  const described = describe(error);
  if (error instanceof SyntaxError)
    return { ...described, errorType: 'Runtime.UserCodeSyntaxError' };
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_MODULE_NOT_FOUND'
    ? { ...described, errorType: 'Runtime.ImportModuleError' }
    : described;
}

async function loadHandler(): Promise<Handler | undefined> {
  try {
    const module: Record<string, unknown> = await import(pathToFileURL(start.handlerFile).href);
    const handler = module[start.handlerExport];
    if (typeof handler === 'function') return usable(handler as Handler);
    const errorMessage = `${start.handlerFile} does not export a function named ${start.handlerExport}`;
    post({ kind: 'crashed', error: { errorType: 'Runtime.HandlerNotFound', errorMessage } });
  } catch (error) {
    post({ kind: 'crashed', error: describeLoadFailure(error) });
  }
  return undefined;
}

/** Node 24 on Lambda knows no callbacks: docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html */
function usable(handler: Handler): Handler | undefined {
  if (handler.length < 3 || isStreaming(handler)) return handler;
  const errorMessage = `${start.handlerExport} takes ${handler.length} arguments: handlers with a callback are not supported from Node.js 24 on; return a promise instead`;
  post({
    kind: 'crashed',
    error: { errorType: 'Runtime.CallbackHandlerDeprecated', errorMessage },
  });
  return undefined;
}

function contextOf(invocation: Invocation): Record<string, unknown> {
  return {
    functionName: start.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: start.functionArn,
    memoryLimitInMB: String(start.memorySizeMb),
    awsRequestId: invocation.requestId,
    logGroupName: start.logGroupName,
    logStreamName: start.logStreamName,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, invocation.deadlineMs - Date.now()),
  };
}

async function serve(handler: Handler, invocation: Invocation): Promise<void> {
  const event: unknown = JSON.parse(invocation.payload);
  const { requestId } = invocation;
  const send = (message: InvocationMessage, transfer?: readonly ArrayBuffer[]): void =>
    post({ ...message, requestId }, transfer);
  if (!isStreaming(handler)) {
    const answer = (await handler(event, contextOf(invocation))) ?? null;
    send({ kind: 'succeeded', payload: JSON.stringify(answer) });
    return;
  }
  const response = new ResponseStream(send);
  // A stream that the handler destroys ends the invocation through the handler's own error.
  response.on('error', () => {});
  streams.set(requestId, response);
  try {
    await stream(handler, event, response, invocation);
  } finally {
    streams.delete(requestId);
  }
  send({ kind: 'succeeded' });
}

async function stream(
  handler: Handler,
  event: unknown,
  response: ResponseStream,
  invocation: Invocation,
): Promise<void> {
  const result = await handler(event, response, contextOf(invocation));
  if (result !== undefined) console.warn('Streaming handlers ignore return values.');
  // A handler may return while its body is still being piped; the invocation lasts until its end.
  if (!response.writableFinished && !response.destroyed) await once(response, 'finish');
  if (!response.preludeLost) return;
  throw Object.assign(
    new Error(
      'the body was given to end() alone, so status and headers never left: write() it first, then end()',
    ),
    { name: 'InvalidPrelude' },
  );
}

/** Exports of node:http that load all of undici, HTTP/2 and web streams when somebody reads them. */
const lazyExports = ['WebSocket', 'CloseEvent', 'MessageEvent'] as const;

/**
 * Node reads every export of a module at its first import, and the AWS SDK imports node:http for its first
 * call to this host: 40 ms of processor time in each environment, which Lambda, where calls go by HTTPS,
 * never spends. So they are away while node:http is imported here, and back for whoever asks.
 */
async function importHttp(): Promise<void> {
  const http = createRequire(import.meta.url)('node:http');
  const descriptors = lazyExports.map(name => Object.getOwnPropertyDescriptor(http, name) ?? {});
  for (const name of lazyExports) delete http[name];
  await import('node:http');
  for (const [at, name] of lazyExports.entries()) {
    Object.defineProperty(http, name, descriptors[at] ?? {});
  }
}

/** Waits until everything written to the log has left this thread. */
async function flushLog(): Promise<void> {
  for (const output of [process.stdout, process.stderr]) {
    if (output.writableLength > 0) await new Promise<void>(done => output.write('', () => done()));
  }
}

/**
 * Sleeps until the next invocation is sent; nothing of the function runs meanwhile. Not when that
 * one has begun already, as it may while the log of the one before was flushed.
 */
function freezeAfter(served: number): void {
  if (!start.shared && invocationsServed === served) Atomics.wait(invocationsSent, 0, served);
}

async function run(): Promise<void> {
  process.on('uncaughtException', error => {
    post({ kind: 'crashed', error: describe(error) });
    process.exit(129);
  });
  process.on('unhandledRejection', reason => {
    const error = { ...describe(reason), errorType: 'Runtime.UnhandledPromiseRejection' };
    post({ kind: 'crashed', error });
    process.exit(128);
  });
  delete process.env.NODE_COMPILE_CACHE;
  installStreamingGlobal();
  await importHttp();
  const handler = await loadHandler();
  if (handler === undefined) return;

  parentPort?.on('message', (message: ToEnvironment) => {
    if (message.kind === 'acknowledged') {
      streams.get(message.requestId)?.acknowledged();
      return;
    }
    if (message.kind === 'shutdown') {
      process.emit('SIGTERM');
      return;
    }
    invocationsServed += 1;
    const served = invocationsServed;
    void serve(handler, message)
      .catch(error =>
        post({ kind: 'failed', error: describe(error), requestId: message.requestId }),
      )
      .then(flushLog)
      .then(() => freezeAfter(served));
  });
  post({ kind: 'ready' });
  await flushLog();
  freezeAfter(0);
}

await run();
