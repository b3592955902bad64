import type { ReceivedEvent } from '../../../clients/react/index.ts';
import { fightBoard } from '../../../dashboard/fights/fight-board.ts';

let count = 0;
const event = (type: string, timestamp: number, data: Record<string, unknown>): ReceivedEvent => {
  count += 1;
  return { id: `e${count}`, type, timestamp, data } as ReceivedEvent;
};

const created = event('FIGHT_CREATED', 1_000, {
  fightId: 'f1',
  title: 'Final',
  red: 'Giro',
  blue: 'Colorado',
  status: 'upcoming',
});
const opened = [
  event('FIGHT_STATUS_UPDATE', 2_000, {
    fightId: 'f1',
    oldStatus: 'upcoming',
    newStatus: 'betting',
  }),
  event('BETTING_WINDOW_OPENED', 2_000, { fightId: 'f1', openedAt: 2_000 }),
];

describe('the board', () => {
  it('follows a fight from its creation to its end', () => {
    const board = fightBoard([
      created,
      ...opened,
      event('FIGHT_STATUS_UPDATE', 9_000, { fightId: 'f1', newStatus: 'live' }),
      event('BETTING_WINDOW_CLOSED', 9_000, { fightId: 'f1', closedAt: 9_000 }),
      event('FIGHT_STATUS_UPDATE', 12_000, {
        fightId: 'f1',
        newStatus: 'completed',
        winner: 'red',
      }),
    ]);
    expect(board.get('f1')).toMatchObject({
      title: 'Final',
      red: 'Giro',
      state: 'completed',
      winner: 'red',
      openedAtMs: 2_000,
      closedAtMs: 9_000,
      changedAtMs: 12_000,
    });
  });

  it('counts bets by corner, and what was matched at the fight of its bet', () => {
    const board = fightBoard([
      created,
      event('NEW_BET', 3_000, {
        betId: 'b1',
        fightId: 'f1',
        side: 'red',
        amount: 500,
        currency: 'MXN',
      }),
      event('NEW_BET', 3_100, { betId: 'b2', fightId: 'f1', side: 'blue', amount: 300 }),
      event('BET_MATCHED', 3_200, { betId: 'b1', amount: 300 }),
      event('BET_MATCHED', 3_300, { betId: 'of-a-fight-nobody-knows', amount: 900 }),
    ]);
    expect(board.get('f1')).toMatchObject({
      bets: { red: { count: 1, amount: 500 }, blue: { count: 1, amount: 300 } },
      matchedAmount: 300,
      currency: 'MXN',
    });
    expect(board.size).toBe(1);
  });

  it('shows a proposal until it is decided', () => {
    const made = (proposalId: string) =>
      event('PAGO_PROPOSAL', 4_000, {
        proposalId,
        fightId: 'f1',
        kind: 'pago',
        fromUserId: 'ana',
        toUserId: 'bea',
        amount: 500,
        action: 'created',
        createdAt: 3_900,
        expiresAt: 183_900,
      });
    const board = fightBoard([
      created,
      made('p1'),
      made('p2'),
      event('PAGO_PROPOSAL', 5_000, { proposalId: 'p1', fightId: 'f1', action: 'timeout' }),
    ]);
    expect(board.get('f1')?.proposals).toMatchObject([
      {
        proposalId: 'p2',
        fromUserId: 'ana',
        toUserId: 'bea',
        createdAtMs: 3_900,
        expiresAtMs: 183_900,
      },
    ]);
  });

  it('takes an event once, and in the order of time, whichever channel brings it first', () => {
    const bet = event('NEW_BET', 3_000, { betId: 'b1', fightId: 'f1', side: 'red', amount: 500 });
    const board = fightBoard([bet, bet, ...opened, created]);
    expect(board.get('f1')).toMatchObject({ state: 'betting', bets: { red: { count: 1 } } });
  });

  it('keeps of the fights that ended the two hundred that ended last', () => {
    const ended = Array.from({ length: 205 }, (_, at) =>
      event('FIGHT_STATUS_UPDATE', at, {
        fightId: `f${at}`,
        newStatus: at % 2 === 0 ? 'completed' : 'cancelled',
      }),
    );
    const board = fightBoard(ended);
    expect(board.size).toBe(200);
    expect(board.has('f4')).toBe(false);
    expect(board.has('f5')).toBe(true);
  });

  it('keeps every fight that is under way, however many ended since', () => {
    const underWay = ['upcoming', 'betting', 'live'].map((newStatus, at) =>
      event('FIGHT_STATUS_UPDATE', at, { fightId: newStatus, newStatus }),
    );
    const planned = Array.from({ length: 300 }, (_, at) =>
      event('FIGHT_CREATED', 100 + at, { fightId: `planned-${at}`, status: 'upcoming' }),
    );
    const ended = Array.from({ length: 200 }, (_, at) =>
      event('FIGHT_STATUS_UPDATE', 1_000 + at, { fightId: `f${at}`, newStatus: 'completed' }),
    );
    const board = fightBoard([...underWay, ...planned, ...ended]);
    expect(['upcoming', 'betting', 'live'].map(fightId => board.get(fightId)?.state)).toEqual([
      'upcoming',
      'betting',
      'live',
    ]);
    expect(board.size).toBe(503);
  });

  const proposed = event('PAGO_PROPOSAL', 4_000, {
    proposalId: 'p1',
    fightId: 'f1',
    action: 'created',
    expiresAt: 184_000,
  });

  it.each(['live', 'completed', 'cancelled'])(
    'shows no proposal of a fight that is %s, for it can be accepted no more',
    newStatus => {
      const closed = event('FIGHT_STATUS_UPDATE', 5_000, { fightId: 'f1', newStatus });
      const board = fightBoard([created, ...opened, proposed, closed]);
      expect(board.get('f1')).toMatchObject({ state: newStatus, proposals: [] });
      const late = event('DOY_PROPOSAL', 6_000, { ...proposed.data, proposalId: 'p2' });
      expect(fightBoard([created, proposed, closed, late]).get('f1')?.proposals).toEqual([]);
    },
  );

  it.each([
    ['odds', 'ODDS_UPDATE', {}],
    ['an alert', 'EXPOSURE_ALERT', { exposure: 5 }],
    ['the end of a proposal', 'PAGO_PROPOSAL', { proposalId: 'p1', action: 'timeout' }],
  ])('takes %s for no sign that the bets of a fight are open', (_what, type, data) => {
    expect(fightBoard([event(type, 4_000, { fightId: 'f9', ...data })]).size).toBe(0);
  });

  it.each([
    ['BETTING_WINDOW_CLOSED', { closedAt: 4_000 }, 'live'],
    ['BETTING_WINDOW_OPENED', { openedAt: 4_000 }, 'betting'],
    ['NEW_BET', { betId: 'b1', side: 'red', amount: 5 }, 'betting'],
  ])('knows by a %s how a fight stands of which nothing was known', (type, data, state) => {
    const board = fightBoard([event(type, 4_000, { fightId: 'f9', ...data })]);
    expect(board.get('f9')).toMatchObject({ state, createdAtMs: undefined });
  });

  it('counts no amount as matched by a transition that no table knows', () => {
    const bet = event('NEW_BET', 3_000, { betId: 'b1', fightId: 'f1', side: 'red', amount: 500 });
    const undone = { betId: 'b1', amount: 500, unexpected: true, newStatus: 'pending' };
    const board = fightBoard([created, bet, event('BET_MATCHED', 3_200, undone)]);
    expect(board.get('f1')?.matchedAmount).toBe(0);
  });

  it('finds the fight of every match, however many bets came before', () => {
    const bets = Array.from({ length: 6_000 }, (_, at) =>
      event('NEW_BET', 3_000 + at, { betId: `b${at}`, fightId: 'f1', side: 'red', amount: 1 }),
    );
    const matched = event('BET_MATCHED', 99_000, { betId: 'b0', amount: 1 });
    expect(fightBoard([...bets, matched]).get('f1')?.matchedAmount).toBe(1);
  });
});
