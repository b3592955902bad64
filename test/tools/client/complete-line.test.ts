import type { PendingStatus } from '../../../tools/client/client-record.ts';
import { completeLine } from '../../../tools/client/complete-line.ts';

const pending = (proposalId: string, side: PendingStatus['side']): PendingStatus => ({
  proposal: {
    proposalId,
    kind: 'pago',
    fightId: 'f1',
    fromUserId: 'ana',
    toUserId: 'beto',
    amount: 5_000,
    status: 'pending',
    createdAt: '2026-11-21T12:00:00.000Z',
    expiresAt: '2026-11-21T12:03:00.000Z',
  },
  side,
  remainingMs: 1_000,
});

const known = {
  pending: [pending('p-11', 'received'), pending('p-22', 'made')],
  currencies: ['MXN', 'JPY'],
  workflowIds: ['wf-1', 'wf-2'],
  operationIds: ['bulk-1'],
  webhookIds: ['desk'],
  deliveryIds: ['1-2'],
};

const optionsOfAdd = [
  '--id ',
  '--channels ',
  '--types ',
  '--format ',
  '--signature ',
  '--description ',
  '--retries ',
  '--timeout ',
];

test.each<[string, string[], string]>([
  ['con', ['connect '], 'con'],
  ['  sub', ['subscribe '], 'sub'],
  ['channel f', ['fights ', 'finance '], 'f'],
  ['channel fights,b', ['bets '], 'b'],
  ['channel fights,f', ['finance '], 'f'],
  ['channel bets,fights,fi', ['finance '], 'fi'],
  ['disconnect fights,s', ['system ', 'streaming '], 's'],
  ['channel fights --h', ['--history '], '--h'],
  ['channel bets,payment-streams --s', ['--streams '], '--s'],
  ['channel fights --s', [], '--s'],
  ['subscribe BETTING_', ['BETTING_WINDOW_CLOSED ', 'BETTING_WINDOW_OPENED '], 'BETTING_'],
  ['subscribe BET_MATCHED BET_M', [], 'BET_M'],
  ['propose ', ['pago ', 'doy '], ''],
  ['propose pago beto f1 5 --m', ['--message '], '--m'],
  ['propose pago beto f1 5 --currency ', ['MXN ', 'JPY '], ''],
  ['respond ', ['p-11 ', 'last '], ''],
  ['respond p-11 a', ['accept '], 'a'],
  ['cancel ', ['p-22 ', 'last '], ''],
  ['auth --a', ['--as '], '--a'],
  ['subscribe workflow.approved wor', expect.not.arrayContaining(['workflow ']), 'wor'],
  ['subscribe workflow.over', ['workflow.overdue '], 'workflow.over'],
  ['subscribe workflow wf', ['wf-1 ', 'wf-2 '], 'wf'],
  ['unsubscribe workflow wf-1 ', [], ''],
  ['workflows p', ['pending '], 'p'],
  ['workflow ', ['wf-1 ', 'wf-2 '], ''],
  ['approve wf-2', ['wf-2 '], 'wf-2'],
  ['reject wf-2 --', ['--step ', '--for '], '--'],
  ['bulk c', ['cancel ', 'confirm '], 'c'],
  ['bulk cancel --d', ['--due-before '], '--d'],
  ['bulk approve w', ['wf-1 ', 'wf-2 '], 'w'],
  ['bulk status ', ['bulk-1 '], ''],
  ['bulk confirm ', [], ''],
  ['webhook d', ['deliveries ', 'delivery ', 'desk '], 'd'],
  ['webhook test ', ['desk '], ''],
  ['webhook desk ', [], ''],
  ['webhook add ', [], ''],
  ['webhook add https://x.example --', optionsOfAdd, '--'],
  ['webhook add https://x.example --format s', ['standard ', 'slack '], 's'],
  ['webhook add https://x.example --signature v1a', ['v1a '], 'v1a'],
  ['webhook add https://x.example --channels bets,fi', ['fights ', 'finance '], 'fi'],
  ['webhook add https://x.example --types BET_', ['BET_MATCHED '], 'BET_'],
  ['webhook change ', ['desk '], ''],
  ['webhook change desk --u', ['--url '], '--u'],
  ['webhook change desk --channels fi', ['fights ', 'finance '], 'fi'],
  ['webhook rotate desk ', ['--overlap '], ''],
  ['webhook rotate desk --overlap ', [], ''],
  ['webhook deliveries desk e', ['exhausted '], 'e'],
  ['webhook delivery desk ', ['1-2 '], ''],
  ['webhook redeliver desk 1', ['1-2 '], '1'],
  ['webhook pause desk ', [], ''],
  ['disconnect so', ['socket '], 'so'],
  ['wait pend', ['pending '], 'pend'],
  ['status x', [], 'x'],
  ['nonsense x', [], 'x'],
])('%j may become %j', (line, hits, typed) => {
  expect(completeLine(line, known)).toEqual([hits, typed]);
});

test('without proposals there is no id to offer', () => {
  expect(completeLine('respond ', { ...known, pending: [] })).toEqual([[], '']);
});
