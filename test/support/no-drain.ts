import type { Drains } from '../../core/drain/drains.ts';

/** Of a deployment that does not drain. */
export const noDrain: Drains = {
  current: async () => undefined,
  latest: async () => undefined,
  begin: async () => undefined,
  end: async () => false,
};
