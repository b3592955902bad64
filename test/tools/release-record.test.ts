import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordedContexts } from '../../tools/release/contexts.ts';
import { keptOf } from '../../tools/release/kept-resources.ts';
import { synthesize } from '../lib/synthesize.ts';
import { runTool } from './run-tool.ts';

const out = mkdtempSync(join(tmpdir(), 'release-record-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

test('a release is recorded: its templates, its client, and what its server sends', async () => {
  const { exitCode, stderr } = await runTool('tools/release-record.ts', ['--out', out]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(readdirSync(out).sort()).toEqual([
    'client.cjs',
    'socket.txt',
    'streams.txt',
    'template-function-url.json',
    'template-web-function.json',
  ]);
  for (const [name, context] of Object.entries(recordedContexts)) {
    const { Resources, Outputs } = synthesize(context).toJSON();
    const recorded = JSON.parse(readFileSync(join(out, `template-${name}.json`), 'utf8'));
    expect(recorded).toEqual(JSON.parse(JSON.stringify(keptOf({ Resources, Outputs }))));
    expect(Object.keys(recorded.Resources)).toContain('EventLogTable');
  }
  const client = createRequire(__filename)(join(out, 'client.cjs'));
  expect(Object.keys(client)).toEqual(expect.arrayContaining(['ChannelStream', 'ProposalSocket']));
  expect(readFileSync(join(out, 'streams.txt'))).toEqual(readFileSync('test/recorded/streams.txt'));
  // On a clean checkout functions and page are built, too.
}, 600_000);
