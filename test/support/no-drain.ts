import type { Drains } from '../../lambdas/adapters/limits/drains.ts';

/** Of a deployment that does not drain. */
export const noDrain: Drains = {
  current: async () => undefined,
  latest: async () => undefined,
  begin: async () => undefined,
  end: async () => false,
};
