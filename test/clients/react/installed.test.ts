import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
let directory: string;

/** Packs the hooks and installs them into an empty project, without asking a registry. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'installed-react-'));
  const built = join(directory, 'package');
  await run(process.execPath, ['tools/client-package.ts', '--client', 'react', '--out', built]);
  const pack = ['pack', '--silent', '--pack-destination', directory];
  const { stdout: tarball } = await run('npm', pack, { cwd: built });
  const names = ['eventsource-parser', 'react', '@types/react', 'csstype', 'zod', 'zustand'];
  const project = {
    type: 'module',
    private: true,
    dependencies: {
      '@gallobets/realtime-react': `file:${tarball.trim()}`,
      ...Object.fromEntries(names.map(name => [name, `file:${resolve('node_modules', name)}`])),
    },
  };
  await writeFile(join(directory, 'package.json'), JSON.stringify(project));
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund'], { cwd: directory });
}, 120_000);
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

test('the stores run where they were installed, without a page', async () => {
  const script = `
    import { ChannelStream, createFeed, useSSE } from '@gallobets/realtime-react';
    const stream = new ChannelStream({ channel: 'fights', url: 'https://x.example.com/' });
    const { store } = createFeed(stream);
    console.log(store.getState().status, store.getState().entries.length, typeof useSSE);`;
  await writeFile(join(directory, 'use.js'), script);
  const { stdout } = await run(process.execPath, ['use.js'], { cwd: directory });
  expect(stdout).toBe('idle 0 function\n');
});

test('they are type-checked where they were installed', async () => {
  const source = `
    import { useProposals, useSSE } from '@gallobets/realtime-react';
    export function Fights() {
      const { isConnected, events } = useSSE({ channel: 'fights', limit: 10, onEvent: event => event.id });
      const { propose } = useProposals();
      // @ts-expect-error an amount is a number
      void propose('pago', { toUserId: 'b', fightId: 'f', amount: '5' });
      // @ts-expect-error there is no such channel
      useSSE({ channel: 'fightz' });
      return <p>{isConnected ? events.length : 'waiting'}</p>;
    }`;
  const compilerOptions = {
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    target: 'es2022',
    lib: ['es2022', 'dom'],
    types: [],
    jsx: 'react-jsx',
    module: 'esnext',
    moduleResolution: 'bundler',
  };
  const [, example = ''] = /```tsx\n(.*?)```/s.exec(await readFile('docs/react.md', 'utf8')) ?? [];
  expect(example).toContain('useSSE');
  await writeFile(join(directory, 'use.tsx'), source);
  await writeFile(join(directory, 'example.tsx'), example);
  const config = JSON.stringify({ compilerOptions, files: ['use.tsx', 'example.tsx'] });
  await writeFile(join(directory, 'tsconfig.json'), config);
  const compiler = resolve('node_modules/.bin/tsc');
  await expect(run(compiler, ['-p', directory])).resolves.toMatchObject({ stdout: '' });
});
