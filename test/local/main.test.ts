import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runHost } from '../../local/main.ts';
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

  test('that fails leaves neither outputs of its own nor of an earlier run', async () => {
    const outputsFile = path.join(directory, 'outputs.local.json');
    writeFileSync(outputsFile, '{}');
    const run = runHost({
      assemblyDirectory: directory,
      port: 0,
      outputsFile,
      log,
      onProgress() {},
    });
    await expect(run).rejects.toThrow('no cloud assembly in');
    expect(existsSync(outputsFile)).toBe(false);
  });
});
