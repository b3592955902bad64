import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAwsEndpoint } from '../../local/aws-endpoint.ts';
import { IamAccessControl } from '../../local/iam/access-control.ts';
import { Concurrency } from '../../local/runtime/concurrency.ts';
import { runTool } from './run-tool.ts';

const preflight = (...args: string[]) => runTool('tools/preflight.ts', args);

test('asks Lambda, and says what to deploy with', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-test-'));
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const concurrency = new Concurrency({ concurrentExecutions: 1_000 });
  concurrency.reserve('arn:another', 300);
  const endpoint = await startAwsEndpoint({
    ...{ port: 0, log, allowedHosts: [], access: new IamAccessControl(log) },
    serviceOf: () => undefined,
    concurrencyLimits: () => concurrency.limits(),
  });
  const outputs = join(folder, 'o.json');
  const AwsEndpointUrl = endpoint.endpoint;
  await writeFile(outputs, JSON.stringify({ GalloBetsRealtime: { AwsEndpointUrl } }));
  const { exitCode, stdout, stderr } = await preflight('--outputs', outputs);
  await endpoint.stop();
  await rm(folder, { recursive: true });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toContain('  -c accountConcurrency=1000\n');
  expect(stdout).toContain(
    '  reservedConcurrency=streams=23,fanOut=23,sockets=23,courier=23,management=46,webhooks=23\n  publicStreams=100\n',
  );
  expect(stdout).toContain('300 are reserved already.');
  expect(stdout).toContain('if it is not deployed yet, -c accountConcurrency=700.');
});

test('of an account of ten slots: strangers poll, and nothing is reserved', async () => {
  const { exitCode, stdout } = await preflight('--concurrency', '10');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('  -c accountConcurrency=10\n');
  expect(stdout).toContain('\n  publicStreams=0\n');
  expect(stdout).not.toContain('reservedConcurrency');
  expect(stdout).toContain('Everyone who is not staff polls');
  expect(stdout).toContain('Nothing is reserved: Lambda keeps 100');
  expect(stdout).not.toContain('reserved already');
});

test('with a Web Function streams hold nothing, and what is left is shared among the others', async () => {
  const { exitCode, stdout } = await preflight(
    ...['--concurrency', '1000', '--sse-host', 'web-function'],
  );
  expect(exitCode).toBe(0);
  expect(stdout).toContain('  -c sseHost=web-function -c accountConcurrency=1000\n');
  expect(stdout).toContain(
    '  reservedConcurrency=fanOut=64,sockets=64,courier=64,management=128,webhooks=64\n',
  );
  expect(stdout).toContain('Streams hold none of these');
  expect(stdout).not.toContain('publicStreams');
  expect(stdout).not.toContain('polls');
});

test('in a small account a Web Function reserves nothing either, and no stream of staff holds a slot', async () => {
  const { stdout } = await preflight('--concurrency', '10', '--sse-host', 'web-function');
  expect(stdout).toContain('Nothing is reserved');
  expect(stdout).not.toContain('stream of staff');
  expect(stdout).not.toContain('these are the stack’s');
});

test('another host is one line and the usage, exit code 2', async () => {
  const { exitCode, stderr } = await preflight('--concurrency', '10', '--sse-host', 'fargate');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--sse-host: received "fargate", expected function-url or web-function');
});

test('a number that is none is one line and the usage, exit code 2', async () => {
  const { exitCode, stderr } = await preflight('--concurrency', 'many');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--concurrency: received "many", expected a whole number from 1');
});

test('an account that cannot be read is reported, without its credentials', async () => {
  const { exitCode, stderr } = await preflight('--outputs', 'nowhere.json');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('cannot read nowhere.json');
});
