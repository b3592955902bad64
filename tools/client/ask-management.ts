import { ManagementClient, type ManagementResult } from '../../clients/react/management-client.ts';
import { reachAdvice } from './advice.ts';
import type { CommandResult } from './client-record.ts';
import { addressUnknown, refused } from './command-result.ts';
import type { Endpoints } from './endpoints.ts';
import { Identity, type SignIn } from './identity.ts';

/** What commands over HTTP take. */
export interface ManagementOptions {
  readonly endpoints: Endpoints;
  /** How long an answer may take. */
  readonly timeoutMs: number;
  readonly signIn: SignIn;
}

/** What the person can do about a refusal. */
export type Advice = (
  problem: {
    readonly code: string;
    readonly status?: number | undefined;
    readonly message: string;
  },
  isNewToken: boolean,
) => string;

const lateAdvice = 'it may have been carried out all the same: look at it, and try again';

/** Asks the management API as the person of the session, and says how the command ends. */
export async function askManagement(
  { endpoints, signIn, timeoutMs }: ManagementOptions,
  signal: AbortSignal,
  adviceFor: Advice,
  carryOut: (client: ManagementClient) => Promise<ManagementResult<unknown> | CommandResult>,
): Promise<CommandResult> {
  const { managementUrl: url } = endpoints;
  if (url === undefined) return addressUnknown('management');
  const identity = await signIn();
  if (!(identity instanceof Identity)) return identity;
  const isOver = AbortSignal.timeout(timeoutMs);
  const ask = (to: string, init: RequestInit): Promise<Response> =>
    fetch(to, { ...init, signal: AbortSignal.any([signal, isOver]) });
  const result = await carryOut(new ManagementClient(url, identity.token.bind(identity), ask));
  if ('ending' in result) return result;
  if (result.kind === 'ok') return { ending: 'done', data: result.data };
  const { code, message, status } = result.problem;
  if (status !== undefined) {
    const next = adviceFor({ code, status, message }, identity.isNewToken);
    return refused(code, message, next);
  }
  if (isOver.aborted) {
    return { ending: 'late', code, message: 'no answer came in time', next: lateAdvice };
  }
  return { ending: 'unreachable', code, message, next: reachAdvice };
}
