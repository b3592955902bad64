import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createInterface } from 'node:readline';
import { hasEnded, stopProcess } from '../../support/stop-process.ts';

/** A receiver as its users start it, and how. */
export interface Receiver {
  readonly name: string;
  readonly command: readonly string[];
  /** Why it cannot run here. */
  readonly missing?: string;
}

const python = spawnSync('python3', ['--version'], { stdio: 'ignore' });

/** The two worked receivers: they are to do the same. */
export const receivers: readonly Receiver[] = [
  { name: 'TypeScript', command: [process.execPath, 'examples/webhook-receiver/main.ts'] },
  {
    name: 'Python',
    command: ['python3', '-B', 'examples/webhook-receiver/receiver.py'],
    ...(python.status !== 0 && { missing: 'there is no python3 here' }),
  },
];

/** A receiver that runs, and what it prints. */
export interface RunningReceiver {
  readonly url: string;
  /** All lines of its output so far, but for the first. */
  readonly lines: readonly string[];
  readonly errors: readonly string[];
  /** Once there are so many lines that hold the text. */
  until(text: string, count?: number): Promise<void>;
  /** Ends it as Ctrl-C of a service does; gives how it ended: 0 is well. */
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
}

/** Starts one on a port of its own; resolves once it listens. */
export async function startReceiver(
  { command: [executable = '', ...args] }: Receiver,
  flags: readonly string[],
): Promise<RunningReceiver> {
  const child = spawn(executable, [...args, '--port', '0', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const errors: string[] = [];
  const waiting = new Set<() => void>();
  const look = () => {
    for (const each of waiting) each();
  };
  createInterface({ input: child.stdout }).on('line', line => {
    lines.push(line);
    look();
  });
  createInterface({ input: child.stderr }).on('line', line => {
    errors.push(line);
    look();
  });
  child.on('exit', look);
  const until = (text: string, count = 1) =>
    awaited({ child, lines, errors, waiting }, text, count);
  await until('listening on ');
  const url = lines.shift()?.slice('listening on '.length) ?? '';
  return {
    ...{ url, lines, errors, until },
    stop: signal => stopProcess(child, signal ?? 'SIGTERM'),
  };
}

async function awaited(
  run: {
    readonly child: ChildProcess;
    readonly lines: readonly string[];
    readonly errors: readonly string[];
    readonly waiting: Set<() => void>;
  },
  text: string,
  count: number,
): Promise<void> {
  const { child, lines, errors, waiting } = run;
  await new Promise<void>((resolve, reject) => {
    const look = () => {
      const found = [...lines, ...errors].filter(line => line.includes(text)).length;
      if (found < count && !hasEnded(child)) return;
      waiting.delete(look);
      if (found >= count) resolve();
      else reject(new Error(`it ended before "${text}": ${[...lines, ...errors].join('\n')}`));
    };
    waiting.add(look);
    look();
  });
}

/** A page of `GET /poll`, or how it is refused. */
export type Page = object | { readonly status: number; readonly retryAfter?: string };

/** `GET /poll` of a stack: pages by the cursor that they follow. */
export interface FakePoll {
  readonly managementUrl: string;
  readonly asked: readonly { readonly url: string; readonly authorization: string | undefined }[];
  stop(): Promise<void>;
}

/** Answers each request by what `page` makes of its cursor, once that is there. */
export async function startPoll(
  page: (cursor: string, request: IncomingMessage) => Page | Promise<Page>,
): Promise<FakePoll> {
  const asked: { url: string; authorization: string | undefined }[] = [];
  const server: Server = createServer(async (request, response) => {
    const url = request.url ?? '';
    asked.push({ url, authorization: request.headers.authorization });
    const cursor = new URL(url, 'http://localhost').searchParams.get('cursor') ?? '';
    const made = await page(cursor, request);
    const { status, retryAfter } = 'status' in made ? made : { status: 200 };
    response.writeHead(Number(status), {
      'content-type': 'application/json',
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    });
    response.end(JSON.stringify(made));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected a TCP address');
  return {
    managementUrl: `http://127.0.0.1:${address.port}/`,
    asked,
    stop: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
