import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
let directory: string;

/** Packs the client and installs it into an empty project, without asking a registry. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'installed-'));
  const package_ = join(directory, 'package');
  await run(process.execPath, ['tools/client-package.ts', '--out', package_]);
  const pack = ['pack', '--silent', '--pack-destination', directory];
  const { stdout: tarball } = await run('npm', pack, { cwd: package_ });
  const local = (name: string) => `file:${resolve('node_modules', name)}`;
  const project = {
    type: 'module',
    private: true,
    dependencies: {
      '@gallobets/realtime-browser': `file:${tarball.trim()}`,
      'eventsource-parser': local('eventsource-parser'),
      zod: local('zod'),
    },
  };
  await writeFile(join(directory, 'package.json'), JSON.stringify(project));
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund'], { cwd: directory });
}, 120_000);
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

const installed = () => join(directory, 'node_modules/@gallobets/realtime-browser');

test('the package says what npm, a bundler and a compiler must know', async () => {
  const manifest = JSON.parse(await readFile(join(installed(), 'package.json'), 'utf8'));
  expect(manifest).toMatchObject({
    name: '@gallobets/realtime-browser',
    type: 'module',
    sideEffects: false,
    exports: { '.': { types: './types/clients/browser/index.d.ts', default: './index.js' } },
  });
  expect(Object.keys(manifest.dependencies)).toEqual(['eventsource-parser', 'zod']);
});

test('it runs where it was installed, and loads no zod', async () => {
  const script = `
    import { ChannelStream, ProposalSocket } from '@gallobets/realtime-browser';
    const stream = new ChannelStream({ channel: 'fights', url: 'https://x.example.com/' });
    const socket = new ProposalSocket({ url: 'wss://x.example.com/', token: 't' });
    console.log(stream.view.status, socket.view.status);`;
  await writeFile(join(directory, 'use.js'), script);
  const { stdout } = await run(process.execPath, ['use.js'], { cwd: directory });
  expect(stdout).toBe('idle idle\n');
  expect(await readFile(join(installed(), 'index.js'), 'utf8')).not.toContain('zod');
});

test.each(['bundler', 'nodenext'])(
  'it is type-checked as %s resolves it, payloads and all',
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
    const [, example = ''] =
      /```ts\n(.*?)```/s.exec(await readFile('docs/clients.md', 'utf8')) ?? [];
    expect(example).toContain('new ChannelStream');
    const compilerOptions = {
      noEmit: true,
      strict: true,
      exactOptionalPropertyTypes: true,
      target: 'es2022',
      lib: ['es2022', 'dom'],
      types: [],
      module: moduleResolution === 'bundler' ? 'esnext' : 'nodenext',
      moduleResolution,
    };
    await writeFile(join(directory, 'use.ts'), source);
    await writeFile(join(directory, 'example.ts'), example);
    const config = JSON.stringify({ compilerOptions, files: ['use.ts', 'example.ts'] });
    await writeFile(join(directory, 'tsconfig.json'), config);
    const compiler = resolve('node_modules/.bin/tsc');
    await expect(run(compiler, ['-p', directory])).resolves.toMatchObject({ stdout: '' });
  },
);
