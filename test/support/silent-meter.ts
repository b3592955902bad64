import type { Meter } from '../../core/metrics/meter.ts';

/** A meter that counts nothing: for what is tested apart from it. */
export const silentMeter: Meter = {
  count: () => undefined,
  measure: () => undefined,
  flush: () => undefined,
};
