import type { Proposal } from '../../../core/wire/socket/proposal.ts';
import type { ClientRecord } from '../../../tools/client/client-record.ts';
import { recordJson } from '../../../tools/client/record-json.ts';
import { promptText, renderRecord, type Surface } from '../../../tools/client/render-record.ts';

const at = new Date(2026, 10, 21, 12, 5, 9).getTime();

const surface: Surface = {
  paint: (colour, text) => (colour === 'red' ? `<red>${text}</red>` : text),
  userId: 'ana',
  remainingMs: () => 119_001,
};

const proposal: Proposal = {
  proposalId: 'p-a0ba9e2bbf73e896',
  kind: 'pago',
  fightId: 'f1',
  fromUserId: 'ana',
  toUserId: 'beto',
  amount: 5_050,
  currency: 'MXN',
  message: 'al rojo',
  status: 'pending',
  createdAt: '2026-11-21T12:00:00.000Z',
  expiresAt: '2026-11-21T12:03:00.000Z',
};

const event = {
  id: 'e1',
  type: 'BETTING_WINDOW_OPENED',
  timestamp: at,
  priority: 'critical',
  source: 'Fights',
  version: '1.0',
  channel: 'fights',
  data: {
    fightId: 'f1',
    openedAt: at - 1_000,
    nested: { not: 'shown' },
    title: '\u001b[2Jgone\u009b',
  },
} as const;

const status = {
  who: { userId: 'ana', role: 'bettor' },
  socket: { status: 'open', failures: 1, messages: 4 },
  streams: [
    {
      channel: 'fights',
      isShown: true,
      status: 'polling',
      method: 'poll',
      failures: { sse: 3, poll: 0 },
      events: 12,
      shown: 3,
      filter: 'only NEW_BET',
    },
  ],
  pending: [{ proposal, side: 'made', remainingMs: 119_001 }],
} as const;

/** An event of a payment stream. */
const change = (type: string, data: object, channel = 'payment-streams') => ({
  ...event,
  type,
  channel,
  priority: 'normal' as const,
  data: { streamId: '7', sender: 'ana', recipient: 'beto\u001b', ...data },
});

test.each<[string, object, string]>([
  [
    'stream.created',
    { ratePerSecond: '3', depositedAmount: '900' },
    'begins: 3 a second, 900 paid in',
  ],
  [
    'stream.topped_up',
    { added: '100', depositedAmount: '1000' },
    'is topped up by 100: 1000 paid in altogether',
  ],
  ['stream.withdrawn', { withdrawn: '5', withdrawnAmount: '25' }, 'has paid out 5: 25 altogether'],
  ['stream.cancelled', { refunded: '40' }, 'is cancelled: 40 went back'],
  ['stream.cancelled', {}, 'is cancelled'],
  ['stream.completed', { withdrawnAmount: '900' }, 'is completed: 900 paid out altogether'],
  ['stream.paused', { snapshotAmount: '30', ratePerSecond: '3' }, 'is paused at 30'],
  ['stream.paused', { ratePerSecond: '3' }, 'is paused'],
  ['stream.resumed', { ratePerSecond: '3' }, 'goes on: 3 a second'],
  ['stream.rate_changed', { ratePerSecond: '6' }, 'has another rate: 6 a second'],
  ['stream.depleting', { depletesAt: at }, 'will have used up its deposit at 12:05:09'],
  ['stream.depleting', {}, 'will soon have used up its deposit'],
  ['stream.depleted', { depletesAt: at }, 'has used up its deposit'],
])('%s of a payment stream is a sentence', (type, data, sentence) => {
  const record = {
    at,
    record: 'event',
    channel: 'payment-streams',
    event: change(type, data),
  } as const;
  expect(renderRecord(record as ClientRecord, surface)).toEqual([
    `12:05:09 payment-streams ${type} payment stream 7 from ana to beto\uFFFD ${sentence}`,
  ]);
});

test.each<[string, ClientRecord, readonly string[]]>([
  [
    'which payment streams are followed',
    {
      ...{ at, record: 'result', command: 'channel', ending: 'done' },
      data: { channel: 'payment-streams', paymentStreams: { streams: ['1', '2'], users: ['GA'] } },
    },
    [
      '12:05:09 following payment-streams (streams 1, 2; users GA): what happens from now on is shown',
    ],
  ],
  [
    'an event, with its first plain fields and nothing that a terminal obeys',
    { at, record: 'event', channel: 'fights', event },
    [
      '12:05:09 fights <red>BETTING_WINDOW_OPENED</red> fightId=f1 openedAt=12:05:08 title=�[2Jgone�',
    ],
  ],
  [
    'an event of a stream of several channels, with those that show it',
    { at, record: 'event', channel: 'fights', channels: ['fights', 'notifications'], event },
    [
      '12:05:09 fights,notifications <red>BETTING_WINDOW_OPENED</red> fightId=f1 openedAt=12:05:08 title=�[2Jgone�',
    ],
  ],
  [
    'several channels that are followed by one stream',
    {
      ...{ at, record: 'result', command: 'channel', ending: 'done' },
      data: { channel: 'fights', channels: ['fights', 'bets'], method: 'sse' },
    },
    ['12:05:09 following fights,bets: what happens from now on is shown'],
  ],
  [
    'how a stream of several channels stands',
    {
      ...{ at, record: 'result', command: 'status', ending: 'done' },
      data: {
        ...status,
        streams: [{ ...status.streams[0], channels: ['fights', 'bets'] }],
        pending: [],
      },
    },
    [
      '12:05:09 you       ana, bettor',
      '         socket    open, messages 4, failures 1',
      '         channels  fights,bets (shown) polling by poll, events 12, shown 3 (only NEW_BET), failures sse 3 poll 0',
      '         pending   nothing',
    ],
  ],
  [
    'a gap',
    { at, record: 'gap', channel: 'fights', gap: { from: 'a', to: 'b', reason: 'expired' } },
    ['12:05:09 fights gap events may be missing here: expired'],
  ],
  [
    'a proposal that was made, with its countdown',
    { at, record: 'pending', side: 'made', proposal },
    ['12:05:09 made pago 50.50 MXN to beto on f1 "al rojo" p-a0ba9e2b 2:00 left'],
  ],
  [
    'a proposal that came',
    { at, record: 'pending', side: 'received', proposal: { ...proposal, fromUserId: 'caro' } },
    ['12:05:09 received pago 50.50 MXN from caro on f1 "al rojo" p-a0ba9e2b 2:00 left'],
  ],
  [
    'a proposal in yen, which have no hundredths',
    { at, record: 'pending', side: 'made', proposal: { ...proposal, currency: 'JPY' } },
    ['12:05:09 made pago 5,050 JPY to beto on f1 "al rojo" p-a0ba9e2b 2:00 left'],
  ],
  [
    'a proposal of a backend that names no currency',
    { at, record: 'pending', side: 'made', proposal: { ...proposal, currency: undefined } },
    ['12:05:09 made pago 5,050 minor units to beto on f1 "al rojo" p-a0ba9e2b 2:00 left'],
  ],
  [
    'a connection, with what proposals may be in',
    {
      ...{ at, record: 'result', command: 'connect', ending: 'done' },
      data: { pending: 2, currencies: ['MXN', 'JPY'] },
    },
    ['12:05:09 connected as ana; pending proposals: 2; currencies: MXN, JPY'],
  ],
  [
    'a connection to a server that sends no currencies',
    {
      ...{ at, record: 'result', command: 'connect', ending: 'done' },
      data: { pending: 0, currencies: [] },
    },
    ['12:05:09 connected as ana; pending proposals: 0'],
  ],
  [
    'a push that the record of its proposal reports',
    { at, record: 'message', name: 'proposal_created', data: { proposal } },
    [],
  ],
  [
    'an outcome',
    { at, record: 'message', name: 'proposal_result', data: { proposal, outcome: 'timeout' } },
    ['12:05:09 timed out pago 50.50 MXN to beto on f1 "al rojo" p-a0ba9e2b'],
  ],
  [
    'an event of the inbox',
    { at, record: 'message', name: 'inbox_event', data: { cursor: 'c', event } },
    [
      '12:05:09 inbox <red>BETTING_WINDOW_OPENED</red> fightId=f1 openedAt=12:05:08 title=�[2Jgone�',
    ],
  ],
  [
    'what waits for a socket that is lost',
    { at, record: 'held', command: 'propose', status: 'waiting', timeoutMs: 15_000 },
    ['12:05:09 propose waits for the socket, which is lost: at most 0:15'],
  ],
  [
    'what was closed, which its state reports',
    { at, record: 'result', command: 'disconnect', ending: 'done', data: { closed: ['bets'] } },
    [],
  ],
  [
    'what was not open to be closed',
    { at, record: 'result', command: 'disconnect', ending: 'done', data: { closed: [] } },
    ['12:05:09 it was not open'],
  ],
  [
    'a connection that was lost',
    {
      at,
      record: 'state',
      of: 'socket',
      status: 'waiting',
      nextAttemptAt: at + 2_500,
      problem: { category: 'CONNECTION', code: 'X', message: 'cut', recovery: 'reconnect' },
    },
    ['12:05:09 socket lost: cut; it is tried again'],
  ],
  [
    'a stream that was replaced',
    { at, record: 'state', of: 'fights', status: 'stopped', stopReason: 'replaced' },
    ['12:05:09 fights <red>stopped</red> (replaced)'],
  ],
  [
    'a stream whose token holds no more',
    {
      at,
      record: 'state',
      of: 'fights',
      status: 'stopped',
      stopReason: 'unauthorized',
      problem: {
        category: 'AUTHENTICATION',
        code: 'X',
        message: 'it is over',
        recovery: 'refresh',
      },
    },
    ['12:05:09 fights <red>stopped</red> (unauthorized): it is over; `auth` takes a fresh token'],
  ],
  [
    'a refusal, with what to do next',
    {
      at,
      record: 'result',
      command: 'cancel',
      ending: 'refused',
      code: 'NOT_MAKER',
      message: 'it is not yours',
      next: '`respond` answers it',
    },
    ['12:05:09 <red>cancel: it is not yours</red> (NOT_MAKER)', '         `respond` answers it'],
  ],
  [
    'how everything stands',
    { at, record: 'result', command: 'status', ending: 'done', data: status },
    [
      '12:05:09 you       ana, bettor',
      '         socket    open, messages 4, failures 1',
      '         channel   fights (shown) polling by poll, events 12, shown 3 (only NEW_BET), failures sse 3 poll 0',
      '         pending   1',
      '                   made pago 50.50 MXN to beto on f1 "al rojo" p-a0ba9e2b 2:00 left',
    ],
  ],
  [
    'how nothing stands',
    {
      at,
      record: 'result',
      command: 'status',
      ending: 'done',
      data: { socket: { status: 'closed', failures: 0, messages: 0 }, streams: [], pending: [] },
    },
    [
      '12:05:09 you       not signed in: use `auth`',
      '         socket    closed, messages 0, failures 0',
      '         channels  none: `channel fights` follows one',
      '         pending   nothing',
    ],
  ],
])('%s', (_what, record, lines) => {
  expect(renderRecord(record, surface)).toEqual(lines);
});

test('the prompt says who you are, and how long the next proposal has', () => {
  const paint: Surface['paint'] = (_colour, text) => text;
  expect(promptText(status, paint)).toBe('ana 1 pending 2:00> ');
  expect(promptText({ pending: [] }, paint)).toBe('nobody> ');
});

test('a record is one line of JSON, whatever is in it', () => {
  const line = recordJson({
    at: 7,
    record: 'message',
    name: 'inbox_event',
    data: 'a\nb\u009b\u2028',
  });
  expect(line).toBe(
    '{"at":7,"record":"message","name":"inbox_event","data":"a\\nb\\u009b\\u2028"}',
  );
  expect(JSON.parse(line)).toMatchObject({ data: 'a\nb\u009b\u2028' });
});
