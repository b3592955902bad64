import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPublisher } from '../../../clients/backend/index.ts';

const page = readFileSync(join(process.cwd(), 'docs/backend.md'), 'utf8');

test('every piece of code on docs/backend.md compiles', () => {
  const snippets = [...page.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);
  expect(snippets.length).toBeGreaterThan(5);
  // Inside the project, so that its packages are found; build/ is no part of it.
  const directory = join(process.cwd(), 'build/backend-page');
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  snippets.forEach((code, at) => {
    const placed = code.replaceAll(
      /'@gallobets\/realtime-backend(\/sequelize)?'/g,
      (_, entry = '') => `'../../clients/backend${entry}/index.ts'`,
    );
    writeFileSync(join(directory, `snippet-${at}.ts`), `${placed}\nexport {};\n`);
  });
  writeFileSync(
    join(directory, 'tsconfig.json'),
    JSON.stringify({ extends: '../../tsconfig.json', include: ['.'] }),
  );
  const { stdout, status } = spawnSync(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '--noEmit', '-p', directory],
    { encoding: 'utf8' },
  );
  rmSync(directory, { recursive: true });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});

test('docs/backend.md has every action of the publisher', () => {
  const publisher = createPublisher({ client: {}, tables: {} as never });
  const groups = Object.entries(publisher).flatMap(([group, actions]) =>
    typeof actions === 'object' ? [[group, Object.keys(actions)]] : [],
  );
  const told = [...page.matchAll(/^\| `(\w+)` \| ((?:`\w+`(?:, )?)+) \|/gm)].map(
    ([, group, actions = '']) => [
      group,
      [...actions.matchAll(/`(\w+)`/g)].map(([, action]) => action),
    ],
  );
  expect(told).toHaveLength(15);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(groups));
});

test('docs/backend.md shows what each action takes that is not just a message', () => {
  const { fights, bets, users, transactions, streams, system, proposals } = createPublisher({
    client: {},
    tables: {} as never,
  });
  const groups = { fights, bets, users, transactions, streams, system, proposals };
  const calls = Object.entries(groups).flatMap(([group, actions]) =>
    Object.keys(actions).map(action => `${group}.${action}(`),
  );
  expect(calls.length).toBeGreaterThan(30);
  expect(calls.filter(call => !page.includes(` ${call}`))).toEqual([]);
});
