import type { HourlyStats } from '../../clients/react/index.ts';
import { copies } from '../overview/rate.ts';

export type Hour = HourlyStats['hours'][number];

/** An hour of a picture. */
export interface HourPoint {
  readonly startMs: number;
  /** Undefined of an hour of which nothing is known: that is no zero. */
  readonly hour: Hour | undefined;
}

const hourMs = 3_600_000;

/** One after the other, from the first that is known to the one that runs. */
export function hourPoints({ hours, to, at }: HourlyStats): readonly HourPoint[] {
  const [first] = hours;
  if (first === undefined) return [];
  const known = new Map(hours.map(hour => [hour.start, hour]));
  const endMs = Math.min(to, Math.floor(at / hourMs) * hourMs + hourMs);
  const count = Math.max(0, Math.ceil((endMs - first.start) / hourMs));
  return Array.from({ length: count }, (_, at) => {
    const startMs = first.start + at * hourMs;
    return { startMs, hour: known.get(startMs) };
  });
}

/** Some hours together, as a line of a table. */
export interface HoursSum {
  readonly startMs: number;
  /** How many of them are known. */
  readonly known: number;
  readonly events: number;
  readonly errors: number;
  readonly streams?: number;
  readonly sockets?: number;
  /** People cannot be added up over hours: of the hour with the most. */
  readonly users?: number;
  /** Of the slowest hour, in milliseconds. */
  readonly p50?: number;
  readonly p99?: number;
}

/** What some hours come to; undefined where none of them is known. */
export function sumOfHours(points: readonly HourPoint[]): HoursSum | undefined {
  const [first] = points;
  const hours = points.flatMap(({ hour }) => hour ?? []);
  if (first === undefined || hours.length === 0) return undefined;
  const most = (of: (hour: Hour) => number | undefined): number | undefined => {
    const values = hours.flatMap(hour => of(hour) ?? []);
    return values.length === 0 ? undefined : Math.max(...values);
  };
  const given = {
    streams: most(({ peaks }) => peaks?.streams),
    sockets: most(({ peaks }) => peaks?.sockets),
    users: most(({ peaks }) => peaks?.users),
    p50: most(({ latencyMs }) => latencyMs?.p50),
    p99: most(({ latencyMs }) => latencyMs?.p99),
  };
  return {
    startMs: first.startMs,
    known: hours.length,
    events: hours.reduce((sum, hour) => sum + eventsOf(hour), 0),
    errors: hours.reduce((sum, hour) => sum + errorsOf(hour), 0),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}

/** Events of the channels that are shown, each once. */
const eventsOf = ({ channels }: Hour): number =>
  channels
    .filter(({ channel }) => !copies.includes(channel))
    .reduce((sum, { events }) => sum + events, 0);

/** What was refused or failed. */
const errorsOf = ({ errors }: Hour): number =>
  Object.values(errors).reduce((sum, count) => sum + count, 0);

/** Hours by the day that they begin in, in the reader's own zone. */
export function byDay(points: readonly HourPoint[]): readonly (readonly HourPoint[])[] {
  const days = new Map<string, HourPoint[]>();
  for (const point of points) {
    const day = new Date(point.startMs).toDateString();
    days.set(day, [...(days.get(day) ?? []), point]);
  }
  return [...days.values()];
}
