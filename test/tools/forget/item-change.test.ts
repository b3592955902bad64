import { connectionIdOf } from '../../../core/connection/connection-id.ts';
import {
  auditChange,
  limitChange,
  outboxChange,
  proposalChange,
  quarantineChange,
  revocationChange,
} from '../../../tools/forget/item-change.ts';
import { isNamedIn, maskText } from '../../../tools/forget/person.ts';

const ana = { userId: 'ana', pseudonym: 'forgotten-1' };
const s = (S: string) => ({ S });

test.each([
  ['ana', 'forgotten-1'],
  ['Paid to ana.', 'Paid to forgotten-1.'],
  ['user#ana, user#beto', 'user#forgotten-1, user#beto'],
  ['(ana)', '(forgotten-1)'],
  ['anabel ana-maria ana.lopez ana_2 ana@example.com mariana maria.ana Ana', undefined],
])('in %j the id is masked where it is a word of its own', (text, expected = text) => {
  expect(maskText(text, ana)).toBe(expected);
  expect(isNamedIn(text, ana)).toBe(text !== expected);
});

test('an id with characters of patterns is taken as it is', () => {
  const person = { userId: 'a.b|c(1)$&', pseudonym: '$&x' };
  expect(maskText('to a.b|c(1)$& and axb', person)).toBe('to $&x and axb');
});

test('a proposal keeps all but the person and what was written with it', () => {
  const proposal = {
    ...{ proposalId: s('p-1'), fightId: s('ana'), fromUserId: s('ana'), toUserId: s('beto') },
    ...{ amount: { N: '12345678901234567890123' }, message: s('va'), status: s('accepted') },
    tags: { M: { ana: { L: [s('ana'), s('anabel')] } } },
  };
  expect(proposalChange(proposal, ana)).toEqual({
    kind: 'mask',
    set: {
      fromUserId: s('forgotten-1'),
      tags: { M: { 'forgotten-1': { L: [s('forgotten-1'), s('anabel')] } } },
    },
    drop: ['message'],
  });
});

test.each([
  ['to them alone', { target: { M: { users: { L: [s('ana')] } } }, data: { M: {} } }],
  ['of theirs', { userId: s('ana'), data: { M: {} } }],
  ['with an id made of theirs', { eventId: s('welcome-ana.1#ana'), data: { M: {} } }],
])('an event %s is removed', (_which, item) => {
  expect(outboxChange({ eventId: s('e-1'), ...item }, ana)).toEqual({ kind: 'remove' });
});

test('of an event to several only the person is masked', () => {
  const item = {
    ...{ eventId: s('e-1'), type: s('ana'), fingerprint: s('ana') },
    target: { M: { users: { L: [s('ana'), s('beto')] } } },
    data: { M: { title: s('ana won'), amount: { N: '5' } } },
  };
  expect(outboxChange(item, ana)).toEqual({
    kind: 'mask',
    set: {
      target: { M: { users: { L: [s('forgotten-1'), s('beto')] } } },
      data: { M: { title: s('forgotten-1 won'), amount: { N: '5' } } },
    },
    drop: [],
  });
});

test.each([
  ['whose key they are', { key: s('ana'), reason: s('r') }, { kind: 'remove' }],
  ['whose item names them', { key: s('b-1'), item: s('{"userId":"ana"}') }, { kind: 'remove' }],
  ['whose item was cut', { key: s('b-1'), item: s('{"userId":"ana","x":"…') }, { kind: 'remove' }],
  [
    'with a text that names them',
    { key: s('b-1'), item: s('{"message":"to ana"}') },
    { kind: 'remove' },
  ],
  ['of someone else', { key: s('b-1'), item: s('{"userId":"anabel"}') }, undefined],
])('a quarantined item %s', (_which, row, expected) => {
  expect(quarantineChange({ table: s('Bets'), changeId: s('c-1'), ...row }, ana)).toEqual(expected);
});

test('the counts of the quarantine stay', () => {
  expect(quarantineChange({ changeId: s('#report'), key: s('ana') }, ana)).toBeUndefined();
});

const entry = {
  ...{ dayShard: s('2026-11-21#3'), entryId: s('2026-11-21T10:15:30.250Z#e1') },
  ...{ actor: s('kim'), actorShard: s('kim#5'), action: s('disconnect_user') },
  ...{ sourceIp: s('203.0.113.7') },
};

test('an entry of theirs has another actor and no address', async () => {
  const item = { ...entry, actor: s('ana'), actorShard: s('ana#5'), subject: s('channel#ana') };
  expect(await auditChange(item, ana)).toEqual({
    kind: 'mask',
    set: { actor: s('forgotten-1'), actorShard: s('forgotten-1#5'), sourceIp: s('') },
    drop: [],
  });
});

test.each([
  ['user#ana', 'user#forgotten-1'],
  ['user#beto, user#ana', 'user#beto, user#forgotten-1'],
  ['role#ana, user#beto, user#ana and 4 more', 'role#ana, user#beto, user#forgotten-1 and 4 more'],
])('an entry about %s names someone else, and no reason', async (subject, expected) => {
  expect(await auditChange({ ...entry, subject: s(subject), reason: s('fraud') }, ana)).toEqual({
    kind: 'mask',
    set: { subject: s(expected) },
    drop: ['reason'],
  });
});

test('a connection of theirs is named by what API Gateway calls it alone', async () => {
  const subject = s(`connection#${await connectionIdOf('L0SM9cOFvHcCIhw=', 'ana')}`);
  expect(await auditChange({ ...entry, subject }, ana)).toEqual({
    kind: 'mask',
    set: { subject: s('connection#L0SM9cOFvHcCIhw=') },
    drop: [],
  });
  expect(await auditChange({ ...entry, subject }, { ...ana, userId: 'beto' })).toBeUndefined();
});

test('an entry about someone else keeps its reason, without the person', async () => {
  const item = { ...entry, subject: s('user#beto'), reason: s('plays with ana') };
  expect(await auditChange(item, ana)).toEqual({
    kind: 'mask',
    set: { reason: s('plays with forgotten-1') },
    drop: [],
  });
});

test('what keeps their tokens out stays; other revocations of theirs go, theirs of others are masked', () => {
  const row = { by: s('kim'), reason: s('phone') };
  expect(
    [
      { ...row, userId: s('ana'), tokenId: s('*') },
      { ...row, userId: s('ana'), tokenId: s('t-1') },
      { ...row, userId: s('beto'), tokenId: s('*'), by: s('ana') },
      { ...row, userId: s('beto'), tokenId: s('t-2') },
    ].map(item => revocationChange(item, ana)),
  ).toEqual([
    undefined,
    { kind: 'remove' },
    { kind: 'mask', set: { by: s('forgotten-1') }, drop: [] },
    undefined,
  ]);
});

test.each([
  ['requests#ana', { kind: 'remove' }],
  ['pending#ana', { kind: 'remove' }],
  ['requests#anabel', undefined],
  ['address#203.0.113.7', undefined],
  ['ana', undefined],
])('of the limits, %s', (subject, expected) => {
  expect(limitChange({ subject: s(subject), slot: s('all') }, ana)).toEqual(expected);
});

test('a drain that they began is on, and names someone else', () => {
  const drain = { subject: s('drain'), slot: s('all'), by: s('ana'), reason: s('ana is at it') };
  expect(limitChange(drain, ana)).toEqual({
    kind: 'mask',
    set: { by: s('forgotten-1'), reason: s('forgotten-1 is at it') },
    drop: [],
  });
});

test('of what a backend did for them the audit says for whom no more', async () => {
  const item = { ...entry, actor: s('backend#bets'), subject: s('proposal#p-1') };
  expect(await auditChange({ ...item, reason: s('for user ana') }, ana)).toEqual({
    kind: 'mask',
    set: { reason: s('for user forgotten-1') },
    drop: [],
  });
});
