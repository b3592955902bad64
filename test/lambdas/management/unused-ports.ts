import type { ManagementPorts } from '../../../lambdas/management/ports.ts';
import { silentStatistics } from '../../support/silent-statistics.ts';

/** Ports for an app that is only looked at: whatever uses one of them fails. */
export function unusedPorts(): ManagementPorts {
  const ports = unused('ports') as ManagementPorts;
  // Requests are counted, whatever they are for.
  return new Proxy(ports, {
    get: (target, key) =>
      key === 'statistics' ? silentStatistics : target[key as keyof ManagementPorts],
  });
}

function unused(name: string): unknown {
  return new Proxy(() => undefined, {
    get: (_target, key) => unused(`${name}.${String(key)}`),
    apply: () => {
      throw new Error(`${name} was called; expected the app to be looked at only`);
    },
  });
}
