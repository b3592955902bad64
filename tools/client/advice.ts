import type { ProblemCode } from '../../core/wire/problem-code.ts';
import type { RefusalCode, RoomRefusalCode } from '../../core/wire/socket/refusal-code.ts';

/** What the person can do about a refusal of a proposal. */
const ofRefusals: Readonly<Record<RefusalCode, string>> = {
  INVALID_MESSAGE: 'look at `help propose`, and try again',
  UNKNOWN_ACTION: 'the stack is older than this client: deploy it again',
  ROLE_NOT_ALLOWED: '`auth` as a bettor',
  USER_NOT_ALLOWED: 'a backend must put this user into the Users table, with status active',
  RECIPIENT_NOT_AVAILABLE: 'propose to someone else',
  MAKER_NOT_AVAILABLE: '`respond … reject`, or let it end',
  SELF_PROPOSAL: 'propose to someone else',
  CURRENCY_NOT_ALLOWED:
    '`propose … --currency CODE` takes those of the stack; without it the first of them',
  FIGHT_NOT_FOUND: '`channel fights --history 20` shows the ids of fights, to an admin or operator',
  BETTING_CLOSED:
    'wait for the next window: `channel fights` shows it open, to an admin or operator',
  PROPOSAL_NOT_FOUND: '`status` lists what is pending',
  NOT_RECIPIENT: 'it is yours: `cancel` takes it back',
  NOT_MAKER: 'it came to you: `respond` answers it',
  PROPOSAL_NOT_PENDING: 'it is decided; `status` lists what is pending',
  PROPOSAL_EXPIRED: 'it is too late; propose again',
  TOO_MANY_PENDING: '`cancel` one of those that `status` lists, or wait until it ends',
  REQUEST_ID_REUSED: 'try again',
  TOKEN_EXPIRED: '`auth` takes a fresh token',
  RATE_LIMITED: 'too much at once: wait a moment, and try again',
  CONNECTION_UNKNOWN: 'the server let this socket go: `disconnect`, then `connect`',
  INTERNAL_ERROR: 'try again in a moment; it was not carried out',
};

/** The same about workflows, over the socket and over HTTP. */
const ofWorkflows = {
  WORKFLOW_NOT_FOUND: '`workflows` lists those that you see',
  WORKFLOW_ENDED: '`workflow ID` shows how it ended',
  WORKFLOW_NOT_SUBMITTED: 'it is a draft: whoever created it submits it',
  STEP_CHANGED: '`workflow ID` shows the step that it is at',
  STEP_UNKNOWN: 'a backend left it at a step that it does not have, and must put it right',
  NOT_AN_APPROVER: '`workflow ID` shows who decides it',
  OWN_WORKFLOW: 'someone else decides what you created',
  DECIDED_ALREADY: '`workflow ID` shows who decided what',
  NOT_ALLOWED: 'its creator may, and staff',
  WORKFLOW_FULL: 'it holds as many decisions as it can: `cancel` of a `bulk` ends it',
  BULK_OPERATION_EXISTS: '`bulk status ID` shows how it stands',
  BULK_OPERATION_RUNNING: '`bulk status ID` shows when it is completed',
  BULK_NOTHING_FAILED: 'there is nothing to retry',
  NOT_FOUND: 'look at the id: there is none like it, or none that you may see',
  QUERY_INVALID: 'look at `help`, and try again',
  BODY_INVALID: 'look at `help bulk`, and try again',
  TOO_MANY_SUBSCRIPTIONS: '`unsubscribe workflow ID` gives one up',
} as const satisfies Partial<Record<ProblemCode | RoomRefusalCode, string>>;

/** The same about webhooks. */
const ofWebhooks = {
  WEBHOOK_EXISTS: '`--id` takes another name; `webhook ID` shows the one that there is',
  WEBHOOKS_FULL: '`webhook remove ID` makes room',
  WEBHOOK_CHANGED: 'others change it at the same time: try again',
  WEBHOOK_NOT_ENABLED: '`webhook resume ID` first',
  WEBHOOK_KEYS_FULL: '`webhook ID` shows until when each key signs; `--overlap 0` ends the newest',
  WEBHOOK_DELIVERIES_FULL: '`webhook ID` shows how many wait: try again once they are fewer',
  WEBHOOK_MAKER_CHANGES:
    'whoever takes it over names its URL and channels: on the page Webhooks, or by PATCH',
  CHANNEL_NOT_ALLOWED: 'this role may not read that channel: `--channels` takes others',
  NOT_FOUND: '`webhooks` lists those that you manage, `webhook deliveries ID` what was sent',
  BODY_INVALID: 'look at `help webhook`, and try again',
} as const satisfies Partial<Record<ProblemCode, string>>;

const ofStatuses: Readonly<Record<number, string>> = {
  401: 'the token is not valid: `auth --as USER:ROLE` on a local host, else `auth --token-file FILE` with a fresh one',
  403: 'this role may not: `auth` as someone who may',
  429: 'too much at once: wait a moment, and try again',
};

/** A token of theirs is refused, whatever it is: the answer for a banned user and for a revoked token is the same. */
const revokedAdvice =
  'this user is banned, or an admin has revoked its tokens: no other token helps while a ban stands; an admin lifts it';

/** A token that was made this moment cannot have been revoked. */
const bannedAdvice =
  'this user is banned: no token helps until an admin lifts it (`status` active in the table Users)';

export const reachAdvice =
  'is it running? `npm start` runs it here; --outputs or --url says where else it is';

export const tokenAdvice =
  'start with --as USER:ROLE (local host), --token-file FILE or GALLOBETS_TOKEN; or type `auth --as USER:ROLE`';

export function adviceForRefusal(code: string): string {
  const known: Readonly<Record<string, string>> = { ...ofWorkflows, ...ofRefusals };
  return known[code] ?? 'try again in a moment';
}

/** The same about what was asked of workflows over HTTP. */
export function adviceForWorkflow(
  problem: { readonly code: string; readonly status?: number | undefined },
  isNewToken: boolean,
): string {
  const known: Readonly<Record<string, string>> = ofWorkflows;
  return known[problem.code] ?? adviceForProblem(problem, isNewToken);
}

/** The same about what was asked of webhooks. */
export function adviceForWebhook(
  problem: { readonly code: string; readonly status?: number | undefined },
  isNewToken: boolean,
): string {
  const known: Readonly<Record<string, string>> = ofWebhooks;
  return known[problem.code] ?? adviceForProblem(problem, isNewToken);
}

/** What the person can do about a refusal with that code and status. */
export function adviceForProblem(
  { code, status }: { readonly code: string; readonly status?: number | undefined },
  isNewToken: boolean,
): string {
  if (code === 'TOKEN_REVOKED') return isNewToken ? bannedAdvice : revokedAdvice;
  return adviceForStatus(status);
}

export function adviceForStatus(status: number | undefined): string {
  return ofStatuses[status ?? 0] ?? (status === undefined ? reachAdvice : 'try again in a moment');
}
