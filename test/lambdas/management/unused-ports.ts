import type { ManagementPorts } from '../../../lambdas/management/ports.ts';

/** Ports for an app that is only looked at: whatever uses one of them fails. */
export function unusedPorts(): ManagementPorts {
  return unused('ports') as ManagementPorts;
}

function unused(name: string): unknown {
  return new Proxy(() => undefined, {
    get: (_target, key) => unused(`${name}.${String(key)}`),
    apply: () => {
      throw new Error(`${name} was called; expected the app to be looked at only`);
    },
  });
}
