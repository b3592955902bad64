import {
  type ConcurrencyPlan,
  planText,
  proposePlan,
  type SseHost,
} from '../../lib/account-concurrency.ts';

/** What Lambda says of an account, in this region. */
export interface AccountConcurrency {
  readonly concurrentExecutions: number;
  readonly unreservedExecutions: number;
}

const quotaPage =
  'https://console.aws.amazon.com/servicequotas/home/services/lambda/quotas/L-B99A9384';

/** Of Web Functions, in vCPUs; an environment has two. */
const webQuotasPage = 'https://docs.aws.amazon.com/lambda/latest/dg/web-functions-scaling.html';

/** What to deploy with in such an account, and why. */
export function preflightText(account: AccountConcurrency, sseHost: SseHost): string {
  const { concurrentExecutions, unreservedExecutions } = account;
  const reserved = concurrentExecutions - unreservedExecutions;
  const plan = proposePlan(concurrentExecutions, { sseHost });
  const host = sseHost === 'web-function' ? `-c sseHost=${sseHost} ` : '';
  const shares = planText(plan).map(line => `  ${line}`);
  const lines = [
    `Lambda runs at most ${concurrentExecutions} functions of this account at once, in this region. Deploy with`,
    '',
    `  ${host}-c accountConcurrency=${concurrentExecutions}`,
    '',
    ...(shares.length === 0
      ? []
      : ['Then, unless you give others, these are the stack’s:', '', ...shares, '']),
    ...streamsText(plan),
    ...(plan.reservedConcurrency === undefined ? nothingReserved(plan, concurrentExecutions) : []),
    ...(reserved === 0
      ? []
      : [
          `${reserved} are reserved already. What of them is not this stack’s own, take off accountConcurrency:`,
          `if it is not deployed yet, -c accountConcurrency=${unreservedExecutions}.`,
        ]),
  ];
  return `${lines.join('\n')}\n`;
}

function streamsText({ sseHost, publicStreams }: ConcurrencyPlan): readonly string[] {
  if (sseHost === 'web-function') {
    return [
      'Streams hold none of these: the account’s quota of Web Functions is one of its own, in vCPUs,',
      webQuotasPage,
    ];
  }
  return [
    publicStreams === 0
      ? 'Everyone who is not staff polls: streams of theirs could take all that there is.'
      : `Of everyone who is not staff, the stream after the ${ordinal(publicStreams)} is refused and polls.`,
    'With -c sseHost=web-function streams hold none of these: npm run -s preflight -- --sse-host web-function',
  ];
}

function nothingReserved({ sseHost }: ConcurrencyPlan, concurrent: number): readonly string[] {
  const each =
    sseHost === 'web-function'
      ? `little to share: functions take from each other what there is of ${concurrent}. Ask for more:`
      : `little to share. Each open stream of staff holds one of the ${concurrent}. Ask for more:`;
  return [
    'Nothing is reserved: Lambda keeps 100 for functions that reserve nothing, and what is left is too',
    each,
    quotaPage,
  ];
}

function ordinal(count: number): string {
  const ending = { one: 'st', two: 'nd', few: 'rd' } as const;
  const rule = new Intl.PluralRules('en', { type: 'ordinal' }).select(count);
  return `${count}${rule in ending ? ending[rule as keyof typeof ending] : 'th'}`;
}
