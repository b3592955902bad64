import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPublisher } from '../../../clients/backend/index.ts';

const page = readFileSync(join(process.cwd(), 'docs/backend.md'), 'utf8');

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
  expect(told).toHaveLength(14);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(groups));
});
