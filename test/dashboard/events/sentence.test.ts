import { sentence } from '../../../dashboard/events/sentence.ts';

const bet = { userId: 'ana', amount: 50_000, currency: 'MXN', side: 'red', fightId: 'f1' };
const proposal = { fromUserId: 'ana', toUserId: 'bea', amount: 500 };

test.each([
  ['NEW_BET', bet, 'ana bets 500.00 MXN on red in f1'],
  ['PAGO_PROPOSAL', { ...proposal, action: 'created' }, 'ana proposes 5.00 to bea'],
  ['DOY_PROPOSAL', { ...proposal, action: 'timeout' }, 'bea did not answer ana in time'],
  [
    'BETTING_WINDOW_CLOSED',
    { fightId: 'f1', openMs: 125_000 },
    'bets are closed for f1 after 2:05',
  ],
  [
    'USER_BANNED',
    { username: 'leo', updatedBy: 'kim', reason: 'fraud' },
    'leo was banned by kim: fraud',
  ],
  ['STREAM_ERROR', { streamId: 'cam-1', error: 'camera lost' }, 'video cam-1 failed: camera lost'],
  [
    'STREAM_ERROR',
    { streamId: 'cam-1', error: { code: 'E_IO', message: 'camera lost' } },
    'video cam-1 failed: E_IO: camera lost',
  ],
  [
    'STREAM_ERROR',
    { streamId: 'cam-1', error: { code: null, message: 'camera lost' } },
    'video cam-1 failed: camera lost',
  ],
  ['STREAM_ERROR', { streamId: 'cam-1', error: {} }, 'video cam-1 failed'],
  ['STREAM_ERROR', { streamId: 'cam-1' }, 'video cam-1 failed'],
  ['notification', { title: 'Hi', message: 'The bar is open' }, 'Hi: The bar is open'],
  ['notification', { message: 'The bar is open', link: '/bar' }, 'The bar is open'],
  ['notification', { count: 2 }, 'count 2'],
  [
    'dashboardUpdate',
    { dashboard: 'derby-night', widget: 'turnover', value: 125 },
    'the dashboard derby-night has changed: widget turnover, value 125',
  ],
  ['dashboardUpdate', { widget: 'bets', reload: true }, 'widget bets, reload true'],
  [
    'reportUpdate',
    { reportId: 'daily', status: 'ready', link: '/reports/daily' },
    'the report daily is ready',
  ],
  [
    'reportUpdate',
    { report: 'cash-up', ready: true },
    'the report cash-up has changed: ready true',
  ],
  ['userUpdate', { userId: 'ana', plan: 'gold' }, 'the user ana has changed: plan gold'],
  ['userUpdate', { userId: 'ana' }, 'the user ana has changed'],
  ['systemAlert', { component: 'api', message: 'slow' }, 'api: slow'],
  ['systemAlert', {}, 'no details'],
  ['ODDS_UPDATE', { fightId: 'f1', red: 1.8, blue: 2.1 }, 'the odds of f1: red 1.8, blue 2.1'],
  ['ODDS_UPDATE', { red: 1.8 }, 'the odds: red 1.8'],
  ['somethingElse', { title: 'Hi', count: 2, nested: {} }, 'title Hi, count 2'],
  ['somethingElse', {}, 'no details'],
  ['constructor', { title: 'Hi' }, 'title Hi'],
])('%s is told in one sentence', (type, data, expected) => {
  expect(sentence({ type, data })).toBe(expected);
});

test.each([
  ['an override', '\u202E'],
  ['an embedding', '\u202A'],
  ['an isolate', '\u2067'],
])('%s in a text does not turn the row', (_, mark) => {
  const data = { title: `Final${mark} uno\u202C\u2069`, red: 'Giro', blue: 'Colorado' };
  expect(sentence({ type: 'FIGHT_CREATED', data })).toBe('Final uno: Giro against Colorado');
  const other = { title: `Final${mark} uno` };
  expect(sentence({ type: 'somethingElse', data: other })).toBe('title Final uno');
});
