import type { Variant } from '../../../tools/cost/bill.ts';
import { crossovers } from '../../../tools/cost/crossovers.ts';
import { prices } from '../../../tools/cost/price-sheet.ts';
import type { Usage } from '../../../tools/cost/usage.ts';

const usage: Usage = {
  ...{ admins: 50, tabs: 2, channels: 3, hours: 24, days: 30, eventsPerSecond: 20 },
  ...{ eventBytes: 600, bettors: 0, proposals: 4, acceptedPercent: 50, tailPollMs: 250 },
  ...{ streamLifetimeSeconds: 270, memoryMb: 256, webMemoryMb: 512, webStreams: 64 },
  webCpuPercent: 5,
};

/** So many GB of logs, at half a dollar each. */
const line =
  (name: string, atFirst: number, perPage: number) =>
  ({ admins, tabs }: Usage): Variant => ({
    ...{ name, title: name },
    counts: [{ price: 'logs', what: 'lines', amount: atFirst + perPage * admins * tabs }],
  });

/** $5.50 and a dollar a page. */
const flat = line('flat', 11, 2);
/** Two dollars a page. */
const steep = line('steep', 0, 4);

test('$5.50 and a dollar a page are less than two dollars a page from six pages on [R6]', () => {
  expect(crossovers([flat, steep], usage, prices)).toEqual([
    { one: 'flat', other: 'steep', cheaperAtFirst: 'steep', fromPages: 6 },
  ]);
  expect(crossovers([steep, flat], usage, prices)).toEqual([
    { one: 'steep', other: 'flat', cheaperAtFirst: 'steep', fromPages: 6 },
  ]);
});

test('of lines that never cross, the cheaper one is cheaper with any number of pages', () => {
  expect(crossovers([flat, line('dearer', 12, 2)], usage, prices)).toEqual([
    { one: 'flat', other: 'dearer', cheaperAtFirst: 'flat' },
  ]);
});
