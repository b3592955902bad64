import { type Delivery, type HopName, hopNames } from './hops.ts';
import { type Percentiles, percentilesOf } from './percentiles.ts';

/** What was measured of one load with so many readers; durations in milliseconds. */
export interface CellFigures {
  /** Events that should have arrived, one for each reader. */
  readonly expected: number;
  readonly arrived: number;
  /** Of those that arrived, the ones whose whole way was seen. */
  readonly traced: number;
  /** Write acknowledged → parsed. Absent when nothing arrived. */
  readonly total?: Percentiles;
  /** The rest is of what was traced. Waits are for the next read of the stream and of the log. */
  readonly waits?: Percentiles;
  /** The total without the waits. */
  readonly own?: Percentiles;
  readonly hops?: Readonly<Record<HopName, Percentiles>>;
}

/** The figures of a cell. */
export function figuresOf(deliveries: readonly Delivery[], expected: number): CellFigures {
  const ways = deliveries.flatMap(({ way }) => way ?? []);
  const counts = { expected, arrived: deliveries.length, traced: ways.length };
  const total = percentilesOf(deliveries.map(({ totalMs }) => totalMs));
  if (total === undefined) return counts;
  const waits = percentilesOf(ways.map(({ waitsMs }) => waitsMs));
  const own = percentilesOf(ways.map(({ ownMs }) => ownMs));
  if (waits === undefined || own === undefined) return { ...counts, total };
  const hops = Object.fromEntries(
    hopNames.map(name => [name, percentilesOf(ways.map(way => way.hops[name]))]),
  ) as Record<HopName, Percentiles>;
  return { ...counts, total, waits, own, hops };
}
