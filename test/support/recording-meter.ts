import { BufferedMeter } from '../../core/metrics/buffered-meter.ts';
import type { Meter } from '../../core/metrics/meter.ts';

/** What was counted of a metric: `EventsAppended channel=fights`, its sum or its values. */
export type Counted = Readonly<Record<string, number | readonly number[]>>;

export interface RecordingMeter extends Meter {
  /** What was counted since it was taken last, by metric and dimension. */
  taken(): Counted;
}

/** The meter that functions have, whose lines are kept. */
export function recordingMeter(): RecordingMeter {
  let counted: Record<string, number | readonly number[]> = {};
  const meter = new BufferedMeter({
    write: ({ dimension, values }) => {
      const of = dimension === undefined ? '' : ` ${dimension.name}=${dimension.value}`;
      for (const [name, value] of values) counted[`${name}${of}`] = value;
    },
    onFailure: error => {
      throw error;
    },
    random: Math.random,
  });
  return {
    count: (...counting) => meter.count(...counting),
    measure: (...measuring) => meter.measure(...measuring),
    flush: () => meter.flush(),
    taken: () => {
      meter.flush();
      const taken = counted;
      counted = {};
      return taken;
    },
  };
}
