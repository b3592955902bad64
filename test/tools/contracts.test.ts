import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { channels } from '../../core/channel/channels.ts';
import { asyncApiDocument } from '../../core/contracts/async-api.ts';
import { eventsDocument } from '../../core/contracts/event-schemas.ts';
import { runTool } from './run-tool.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gallobets-contracts-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const contracts = (...args: readonly string[]) => runTool('tools/contracts.ts', args);
const written = (...path: readonly string[]) =>
  JSON.parse(readFileSync(join(directory, ...path), 'utf8'));

test('writes both documents into a folder that it makes, and says which', async () => {
  const out = join(directory, 'a', 'b');
  const { exitCode, stdout, stderr } = await contracts('--out', out);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const files = ['events.schema.json', 'asyncapi.json'];
  expect(stdout).toBe(files.map(name => `${join(out, name)}\n`).join(''));
  expect(readdirSync(out).sort()).toEqual(files.sort());
  expect(written('a', 'b', 'events.schema.json')).toEqual(eventsDocument());
  expect(written('a', 'b', 'asyncapi.json')).toEqual(asyncApiDocument());
}, 60_000);

test('with the outputs of a stack the AsyncAPI document has its servers', async () => {
  const outputs = join(directory, 'outputs.json');
  const urls = channels.map(({ name, title }) => [
    `${title}ChannelUrl`,
    `https://streams.example.com/${name}`,
  ]);
  const stack = {
    ...Object.fromEntries(urls),
    LiveUrl: 'https://streams.example.com/live',
    ManagementUrl: 'https://management.example.com/',
    ProposalsWebSocketUrl: 'wss://socket.example.com/live',
  };
  writeFileSync(outputs, JSON.stringify({ GalloBetsRealtime: stack }));
  const { exitCode, stderr } = await contracts('--out', directory, '--outputs', outputs);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(written('asyncapi.json')).toMatchObject({
    servers: { streams: { host: 'streams.example.com' }, sockets: { host: 'socket.example.com' } },
    channels: { bets: { address: '/bets' }, live: { address: '/live' } },
  });
}, 60_000);

test('without a folder it says what it expected, and writes nothing', async () => {
  const { exitCode, stdout, stderr } = await contracts();
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain('--out: received none, expected a directory');
}, 60_000);
