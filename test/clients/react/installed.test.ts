import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type InstalledPackage, installPackage, packageTests } from '../installed-package.ts';

let installed: InstalledPackage;

beforeAll(async () => {
  const standsOn = ['eventsource-parser', 'react', '@types/react', 'csstype', 'zod', 'zustand'];
  installed = await installPackage('react', standsOn);
}, 120_000);
afterAll(async () => {
  await installed.remove();
});

packageTests(() => installed);

test('React 18 and 19 are its peers, and have all that it takes from React', async () => {
  const { peerDependencies, engines } = await installed.manifest();
  expect(peerDependencies).toEqual({ react: '^18.0.0 || ^19.0.0' });
  expect(engines).toEqual({ node: '>=22.12' });
  const module = await readFile(join(installed.directory, 'index.js'), 'utf8');
  const taken = [...module.matchAll(/^import \{([^}]*)\} from "react";/gm)].flatMap(
    ([, names = '']) => names.split(',').map(name => name.trim().replace(/ as .*$/, '')),
  );
  expect(taken).toContain('useSyncExternalStore');
  for (const react of ['react-18', 'react']) {
    const has = Object.keys(jest.requireActual<object>(react));
    expect(taken.filter(name => !has.includes(name))).toEqual([]);
  }
});

test('the readme has every hook', async () => {
  const readme = await readFile(join(installed.directory, 'README.md'), 'utf8');
  const types = await readFile(join(installed.directory, 'types/clients/react/index.d.ts'), 'utf8');
  const hooks = [...types.matchAll(/\b(use[A-Z]\w*)\b/g)].map(([, name = '']) => name);
  expect(hooks.length).toBeGreaterThan(8);
  expect(hooks.filter(name => !readme.includes(`\`${name}\``))).toEqual([]);
  expect(globSync('*.md', { cwd: installed.directory })).toEqual(['README.md']);
});

test('the stores run where they were installed, without a page', async () => {
  const stdout = await installed.runs(`
    import { ChannelStream, createFeed, useSSE } from '@gallobets/realtime-react';
    const stream = new ChannelStream({ channel: 'fights', url: 'https://x.example.com/' });
    const { store } = createFeed(stream);
    console.log(store.getState().status, store.getState().entries.length, typeof useSSE);`);
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
  const [ofReadme = ''] = await installed.examples('tsx');
  const [, ofPage = ''] = /```tsx\n(.*?)```/s.exec(await readFile('docs/react.md', 'utf8')) ?? [];
  expect(ofReadme).toContain('useSSE');
  expect(ofPage).toContain('useSSE');
  const report = await installed.compiles(
    { 'use.tsx': source, 'of-readme.tsx': ofReadme, 'of-page.tsx': ofPage },
    {
      lib: ['es2022', 'dom'],
      jsx: 'react-jsx',
      module: 'esnext',
      moduleResolution: 'bundler',
    },
  );
  expect(report).toBe('');
});
