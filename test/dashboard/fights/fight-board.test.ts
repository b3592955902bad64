import { type BoardEvent, fightBoard } from '../../../dashboard/fights/fight-board.ts';

let count = 0;
const event = (type: string, timestamp: number, data: Record<string, unknown>): BoardEvent => {
  count += 1;
  return { id: `e${count}`, type, timestamp, data };
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
});
