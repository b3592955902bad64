import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type InstalledPackage, installPackage, packageTests } from '../installed-package.ts';

let installed: InstalledPackage;

beforeAll(async () => {
  installed = await installPackage('browser', ['eventsource-parser', 'zod']);
}, 120_000);
afterAll(async () => {
  await installed.remove();
});

packageTests(() => installed);

test('the package says what npm, a bundler and a compiler must know', async () => {
  const manifest = await installed.manifest();
  expect(manifest).toMatchObject({
    name: '@gallobets/realtime-browser',
    type: 'module',
    sideEffects: false,
    exports: { '.': { types: './types/clients/browser/index.d.ts', default: './index.js' } },
    engines: { node: '>=22.12' },
  });
  expect(Object.keys(manifest.dependencies)).toEqual(['eventsource-parser', 'zod']);
});

test('it runs where it was installed, and loads no zod', async () => {
  const stdout = await installed.runs(`
    import { ChannelStream, ProposalSocket } from '@gallobets/realtime-browser';
    const stream = new ChannelStream({ channel: 'fights', url: 'https://x.example.com/' });
    const socket = new ProposalSocket({ url: 'wss://x.example.com/', token: 't' });
    console.log(stream.view.status, socket.view.status);`);
  expect(stdout).toBe('idle idle\n');
  expect(await readFile(join(installed.directory, 'index.js'), 'utf8')).not.toContain('zod');
});

test.each(['bundler', 'nodenext'])(
  'it is type-checked as %s resolves it, payloads and all [W4]',
  async moduleResolution => {
    const source = `
    import { ChannelStream, type ChannelView, ProposalSocket } from '@gallobets/realtime-browser';
    const stream = new ChannelStream({ channel: 'fights', url: '', token: async ({ fresh }) => String(fresh) });
    stream.on('BETTING_WINDOW_OPENED', event => event.data.openedAt.toFixed());
    // @ts-expect-error such a payload there is not
    stream.on('BETTING_WINDOW_OPENED', event => event.data.amount.toFixed());
    const view: ChannelView = stream.view;
    const socket = new ProposalSocket({ url: '', token: 't' });
    socket.on('proposal_received', ({ proposal }) => proposal.amount.toFixed());
    // @ts-expect-error an amount is a number
    void socket.propose('pago', { toUserId: 'b', fightId: 'f', amount: '5' });
    export { view };`;
    const [ofReadme = ''] = await installed.examples('ts');
    const [, ofPage = ''] =
      /```ts\n(.*?)```/s.exec(await readFile('docs/clients.md', 'utf8')) ?? [];
    expect(ofReadme).toContain('new ChannelStream');
    expect(ofPage).toContain('new ChannelStream');
    const report = await installed.compiles(
      { 'use.ts': source, 'of-readme.ts': ofReadme, 'of-page.ts': ofPage },
      {
        lib: ['es2022', 'dom'],
        module: moduleResolution === 'bundler' ? 'esnext' : 'nodenext',
        moduleResolution,
      },
    );
    expect(report).toBe('');
  },
);
