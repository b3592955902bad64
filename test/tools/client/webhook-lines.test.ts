import type { Webhook } from '../../../core/wire/management/webhooks.ts';
import type { ClientRecord } from '../../../tools/client/client-record.ts';
import { renderRecord, type Surface } from '../../../tools/client/render-record.ts';
import { webhookSentence } from '../../../tools/client/webhook-lines.ts';
import { documentedEvents } from '../../support/documented-events.ts';

const at = new Date(2026, 10, 21, 12, 5, 9).getTime();
const surface: Surface = { paint: (_colour, text) => text, userId: 'ana', remainingMs: () => 0 };
const then = Date.parse('2026-11-21T12:00:00Z');
const webhook: Webhook = {
  ...{ webhookId: 'desk', url: 'https://desk.example.com/hooks?key=1', channels: ['bets'] },
  ...{ types: ['BET_MATCHED', 'stream.*'], format: 'standard', signature: 'v1' },
  ...{ retryAttempts: 9, timeoutMs: 15_000, status: 'enabled', maker: 'kim' },
  ...{ createdAt: then, updatedAt: then, keys: [{ createdAt: then }] },
  health: { state: 'unknown', failuresInARow: 0, waiting: 0 },
};
const failing: Webhook = {
  ...{ ...webhook, webhookId: 'bot', status: 'disabled', reason: 'failing' },
  ...{ description: 'of the\u001b desk', channels: ['*'] },
  keys: [{ createdAt: then + 1_000 }, { createdAt: then, until: then + 60_000 }],
  health: {
    ...{ state: 'failing', failuresInARow: 7, waiting: 3, failingSince: then, readUntil: then },
    isBehind: true,
    nextAttemptAt: then + 5_000,
    ...{ lastSuccessAt: then, lastFailureAt: then, lastFailure: { failure: 'TIMEOUT' } },
    ...{ slowUntil: then, recovering: { since: then, until: then + 1_000 } },
  },
};
const delivery = {
  ...{ deliveryId: '1-2', messageId: 'msg_1', eventId: 'e1', type: 'NEW_BET', channel: 'bets' },
  ...{ state: 'pending', cursor: 'abc.42', createdAt: then, attemptCount: 1 },
  nextAttemptAt: then + 5_000,
} as const;
const lastAttempt = { at: then, tookMs: 42, status: 500 };

const linesOf = (command: string, data: unknown): readonly string[] =>
  renderRecord({ at, record: 'result', command, ending: 'done', data } as ClientRecord, surface);

test('every event of a webhook is a sentence', () => {
  const sentences = documentedEvents
    .filter(({ example }) => example.type.startsWith('webhook.'))
    .map(({ example }) => webhookSentence(example));
  expect(
    sentences.every(sentence => /^webhook \S+ (was sent|takes|is disabled)/.test(sentence ?? '')),
  ).toBe(true);
  const event = { ...documentedEvents[0]?.example, type: 'webhook.exhausted' };
  expect(webhookSentence({ ...event, data: { webhookId: 'desk', deliveries: 1 } } as never)).toBe(
    'webhook desk was sent 1 delivery in vain: `webhook deliveries desk exhausted`',
  );
});

test.each<[string, string, unknown, readonly string[]]>([
  [
    'none',
    'webhooks',
    { webhooks: [] },
    ['12:05:09 there are none: `webhook add URL` sets one up'],
  ],
  [
    'a list, without what of a URL may be a secret',
    'webhooks',
    {
      webhooks: [
        webhook,
        failing,
        {
          ...{ ...webhook, webhookId: 'queue', url: 'arn:aws:sqs:eu-west-1:1:q' },
          health: { state: 'healthy', failuresInARow: 0, waiting: 0 },
        },
      ],
    },
    [
      '12:05:09 webhook desk enabled, desk.example.com',
      '         webhook bot disabled because it failed for five days, 7 failures in a row, 3 wait, left alone until 2026-11-21T12:00:00Z, desk.example.com',
      '         webhook queue enabled, healthy, arn:aws:sqs:eu-west-1:1:q',
    ],
  ],
  [
    'one with its health, its keys and what was sent last',
    'webhook',
    {
      ...{ what: 'show', webhookId: 'bot', webhook: failing },
      deliveries: [{ ...delivery, lastAttempt }],
    },
    [
      '12:05:09 webhook bot disabled because it failed for five days, 7 failures in a row, "of the\uFFFD desk"',
      '           https://desk.example.com/hooks?key=1',
      '           BET_MATCHED, stream.* of all channels, as kim may read them',
      '           standard, v1, up to 9 retries, 15 s each',
      '           key of 2026-11-21T12:00:01Z',
      '           key of 2026-11-21T12:00:00Z, signs until 2026-11-21T12:01:00Z',
      '           3 wait, next 2026-11-21T12:00:05Z, read until 2026-11-21T12:00:00Z, behind: the log has more for it',
      '           last success 2026-11-21T12:00:00Z',
      '           last failure 2026-11-21T12:00:00Z (TIMEOUT)',
      '           failing since 2026-11-21T12:00:00Z',
      '           left alone until 2026-11-21T12:00:00Z: its receiver asked for that or could not keep up',
      '           recovering 2026-11-21T12:00:00Z to 2026-11-21T12:00:01Z',
      '           1-2 NEW_BET pending, 1 attempt, next 2026-11-21T12:00:05Z: 500',
    ],
  ],
  [
    'a new one with its secret, this once',
    'webhook',
    { what: 'add', webhook, secret: 'whsec_1' },
    [
      '12:05:09 webhook desk is there: what is published from now on is posted to desk.example.com',
      '         secret whsec_1',
      '           it is shown this once: keep it where the receiver finds it',
    ],
  ],
  [
    'another key',
    'webhook',
    { what: 'rotate', webhookId: 'desk', publicKey: 'whpk_1', previousUntil: then },
    [
      '12:05:09 webhook desk has a new key, which signs from now on; the one before until 2026-11-21T12:00:00Z',
      '         public key whpk_1',
      '           anyone finds it at webhooks/desk/keys, too',
    ],
  ],
  [
    'a pause',
    'webhook',
    { what: 'pause', webhookId: 'desk', webhook: { ...webhook, status: 'paused' } },
    ['12:05:09 webhook desk is paused: nothing is sent until `webhook resume desk`'],
  ],
  [
    'a change, with what it is now',
    'webhook',
    { what: 'change', webhookId: 'desk', webhook },
    [
      '12:05:09 webhook desk is changed, and you answer for it from now on',
      '           https://desk.example.com/hooks?key=1',
      '           BET_MATCHED, stream.* of bets, as kim may read them',
      '           standard, v1, up to 9 retries, 15 s each',
      '           key of 2026-11-21T12:00:00Z',
      '           0 wait',
    ],
  ],
  [
    'its end',
    'webhook',
    { what: 'resume', webhookId: 'desk', webhook },
    ['12:05:09 webhook desk is enabled: it goes on where it was'],
  ],
  [
    'one that is gone',
    'webhook',
    { what: 'remove', webhookId: 'desk' },
    ['12:05:09 webhook desk is removed'],
  ],
  [
    'a test',
    'webhook',
    { what: 'test', webhookId: 'desk', deliveryId: '1-2' },
    ['12:05:09 delivery 1-2 is attempted next: `webhook delivery desk 1-2` shows what came of it'],
  ],
  [
    'a recovery',
    'webhook',
    { what: 'recover', webhookId: 'desk', since: then, until: then + 1_000 },
    [
      '12:05:09 webhook desk goes through the log again from 2026-11-21T12:00:00Z to 2026-11-21T12:00:01Z, for what was not delivered',
    ],
  ],
  [
    'a recovery whose beginning is gone',
    'webhook',
    { what: 'recover', webhookId: 'desk', since: then, until: then + 1_000, isCut: true },
    [
      '12:05:09 webhook desk goes through the log again from 2026-11-21T12:00:00Z to 2026-11-21T12:00:01Z, for what was not delivered',
      '           its beginning is kept no longer: it begins with the oldest',
    ],
  ],
  ['no delivery', 'webhook', { what: 'deliveries', deliveries: [] }, ['12:05:09 there are none']],
  [
    'deliveries',
    'webhook',
    {
      what: 'deliveries',
      deliveries: [{ ...delivery, state: 'exhausted', nextAttemptAt: undefined, attemptCount: 10 }],
      hasMore: true,
    },
    ['12:05:09 1-2 NEW_BET exhausted, 10 attempts', '         there are more'],
  ],
  [
    'one that waits for its webhook',
    'webhook',
    { what: 'deliveries', deliveries: [{ ...delivery, nextAttemptAt: undefined }] },
    ['12:05:09 1-2 NEW_BET pending, 1 attempt, next once the webhook is enabled'],
  ],
  [
    'one delivery with what is posted and each attempt',
    'webhook',
    {
      ...{ what: 'delivery', webhookId: 'desk' },
      delivery: {
        ...{ ...delivery, gap: { from: 'abc.1', to: 'abc.9', reason: 'expired' } },
        request: { headers: {}, body: `{"a":"${'x'.repeat(600)}"}` },
        attempts: [
          { ...lastAttempt, answer: 'no\u009b', answerCut: true },
          { at: then, tookMs: 1, failure: 'NAME_NOT_FOUND', message: 'no such host' },
        ],
      },
    },
    [
      '12:05:09 delivery 1-2 pending, 1 attempt, next 2026-11-21T12:00:05Z',
      '           NEW_BET of bets, event e1',
      '           webhook-id msg_1, cursor abc.42',
      '           gap from abc.1 to abc.9: expired',
      `           {"a":"${'x'.repeat(493)}…`,
      '           2026-11-21T12:00:00Z 500 after 42 ms "no\uFFFD…"',
      '           2026-11-21T12:00:00Z NAME_NOT_FOUND after 1 ms, no such host',
    ],
  ],
])('%s is shown', (_title, command, data, lines) => {
  expect(linesOf(command, data)).toEqual(lines);
});
