import type { Statistics } from '../../core/statistics/statistics.ts';

/** Statistics that count nothing: for what is tested apart from them. */
export const silentStatistics: Statistics = {
  request: () => undefined,
  error: () => undefined,
  appended: () => undefined,
  delivered: () => undefined,
  flush: async () => undefined,
};
