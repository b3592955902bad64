import { planText, proposePlan } from '../../lib/account-concurrency.ts';

/** What Lambda says of an account, in this region. */
export interface AccountConcurrency {
  readonly concurrentExecutions: number;
  readonly unreservedExecutions: number;
}

const quotaPage =
  'https://console.aws.amazon.com/servicequotas/home/services/lambda/quotas/L-B99A9384';

/** What to deploy with in such an account, and why. */
export function preflightText(account: AccountConcurrency): string {
  const { concurrentExecutions, unreservedExecutions } = account;
  const reserved = concurrentExecutions - unreservedExecutions;
  const plan = proposePlan(concurrentExecutions);
  const lines = [
    `Lambda runs at most ${concurrentExecutions} functions of this account at once, in this region. Deploy with`,
    '',
    `  -c accountConcurrency=${concurrentExecutions}`,
    '',
    'Then, unless you give others, these are the stack’s:',
    '',
    ...planText(plan).map(line => `  ${line}`),
    '',
    ...(plan.publicStreams === 0
      ? ['Everyone who is not staff polls: streams of theirs could take all that there is.']
      : [
          `Of everyone who is not staff, the stream after the ${ordinal(plan.publicStreams)} is refused and polls.`,
        ]),
    ...(plan.reservedConcurrency === undefined
      ? [
          'Nothing is reserved: Lambda keeps 100 for functions that reserve nothing, and what is left is too',
          `little to share. Each open stream of staff holds one of the ${concurrentExecutions}. Ask for more:`,
          quotaPage,
        ]
      : []),
    ...(reserved === 0
      ? []
      : [
          `${reserved} are reserved already. What of them is not this stack’s own, take off accountConcurrency:`,
          `if it is not deployed yet, -c accountConcurrency=${unreservedExecutions}.`,
        ]),
  ];
  return `${lines.join('\n')}\n`;
}

function ordinal(count: number): string {
  const ending = { one: 'st', two: 'nd', few: 'rd' } as const;
  const rule = new Intl.PluralRules('en', { type: 'ordinal' }).select(count);
  return `${count}${rule in ending ? ending[rule as keyof typeof ending] : 'th'}`;
}
