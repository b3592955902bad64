import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { io, type ManagerOptions, type SocketOptions } from 'socket.io-client';
import { requireOutput } from '../../tools/outputs.ts';
import { connectManagement } from './support/management.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

let target: Target;
let page: string;

beforeAll(async () => {
  target = await connectTarget();
  page = await readFile('docs/from-socket-io.md', 'utf8');
});
afterAll(() => target.close());

/** What its types leave out of an error. */
interface Failed {
  /** A status, or an event of the WebSocket that failed. */
  readonly description?: number | { readonly message?: string };
  readonly context?: { readonly responseText?: string };
}

interface Failure {
  readonly message: string;
  readonly description: Failed['description'];
  readonly body: string | undefined;
}

/** The error that a Socket.IO client gets when it cannot connect. */
async function refusalOf(url: string, options: Partial<ManagerOptions & SocketOptions>) {
  const socket = io(url, { reconnection: false, forceNew: true, ...options });
  try {
    const error = await new Promise<Failure>((resolve, reject) => {
      // Its transport drops the body right after.
      socket.on('connect_error', (failure: Error & Failed) => {
        const { message, description, context } = failure;
        resolve({ message, description, body: context?.responseText });
      });
      socket.on('connect', () => reject(new Error('expected that it does not connect')));
    });
    const { message, description, body } = error;
    const cause = typeof description === 'object' ? description.message : description;
    const status = /\d{3}$/.exec(String(cause))?.[0];
    return { shown: `${message} ${status}`, description, body };
  } finally {
    socket.close();
  }
}

/** The rows of the page's table: message and status. */
function documentedRows(): readonly string[] {
  return [...page.matchAll(/^\| `\w+Url`.*?\| .*? \| `([\w ]+)` \| (\d+) \|/gm)].map(
    ([, message, status]) => `${message} ${status}`,
  );
}

test('the page for Socket.IO clients lists the errors that they get', async () => {
  const token = await target.token(unique('bettor'), 'bettor');
  const auth = { auth: { token } };
  const socketUrl = new URL(requireOutput(target.outputs, 'ProposalsWebSocketUrl'));
  const host = `${socketUrl.protocol}//${socketUrl.host}`;
  const own = { path: socketUrl.pathname, addTrailingSlash: false, transports: ['websocket'] };
  const plain = await refusalOf(socketUrl.href, auth);
  const socket = await refusalOf(host, { ...own, query: { token } });
  const channel = await refusalOf(requireOutput(target.outputs, 'FightsChannelUrl'), auth);
  const management = await refusalOf(requireOutput(target.outputs, 'ManagementUrl'), auth);
  expect([plain, socket, channel, management].map(({ shown }) => shown)).toEqual(documentedRows());
  expect([plain, channel, management].map(({ description }) => description)).toEqual([
    403, 400, 404,
  ]);
  expect(socket.description).toMatchObject({ message: 'Unexpected server response: 403' });
  expect(page).toContain('`Unexpected server response: 403`');
  for (const { body } of [channel, management]) {
    expect(JSON.parse(body ?? '').detail).toContain(
      'docs/from-socket-io.md says what to use instead',
    );
  }
});

test('its handshake is audited with a code, and opens no socket though its token is good', async () => {
  const userId = unique('bettor');
  const token = await target.token(userId, 'bettor');
  const fromMs = Date.now() - 60_000;
  const { host, protocol, pathname } = new URL(
    requireOutput(target.outputs, 'ProposalsWebSocketUrl'),
  );
  const own = { path: pathname, addTrailingSlash: false, transports: ['websocket'] };
  await refusalOf(`${protocol}//${host}`, { ...own, query: { token } });
  const management = await connectManagement(target);
  const admin = { token: await target.token(unique('admin'), 'admin') };
  await untilSeen(
    () => management.call('GET', `/audit?actor=anonymous&action=connect&from=${fromMs}`, admin),
    ({ body: { entries } }) =>
      entries.some(({ code }: { code: string }) => code === 'QUERY_INVALID'),
  );
  const { body } = await management.call('GET', `/connections?userId=${userId}`, admin);
  expect(body.connections).toEqual([]);
});

describe('the code on the page', () => {
  const directory = join(process.cwd(), 'build/from-socket-io');
  const programs: string[] = [];

  beforeAll(async () => {
    await mkdir(directory, { recursive: true });
    // From here on: what other scenarios have sent to everyone is not the page's.
    const management = await connectManagement(target);
    const admin = { token: await target.token('ana', 'admin') };
    const { body } = await management.call('GET', '/poll?channel=inbox', admin);
    for (const [, code = ''] of page.matchAll(/^```ts\n([\s\S]*?)^```/gm)) {
      const file = join(directory, `program-${programs.length}.ts`);
      const placed = code
        .replaceAll(/'@gallobets\/realtime-(\w+)'/g, "'../../clients/$1/index.ts'")
        .replaceAll('outputs.local.json', process.env.SCENARIO_OUTPUTS ?? '')
        .replaceAll("'ana'", `'${reader}'`)
        .replace("channel: 'inbox',", `channel: 'inbox', cursor: '${body.cursor}',`);
      await writeFile(file, placed);
      programs.push(file);
    }
  });
  afterAll(() => rm(directory, { recursive: true }));

  const reader = unique('ana');
  const run = async (program: string | undefined, env: Record<string, string> = {}) => {
    const { stdout } = await promisify(execFile)(process.execPath, [program ?? ''], {
      env: { ...process.env, ...env },
      timeout: 60_000,
    });
    return stdout.trim().split('\n');
  };

  test('sends, listens and asks', async () => {
    const [sends, listens, asks] = programs;
    expect(programs).toHaveLength(3);
    expect(await run(sends)).toEqual(['']);
    const TOKEN = await target.token(reader, 'bettor');
    await target.enroll(reader);
    const INBOX_URL = requireOutput(target.outputs, 'InboxChannelUrl');
    expect(await run(listens, { TOKEN, INBOX_URL })).toEqual([
      'connected true',
      'The window is open',
    ]);
    const SOCKET_URL = requireOutput(target.outputs, 'ProposalsWebSocketUrl');
    expect(await run(asks, { TOKEN, SOCKET_URL })).toEqual([
      expect.stringMatching(/^(FIGHT_NOT_FOUND|RECIPIENT_NOT_AVAILABLE) /),
    ]);
  });
});
