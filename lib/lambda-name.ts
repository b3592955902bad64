/** The functions of this project: each is a folder of that name under lambdas/, with its entry. */
export const lambdaNames = [
  'change-fan-out',
  'channel-stream',
  'dashboard',
  'event-courier',
  'inbox-courier',
  'log-marker',
  'management',
  'payment-stream-scheduler',
  'payment-stream-settler',
  'proposal-authorizer',
  'proposal-courier',
  'proposal-socket',
  'proposal-sweeper',
  'statistics-rollup',
  'stream-server',
  'user-bans',
  'webhook-sender',
  'webhook-sweeper',
  'workflow-bulk-sweeper',
  'workflow-bulk-worker',
  'workflow-scheduler',
  'workflow-settler',
] as const;

/** The name of one function's folder, and of its bundle. */
export type LambdaName = (typeof lambdaNames)[number];

/** Where its code begins, in its folder: a server of its own has no handler. */
export function entryOf(name: LambdaName): 'handler.ts' | 'main.ts' {
  return name === 'stream-server' ? 'main.ts' : 'handler.ts';
}
