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
  ['notification', { title: 'Hi', count: 2, nested: {} }, 'title Hi, count 2'],
  ['somethingElse', {}, 'no details'],
])('%s is told in one sentence', (type, data, expected) => {
  expect(sentence({ type, data })).toBe(expected);
});
