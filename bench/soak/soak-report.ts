import type { Written } from './expected-events.ts';
import type { LeftBehind } from './left-behind.ts';
import { flatWithin, type Growth, type MemoryVerdict } from './memory-samples.ts';
import type { Ends, Verdict } from './soak-message.ts';
import type { ScaleIn } from './watched-night.ts';

/** What came of a night. */
export interface SoakFigures {
  readonly readers: number;
  readonly minutes: number;
  readonly speed: number;
  readonly writes: number;
  readonly mostOpen: number;
  readonly mostEnvironments: number;
  readonly opened: number;
  readonly ends: Ends;
  readonly scaleIns: readonly ScaleIn[];
  /** Readers that had all by the end, and how long that took after the last write. */
  readonly reached: number;
  readonly reachedInMs: number;
  readonly verdict: Verdict;
  readonly written: Written;
  readonly left: LeftBehind;
  readonly memory: MemoryVerdict;
}

interface Goal {
  readonly name: string;
  readonly found: string;
  readonly isMet: boolean;
  /** Whether the bench fails without it. */
  readonly decides: boolean;
}

/** What was promised, and what was found. */
function goalsOf(figures: SoakFigures): readonly Goal[] {
  const { verdict, written, left, memory, readers, reached, scaleIns, ends } = figures;
  const { leases, places, notices } = left;
  const cut = Object.entries(ends)
    .filter(([why]) => !/^(left|reconnect |status )/.test(why))
    .reduce((sum, [, count]) => sum + count, 0);
  const none = (name: string, count: number, more = ''): Goal => ({
    ...{ name, found: `${count}${more}`, isMet: count === 0, decides: true },
  });
  return [
    none('events lost', verdict.lost),
    none('events repeated', verdict.repeated),
    none('ids that did not rise', verdict.notRising),
    none('events not expected', verdict.unexpected),
    none('bets without their event', written.missing),
    none('events twice in the log', written.twice),
    none('readers without all in the end', readers - reached),
    none('streams that ended without a word', cut),
    none('leases left', leases, `, places of addresses ${places}, notices ${notices}`),
    none('places of addresses left', places),
    {
      name: 'scaled in twice, with streams',
      found: scaleIns.map(({ requests }) => `${requests} streams`).join(', ') || 'never',
      isMet: scaleIns.length === 2 && scaleIns.every(({ requests }) => requests > 0),
      decides: true,
    },
    flat('memory of environments', memory.environments),
    flat('memory of the local host', memory.host === undefined ? [] : [memory.host]),
  ];
}

function flat(name: string, growths: readonly Growth[]): Goal {
  const found = growths.map(
    growth => `${name.endsWith('host') ? '' : `${numberOf(growth)}: `}${rise(growth)}`,
  );
  return {
    ...{ name, found: found.join('; ') || 'none was there in both quarters' },
    ...{ isMet: growths.length > 0 && growths.every(({ isFlat }) => isFlat), decides: false },
  };
}

const numberOf = ({ name }: Growth): string => name.replace('environment ', '');

const rise = ({ secondBytes, lastBytes }: Growth): string =>
  `${(secondBytes / 1e6).toFixed(1)} → ${(lastBytes / 1e6).toFixed(1)} MB`;

/** Whether nothing was lost, repeated or left. */
export const isKept = (figures: SoakFigures): boolean =>
  goalsOf(figures).every(({ isMet, decides }) => isMet || !decides);

/** The figures as text, for a terminal and for docs/performance.md. */
export function soakReport(figures: SoakFigures): string {
  const { readers, minutes, speed, writes, verdict, opened, ends, memory } = figures;
  const rows = goalsOf(figures).map(
    ({ name, found, isMet }) => `| ${name} | ${found} | ${isMet ? 'met' : 'missed'} |`,
  );
  const endRows = Object.entries(ends)
    .toSorted(([, one], [, other]) => other - one)
    .map(([why, count]) => `| ${why} | ${count} |`);
  const { host } = memory;
  return `${readers} readers, ${(minutes * speed).toFixed(0)} minutes of derby nights in ${minutes}: ${writes} writes, ${verdict.received} events received over ${opened} streams, at most ${figures.mostOpen} open at once in ${figures.mostEnvironments} environments; ${figures.reached} readers had all ${(figures.reachedInMs / 1_000).toFixed(1)} s after the logs were at rest.

| goal | found | |
|---|---|---|
${rows.join('\n')}

Memory is heap and what it holds outside, after a garbage collection; flat: the median of the last quarter is at most ${flatWithin.share * 100} % and ${flatWithin.bytes / 1e6} MB above that of the second.${host === undefined ? '' : ' The local host keeps books of its own by key, so it is no part of the product.'}

| streams ended | how often |
|---|---|
${endRows.join('\n')}
${verdict.examples.map(example => `\n${example}`).join('')}`;
}
