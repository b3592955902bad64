import { type ClientCommand, parseCommand } from '../../../tools/client/client-command.ts';
import { splitWords } from '../../../tools/client/split-words.ts';

test.each([
  ['propose  pago', ['propose', 'pago']],
  [`--message "al rojo" 'y "más"'`, ['--message', 'al rojo', 'y "más"']],
  ['a"b c"d', ['ab cd']],
  ['--message ""', ['--message', '']],
  ['  ', []],
])('%j is parted into words as a shell does', (line, words) => {
  expect(splitWords(line)).toEqual(words);
});

test('a quote that stays open parts nothing', () => {
  expect(splitWords('propose "al rojo')).toBeUndefined();
});

const proposal = { toUserId: 'beto', fightId: 'f1', amount: 5_000 };

test.each<[string, ClientCommand]>([
  ['connect', { name: 'connect' }],
  ['  STATUS ', { name: 'status' }],
  ['auth', { name: 'auth', source: { kind: 'same' } }],
  [
    'auth --as org:ana:admin',
    { name: 'auth', source: { kind: 'as', holder: { sub: 'org:ana', role: 'admin' } } },
  ],
  ['auth --token-file t.txt', { name: 'auth', source: { kind: 'file', file: 't.txt' } }],
  ['auth a.b.c', { name: 'auth', source: { kind: 'token', token: 'a.b.c' } }],
  ['channel fights', { name: 'channel', channels: ['fights'], history: 0 }],
  ['channel bets --history 100', { name: 'channel', channels: ['bets'], history: 100 }],
  [
    'channel users,fights,bets --history 5',
    { name: 'channel', channels: ['fights', 'bets', 'users'], history: 5 },
  ],
  [
    'channel payment-streams --streams 1,2 --streams 2,3 --users GABC',
    {
      name: 'channel',
      channels: ['payment-streams'],
      history: 0,
      paymentStreams: { streams: ['1', '2', '3'], users: ['GABC'] },
    },
  ],
  [
    'channel fights,payment-streams --all --history 5',
    {
      name: 'channel',
      channels: ['fights', 'payment-streams'],
      history: 5,
      paymentStreams: { all: true },
    },
  ],
  ['subscribe NEW_BET *', { name: 'subscribe', types: ['NEW_BET', '*'] }],
  ['unsubscribe NEW_BET', { name: 'unsubscribe', types: ['NEW_BET'] }],
  ['propose pago beto f1 5000', { name: 'propose', kind: 'pago', proposal }],
  [
    'propose DOY beto f1 5000 --message "al rojo" --currency MXN --odds 1.9',
    {
      name: 'propose',
      kind: 'doy',
      proposal: { ...proposal, message: 'al rojo', currency: 'MXN', odds: 1.9 },
    },
  ],
  ['respond p-1 accept', { name: 'respond', proposal: 'p-1', response: 'accept' }],
  ['cancel last', { name: 'cancel', proposal: 'last' }],
  ['wait', { name: 'wait' }],
  ['wait 5', { name: 'wait', withinSec: 5 }],
  ['wait pending 86400', { name: 'wait', record: 'pending', withinSec: 86_400 }],
  ['disconnect', { name: 'disconnect' }],
  ['disconnect socket', { name: 'disconnect', what: 'socket' }],
  ['disconnect fights', { name: 'disconnect', what: ['fights'] }],
  ['disconnect bets,fights', { name: 'disconnect', what: ['fights', 'bets'] }],
  ['help propose', { name: 'help', about: 'propose' }],
  ['quit', { name: 'quit' }],
])('%s is understood', (line, command) => {
  expect(parseCommand(line)).toEqual({ kind: 'command', command });
});

test.each(['', '   ', '# channel fights'])('%j asks for nothing', line => {
  expect(parseCommand(line)).toEqual({ kind: 'nothing' });
});

test.each([
  ['conect', undefined, 'received "conect", expected a command; help lists them'],
  ['toString', undefined, 'received "toString", expected a command; help lists them'],
  ['propose "al rojo', undefined, 'a quote was opened and not closed'],
  ['connect now', 'connect', 'received "now", expected nothing'],
  ['auth --as ana', 'auth', '--as: received "ana", expected USER:ROLE such as ana:admin'],
  [
    'auth a.b.c --as ana:admin',
    'auth',
    'received several of --as, --token-file and a token, expected one of them',
  ],
  ['channel figths', 'channel', 'received "figths", expected a channel such as fights'],
  ['channel', 'channel', 'received "", expected a channel such as fights'],
  ['channel fights,bet', 'channel', 'received "bet", expected a channel such as bets'],
  ['channel users,finanse', 'channel', 'received "finanse", expected a channel such as finance'],
  ['channel fights,', 'channel', 'received "", expected a channel such as bets'],
  ['channel bets,bets', 'channel', 'received "bets,bets", expected each channel once'],
  [
    'channel fights, bets',
    'channel',
    'received "bets" after a channel, expected nothing; several are written fights,bets',
  ],
  [
    'channel fights --streams 1',
    'channel',
    'received --streams without payment-streams, expected it among the channels',
  ],
  [
    'channel payment-streams --users ana,',
    'channel',
    '--users: received an empty one, expected names separated by commas',
  ],
  [
    `channel payment-streams --users ${Array.from({ length: 21 }, (_, at) => at).join()}`,
    'channel',
    '--users: received 21, expected at most 20',
  ],
  ['channel fights --history 101', 'channel', '--history: received "101", expected 0 to 100'],
  ['channel fights --histroy 1', 'channel', "Unknown option '--histroy'"],
  ['subscribe', 'subscribe', 'expected event types, *, or workflow and an id'],
  ['subscribe BET 9', 'subscribe', 'received "9", expected an event type or *'],
  ['propose peso beto f1 5', 'propose', 'received "peso", expected pago or doy'],
  [
    'propose pago beto f1',
    'propose',
    'received 2 words after pago, expected TO FIGHT AMOUNT; quote a text that has spaces',
  ],
  [
    'propose pago beto f1 5 al rojo',
    'propose',
    'received 5 words after pago, expected TO FIGHT AMOUNT; quote a text that has spaces',
  ],
  [
    'propose pago beto f1 50.5',
    'propose',
    'received the amount "50.5", expected a whole number of minor units above 0, such as 5000 for 50.00 MXN',
  ],
  [
    'propose pago beto f1 0',
    'propose',
    'received the amount "0", expected a whole number of minor units above 0, such as 5000 for 50.00 MXN',
  ],
  ['propose pago beto f1 5 --currency pesos', 'propose', 'currency: must be three capital letters'],
  [
    'respond p-1 maybe',
    'respond',
    'expected the id of a proposal, its beginning or last; and accept or reject',
  ],
  ['cancel', 'cancel', 'expected the id of one proposal, its beginning, or last'],
  ['wait pending 0', 'wait', 'expected what to wait for, and 1 to 86400 seconds'],
  ['wait 5 6', 'wait', 'expected what to wait for, and 1 to 86400 seconds'],
  ['disconnect me', 'disconnect', 'received "me", expected nothing, socket, or a channel'],
])('%s is not understood, and the message says why', (line, name, message) => {
  expect(parseCommand(line)).toEqual({ kind: 'misused', ...(name ? { name } : {}), message });
});

test('a token that is misplaced is not repeated whole', () => {
  const token = `${'a'.repeat(40)}.${'b'.repeat(40)}.${'c'.repeat(40)}`;
  expect(JSON.stringify(parseCommand(`connect ${token}`))).not.toContain('aaaa.bbbb');
});
