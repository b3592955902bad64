import type { RequestFilter } from '../../local/contract/request-filter.ts';
import type { Outputs } from '../outputs.ts';
import type { TokenSigner } from '../token-signer.ts';
import { demoPeople } from './demo-people.ts';

/** What is known once the host runs; its first requests wait for it. */
export interface RunningStack {
  readonly outputs: Outputs;
  /** Absent with an OIDC provider: only that provider can sign. */
  readonly sign?: TokenSigner;
}

/** What requests from outside go through first: the dashboard's people, then what is given. */
export function requestFilterOf(
  stack: Promise<RunningStack>,
  next: RequestFilter | undefined,
): RequestFilter {
  return async request => {
    const { outputs, sign } = await stack;
    const { DashboardUrl } = outputs;
    if (sign !== undefined && DashboardUrl !== undefined) {
      const answer = await demoPeople(request, DashboardUrl, sign);
      if (answer !== undefined) return answer;
    }
    return next === undefined ? request.target : next(request);
  };
}
