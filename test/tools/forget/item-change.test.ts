import { connectionIdOf } from '../../../core/connection/connection-id.ts';
import { credentialRate, requestRate } from '../../../core/limit/rate-limit.ts';
import { cancellationRate, creationRate } from '../../../core/proposal/proposal-rates.ts';
import { packJson } from '../../../lambdas/adapters/log/packed-json.ts';
import {
  auditChange,
  limitChange,
  outboxChange,
  proposalChange,
  quarantineChange,
  revocationChange,
  webhookChange,
} from '../../../tools/forget/item-change.ts';
import { type Person, wordOf } from '../../../tools/forget/person.ts';
import { userLimits } from '../../../tools/forget/person-places.ts';

const who = (userId: string, pseudonym = 'forgotten-1'): Person => ({
  ...{ userId, pseudonym, word: wordOf(userId) },
});
const ana = who('ana');
const s = (S: string) => ({ S });

test('a proposal keeps all but the person and what was written with it', () => {
  const proposal = {
    ...{ proposalId: s('p-1'), fightId: s('ana'), fromUserId: s('ana'), toUserId: s('beto') },
    ...{ amount: { N: '12345678901234567890123' }, message: s('va'), status: s('accepted') },
    tags: { M: { users: { L: [s('ana'), s('anabel')] }, ana: s('ana') } },
  };
  expect(proposalChange(proposal, ana)).toEqual({
    kind: 'mask',
    set: {
      fromUserId: s('forgotten-1'),
      tags: { M: { users: { L: [s('forgotten-1'), s('anabel')] }, ana: s('ana') } },
    },
    drop: ['message'],
  });
});

test.each([
  ['to them alone', { target: { M: { users: { L: [s('ana')] } } }, data: { M: {} } }],
  ['of theirs', { userId: s('ana'), data: { M: {} } }],
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
  ['of their own', { table: s('Users'), key: s('ana') }, { kind: 'remove' }],
  ['with their id', { item: s('{"userId":"ana"}') }, { kind: 'remove' }],
  ['with their id in a list', { item: s('{"target":{"users":["a","ana"]}}') }, { kind: 'remove' }],
  ['that was cut', { item: s('{"userId":"ana","x":"…') }, { kind: 'remove' }],
  ['that was cut behind a list', { item: s('{"users":["a","ana"],"x":"…') }, { kind: 'remove' }],
  ['of a payment stream that they send', { item: s('{"sender":"ana"}') }, { kind: 'remove' }],
  ['with a text that names them', { item: s('{"message":"to ana"}') }, { kind: 'remove' }],
  ['of someone else', { item: s('{"userId":"anabel"}') }, undefined],
  ['that was cut, of someone else', { item: s('{"userId":"ana/1","ana":"ana","x":"…') }, undefined],
  ['with their id as something else', { key: s('ana'), item: s('{"betId":"ana"}') }, undefined],
  ['that quotes itself', { item: s('{"x":"\\"userId\\":\\"ana\\"","y') }, undefined],
  ['whose reason has the word', { reason: s('Bets "b-1": status is "ana"') }, undefined],
])('a quarantined item %s', async (_which, row, expected) => {
  const whole = { table: s('Bets'), changeId: s('c-1'), key: s('b-1'), ...row };
  expect(await quarantineChange(whole, ana)).toEqual(expected);
});

test.each([
  ['before the change', { OldImage: { userId: s('ana') } }, { kind: 'remove' }],
  ['behind what its text was cut at', { NewImage: { users: { SS: ['ana'] } } }, { kind: 'remove' }],
  ['nowhere', { OldImage: { userId: s('bea') }, NewImage: { userId: s('bea') } }, undefined],
])('a quarantined change whose record has them %s', async (_where, dynamodb, expected) => {
  const record = { B: await packJson(JSON.stringify({ eventID: 'c-1', dynamodb })) };
  const row = { table: s('Bets'), changeId: s('c-1'), key: s('b-1'), item: s('{"x":"…'), record };
  expect(await quarantineChange(row, ana)).toEqual(expected);
});

test('the counts of the quarantine stay', async () => {
  expect(await quarantineChange({ changeId: s('#report'), key: s('ana') }, ana)).toBeUndefined();
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
  expect(await auditChange({ ...entry, subject }, who('beto'))).toBeUndefined();
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
  ['sockets#ana', { kind: 'remove' }],
  ['requests#anabel', undefined],
  ['requests#ana#2', undefined],
  ['address#ana', undefined],
  ['attempts#ana', undefined],
  ['address#203.0.113.7', undefined],
  ['ana', undefined],
])('of the limits, %s', (subject, expected) => {
  expect(limitChange({ subject: s(subject), slot: s('all') }, ana)).toEqual(expected);
});

test('all rates that are counted by user are of the user', () => {
  const rates = [requestRate, credentialRate, creationRate, cancellationRate];
  expect(userLimits).toEqual(expect.arrayContaining(rates.map(({ name }) => name)));
});

test('a drain that they began is on, and names someone else', () => {
  const drain = { subject: s('drain'), slot: s('all'), by: s('ana'), reason: s('ana is at it') };
  expect(limitChange(drain, ana)).toEqual({
    kind: 'mask',
    set: { by: s('forgotten-1'), reason: s('forgotten-1 is at it') },
    drop: [],
  });
});

test('the audit no longer names the user that a backend acted for', async () => {
  const item = { ...entry, actor: s('backend#bets'), subject: s('proposal#p-1') };
  expect(await auditChange({ ...item, reason: s('for user ana') }, ana)).toEqual({
    kind: 'mask',
    set: { reason: s('for user forgotten-1') },
    drop: [],
  });
});

test('a webhook of theirs is disabled and names nobody; what identified its maker goes', () => {
  const webhook = {
    ...{ webhookId: s('ana'), url: s('https://orders.example.com/ana'), status: s('enabled') },
    ...{ version: { N: '4' }, description: s('for ana, the desk') },
    maker: {
      M: {
        ...{ userId: s('ana'), role: s('admin'), permissions: { L: [s('payments:read')] } },
        ...{ addresses: { L: [s('0xabc')] }, tokenId: s('t-1'), sessionId: s('s-1') },
      },
    },
  };
  const maker = { M: { userId: s('forgotten-1'), role: s('admin'), permissions: { L: [] } } };
  const set = { maker, description: s('for forgotten-1, the desk'), version: { N: '5' } };
  expect(webhookChange(webhook, ana)).toEqual({
    kind: 'mask',
    set: { ...set, status: s('disabled'), reason: s('maker_revoked') },
    drop: [],
  });
  const gone = { ...webhook, status: s('disabled'), reason: s('gone') };
  expect(webhookChange(gone, ana)).toEqual({ kind: 'mask', set, drop: [] });
});

test('a webhook of another is as it was, but for what is written of the person', () => {
  const webhook = {
    ...{ webhookId: s('w-1'), status: s('enabled'), version: { N: '4' } },
    ...{ description: s('asked for by ana'), maker: { M: { userId: s('anabel') } } },
  };
  expect(webhookChange(webhook, ana)).toEqual({
    ...{ kind: 'mask', set: { description: s('asked for by forgotten-1') }, drop: [] },
  });
  expect(webhookChange({ ...webhook, description: s('anabel') }, ana)).toBeUndefined();
  expect(webhookChange({ webhookId: s('#count'), webhooks: { N: '1' } }, ana)).toBeUndefined();
});
