import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPublisher } from '../../../clients/backend/index.ts';

const page = readFileSync(join(process.cwd(), 'docs/backend.md'), 'utf8');

test('docs/backend.md has every action of the publisher [M3]', () => {
  const publisher = createPublisher({ client: {}, tables: {} as never });
  const groups = Object.entries(publisher).flatMap(([group, actions]) =>
    typeof actions === 'object' ? [[group, Object.keys(actions)]] : [],
  );
  const received = [...page.matchAll(/^\| `(\w+)` \| ((?:`\w+`(?:, )?)+) \|/gm)].map(
    ([, group, actions = '']) => [
      group,
      [...actions.matchAll(/`(\w+)`/g)].map(([, action]) => action),
    ],
  );
  expect(received).toHaveLength(17);
  expect(Object.fromEntries(received)).toEqual(Object.fromEntries(groups));
});

test('docs/backend.md shows what each action takes that is not just a message', () => {
  const { fights, bets, users, transactions, streams, system, ...more } = createPublisher({
    client: {},
    tables: {} as never,
  });
  const { paymentStreams, proposals } = more;
  const groups = {
    ...{ fights, bets, users, transactions, streams, system },
    ...{ paymentStreams, proposals },
  };
  const calls = Object.entries(groups).flatMap(([group, actions]) =>
    Object.keys(actions).map(action => `${group}.${action}(`),
  );
  expect(calls.length).toBeGreaterThan(30);
  expect(calls.filter(call => !page.includes(` ${call}`))).toEqual([]);
});
