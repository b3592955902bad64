import { randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type RunOptions, runHost } from '../../local/main.ts';
import { functionResource, urlResource, writeAssembly } from './tiny-assembly.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };

describe('a run of the host', () => {
  let directory: string;
  let assembly: { directory: string; remove(): void };
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'run-'));
    assembly = writeAssembly({
      functions: { main: 'export const handler = async () => process.env.TABLE_ENDPOINT;' },
      resources: {
        Main: functionResource('main'),
        Url: urlResource('Main', 'BUFFERED'),
        Api: {
          Type: 'AWS::ApiGatewayV2::Api',
          Properties: {
            Name: 'Api',
            ProtocolType: 'WEBSOCKET',
            RouteSelectionExpression: '$request.body.action',
          },
        },
      },
      outputs: {
        Url: { Value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } },
        SocketUrl: {
          Value: {
            'Fn::Join': [
              '',
              [
                'wss://',
                { Ref: 'Api' },
                '.execute-api.',
                { Ref: 'AWS::Region' },
                '.',
                { Ref: 'AWS::URLSuffix' },
                '/live',
              ],
            ],
          },
        },
      },
    });
  });
  afterEach(() => {
    assembly.remove();
    rmSync(directory, { recursive: true, force: true });
  });

  test('writes its outputs once all is ready, AWS host names made local, and removes them on stop', async () => {
    const outputsFile = path.join(directory, 'outputs.local.json');
    const steps: string[] = [];
    const host = await runHost({
      assemblyDirectory: assembly.directory,
      port: 0,
      outputsFile,
      log,
      onProgress: (step, elapsedMs) => steps.push(`${step} (${elapsedMs >= 0})`),
    });
    try {
      const written = JSON.parse(readFileSync(outputsFile, 'utf8'));
      expect(written).toEqual({ Tiny: host.outputs });
      expect(host.outputs.SocketUrl).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/live$/);
      expect(steps.at(-1)).toBe('ready (true)');
    } finally {
      await host.stop();
    }
    expect(existsSync(outputsFile)).toBe(false);
    const consumed = readFileSync(path.join(directory, 'capacity.local.json'), 'utf8');
    expect(JSON.parse(consumed)).toEqual([]);
  });

  const run = (outputs: string, options: Partial<RunOptions> = {}) =>
    runHost({
      assemblyDirectory: assembly.directory,
      port: 0,
      outputsFile: path.join(directory, outputs),
      log,
      onProgress() {},
      ...options,
    });
  const here = () => readdirSync(directory).sort();
  const textOf = (name: string) => readFileSync(path.join(directory, name), 'utf8');

  test('that fails leaves neither outputs of its own nor of an earlier run', async () => {
    writeFileSync(
      path.join(directory, 'outputs.local.json'),
      '{"S":{"AwsEndpointUrl":"http://x"}}',
    );
    writeFileSync(path.join(directory, 'capacity.local.json'), '[]');
    const failing = run('outputs.local.json', { assemblyDirectory: directory });
    await expect(failing).rejects.toThrow('no cloud assembly in');
    expect(here()).toEqual([]);
  });

  test('is refused where another has the file, and touches nothing of it', async () => {
    const first = await run('outputs.local.json');
    try {
      const before = [here(), textOf('outputs.local.json')];
      let synthesized = 0;
      const second = run('outputs.local.json', {
        assemblyDirectory: async () => {
          synthesized += 1;
          return assembly.directory;
        },
      });
      await expect(second).rejects.toThrow(
        `outputs.local.json belongs to the local host of ${process.cwd()} (process ${process.pid}, on free ports), which runs.`,
      );
      expect(synthesized).toBe(0);
      expect([here(), textOf('outputs.local.json')]).toEqual(before);
    } finally {
      await first.stop();
    }
    expect(here()).toEqual(['capacity.local.json']);
  });

  test('is refused where another has the port, which is named, and touches nothing of it', async () => {
    // Below the ports that systems hand out, so that those behind it are free.
    const port = randomInt(20_000, 32_000);
    const first = await run('outputs.local.json', { port });
    try {
      const before = textOf('outputs.local.json');
      await expect(run('other.json', { port })).rejects.toThrow(
        `is in use. End what listens there, or choose another with --port. It is the local host of ${process.cwd()} (process ${process.pid}, from port ${port} on).`,
      );
      expect(here()).toEqual(['outputs.local.json', 'outputs.local.json.lock']);
      expect(textOf('outputs.local.json')).toBe(before);
    } finally {
      await first.stop();
    }
  });

  test('has its files to itself beside another one with an outputs file of its own', async () => {
    const first = await run('outputs.local.json');
    const second = await run('outputs.two.json');
    const third = await run('three.json');
    expect(here().filter(name => !name.endsWith('.lock'))).toEqual([
      'outputs.local.json',
      'outputs.two.json',
      'three.json',
    ]);
    await second.stop();
    await third.stop();
    expect(here().filter(name => !name.endsWith('.lock'))).toEqual([
      'capacity.two.json',
      'outputs.local.json',
      'three.json.capacity.json',
    ]);
    await first.stop();
  });

  test('is refused where another keeps its tables in the same file', async () => {
    const dbPath = path.join(directory, 'derby.db');
    const first = await run('outputs.local.json', { dbPath });
    await expect(run('outputs.two.json', { dbPath })).rejects.toThrow(
      'derby.db belongs to the local host of',
    );
    await first.stop();
    await (await run('outputs.two.json', { dbPath })).stop();
  });

  test('does not replace the outputs of a deployed stack', async () => {
    const deployed = '{"GalloBetsRealtime":{"ManagementUrl":"https://x.lambda-url.on.aws/"}}';
    writeFileSync(path.join(directory, 'outputs.aws.json'), deployed);
    await expect(run('outputs.aws.json')).rejects.toThrow(
      'outputs.aws.json exists and is not of a local host. Choose another with --outputs, or remove it.',
    );
    expect([here(), textOf('outputs.aws.json')]).toEqual([['outputs.aws.json'], deployed]);
  });
});
