import { isKept, type SoakFigures, soakReport } from '../../../bench/soak/soak-report.ts';

const kept: SoakFigures = {
  ...{
    readers: 2_000,
    minutes: 12,
    speed: 5,
    writes: 8_700,
    mostOpen: 1_900,
    mostEnvironments: 17,
  },
  ...{ opened: 20_000, ends: { left: 9, 'reconnect lifetime': 7 }, reached: 2_000 },
  reachedInMs: 1_500,
  scaleIns: [
    { atMs: 1_000, requests: 120, tookMs: 900 },
    { atMs: 2_000, requests: 110, tookMs: 800 },
  ],
  verdict: {
    ...{ kind: 'verdict', readers: 2_000, received: 5_000_000, faulty: 0, examples: [] },
    ...{ lost: 0, repeated: 0, notRising: 0, unexpected: 0 },
  },
  written: { missing: 0, twice: 0 },
  left: { leases: 0, places: 0, notices: 0 },
  memory: {
    host: { name: 'host', secondBytes: 5e7, lastBytes: 9e7, isFlat: false },
    environments: [{ name: 'environment 2', secondBytes: 2.6e7, lastBytes: 2.7e7, isFlat: true }],
  },
};

test('reports each goal, what was found and whether it is met', () => {
  const report = soakReport(kept);
  expect(report).toContain('2000 readers, 60 minutes of derby nights in 12: 8700 writes');
  expect(report).toContain('| events lost | 0 | met |');
  expect(report).toContain('| scaled in twice, with streams | 120 streams, 110 streams | met |');
  expect(report).toContain('| memory of environments | 2: 26.0 → 27.0 MB | met |');
  expect(report).toContain('| memory of the local host | 50.0 → 90.0 MB | missed |');
  expect(report).toContain('| reconnect lifetime | 7 |');
  // Memory is reported, and decides nothing.
  expect(isKept(kept)).toBe(true);
});

test.each<[string, Partial<SoakFigures>]>([
  ['events lost', { verdict: { ...kept.verdict, lost: 1 } }],
  ['events repeated', { verdict: { ...kept.verdict, repeated: 1 } }],
  ['ids that did not rise', { verdict: { ...kept.verdict, notRising: 1 } }],
  ['bets without their event', { written: { missing: 1, twice: 0 } }],
  ['leases left', { left: { leases: 1, places: 0, notices: 0 } }],
  ['places of addresses left', { left: { leases: 0, places: 1, notices: 0 } }],
  ['readers without all in the end', { reached: 1_999 }],
  ['streams that ended without a word', { ends: { 'cut without a word': 1 } }],
  ['scaled in twice, with streams', { scaleIns: kept.scaleIns.slice(1) }],
])('without "%s" it has failed', (goal, change) => {
  const figures = { ...kept, ...change };
  expect(isKept(figures)).toBe(false);
  expect(soakReport(figures)).toMatch(new RegExp(`\\| ${goal} \\| .* \\| missed \\|`));
});
