import { type ClientCommand, parseCommand } from '../../../tools/client/client-command.ts';

const name = 'webhook' as const;
const url = 'https://desk.example.com/hooks';

test.each<[string, ClientCommand]>([
  ['webhooks', { name: 'webhooks' }],
  ['webhook desk', { name, what: 'show', webhookId: 'desk' }],
  ['webhook show add', { name, what: 'show', webhookId: 'add' }],
  [`webhook add ${url}`, { name, what: 'add', request: { url } }],
  [
    `webhook add ${url} --id desk --channels bets,fights --types BET_MATCHED,stream.* --format slack --signature v1a --description "of the desk"`,
    {
      ...{ name, what: 'add' },
      request: {
        ...{ url, webhookId: 'desk', channels: ['bets', 'fights'] },
        ...{ types: ['BET_MATCHED', 'stream.*'], format: 'slack', signature: 'v1a' },
        description: 'of the desk',
      },
    },
  ],
  [
    `webhook add ${url} --retries 0 --timeout 30000`,
    { name, what: 'add', request: { url, retryAttempts: 0, timeoutMs: 30_000 } },
  ],
  [
    `webhook change desk --url ${url} --channels bets --types NEW_BET --format standard --description "" --retries 9 --timeout 1000`,
    {
      ...{ name, what: 'change', webhookId: 'desk' },
      change: {
        ...{ url, channels: ['bets'], types: ['NEW_BET'], format: 'standard', description: '' },
        ...{ retryAttempts: 9, timeoutMs: 1_000 },
      },
    },
  ],
  ['webhook test desk', { name, what: 'test', webhookId: 'desk' }],
  ['webhook Pause desk', { name, what: 'pause', webhookId: 'desk' }],
  ['webhook resume desk', { name, what: 'resume', webhookId: 'desk' }],
  ['webhook remove desk', { name, what: 'remove', webhookId: 'desk' }],
  ['webhook rotate desk', { name, what: 'rotate', webhookId: 'desk' }],
  [
    'webhook rotate desk --overlap 0',
    { name, what: 'rotate', webhookId: 'desk', overlapSeconds: 0 },
  ],
  [
    'webhook recover desk 2026-11-21T10:15:00Z',
    { name, what: 'recover', webhookId: 'desk', since: '2026-11-21T10:15:00Z' },
  ],
  [
    'webhook recover desk 1 1795262400000',
    { name, what: 'recover', webhookId: 'desk', since: '1', until: '1795262400000' },
  ],
  ['webhook deliveries desk', { name, what: 'deliveries', webhookId: 'desk' }],
  [
    'webhook deliveries desk exhausted',
    { name, what: 'deliveries', webhookId: 'desk', state: 'exhausted' },
  ],
  ['webhook delivery desk 1-2', { name, what: 'delivery', webhookId: 'desk', deliveryId: '1-2' }],
  ['webhook redeliver desk 1-2', { name, what: 'redeliver', webhookId: 'desk', deliveryId: '1-2' }],
])('%s is understood', (line, command) => {
  expect(parseCommand(line)).toEqual({ kind: 'command', command });
});

const words =
  'show, add, change, test, pause, resume, rotate, recover, remove, deliveries, delivery, redeliver';

test.each([
  ['webhooks all', 'webhooks', 'received "all", expected nothing'],
  ['webhook', 'webhook', `received "", expected the id of one webhook, or one of ${words}`],
  [
    'webhook desk x',
    'webhook',
    `received "desk", expected the id of one webhook, or one of ${words}`,
  ],
  ['webhook test', 'webhook', 'expected the id of one webhook'],
  ['webhook remove a b', 'webhook', 'expected the id of one webhook'],
  ['webhook add', 'webhook', 'expected one URL, or the ARN of a queue or bus'],
  [
    `webhook add ${url} --id a/b`,
    'webhook',
    'id: expected 1 to 64 letters, digits, - and _, a letter or digit first',
  ],
  [
    `webhook add ${url} --types bad.*,*x`,
    'webhook',
    'types: expected an event type, or the beginning of some before a *, such as stream.*',
  ],
  [`webhook add ${url} --retries 10`, 'webhook', 'retries: Too big: expected number to be <=9'],
  [
    'webhook change desk --timeout soon',
    'webhook',
    'timeout: Invalid input: expected number, received NaN',
  ],
  ['webhook change --retries 1', 'webhook', 'expected the id of one webhook'],
  [
    'webhook change desk',
    'webhook',
    'expected what is to be otherwise: --url, --channels, --types, --format, --description, --retries, --timeout',
  ],
  ['webhook change desk --signature v1', 'webhook', "Unknown option '--signature'"],
  [`webhook add ${url} --secret x`, 'webhook', "Unknown option '--secret'"],
  [
    'webhook rotate desk --overlap 604801',
    'webhook',
    '--overlap: received "604801", expected 0 to 604800 seconds',
  ],
  [
    'webhook recover desk',
    'webhook',
    'expected the id of a webhook, since when, and perhaps until when',
  ],
  [
    'webhook recover desk yesterday',
    'webhook',
    'received "yesterday", expected a time such as 2026-11-21T10:15:00Z, or milliseconds since 1970',
  ],
  [
    'webhook deliveries desk lost',
    'webhook',
    'received "lost", expected nothing, or one of pending, delivered, exhausted',
  ],
  ['webhook delivery desk', 'webhook', 'expected the id of a webhook and that of a delivery'],
])('%s is not understood, and the message says why', (line, command, message) => {
  expect(parseCommand(line)).toEqual({ kind: 'misused', name: command, message });
});
