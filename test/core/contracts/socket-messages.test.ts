import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { asyncApiDocument } from '../../../core/contracts/async-api.ts';
import { clientActions } from '../../../core/contracts/socket-messages.ts';
import { parseClientMessage } from '../../../core/wire/socket/client-message.ts';
import { serverDataSchemas } from '../../../core/wire/socket/server-message.ts';
import { schemaCheckOf } from '../../support/schema-checks.ts';
import { SseParser } from '../../support/sse-parser.ts';

const document = asyncApiDocument();
const { schemas } = document.components;
// Only the schemas: a validator of JSON Schema knows no other word of the document.
const check = schemaCheckOf({ components: { schemas } }, ['components']);
const problems = (name: string, value: unknown): string[] =>
  check(value, `/components/schemas/${name}`);

interface Recorded {
  readonly asked: unknown;
  readonly answered: { readonly event: string; readonly data: Readonly<Record<string, unknown>> };
}

const recorded: readonly Recorded[] = readFileSync('test/recorded/socket.txt', 'utf8')
  .split('\n\n')
  .flatMap(part => {
    const [, asked = '', answered = ''] = /^\w+ < (.*)\n(\{.*\})$/m.exec(part) ?? [];
    return answered === '' ? [] : [{ asked: parsedOr(asked), answered: JSON.parse(answered) }];
  });

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const actionOf = (asked: unknown): string => String(Object(asked).action);

test('each answer that was recorded is what its message is answered by', () => {
  expect(recorded.length).toBeGreaterThan(35);
  for (const { asked, answered } of recorded) {
    expect([answered, problems(`server.${answered.event}`, answered)]).toEqual([answered, []]);
    const operation = document.operations[`socket.${actionOf(asked)}`];
    const replies = operation?.reply?.messages.map(({ $ref }) => $ref.split('server.')[1]);
    // Whoever asked for no known action is answered that.
    expect(replies ?? ['proposal_error']).toContain(answered.event);
  }
});

test('a message that was recorded is one exactly where it was not answered that it is none', () => {
  const refused = ['INVALID_MESSAGE', 'UNKNOWN_ACTION'];
  const judged = recorded.map(({ asked, answered }) => {
    const action = actionOf(asked);
    const isKnown = clientActions.some(each => each === action);
    const isOne = isKnown && problems(`client.${action}`, asked).length === 0;
    return [asked, isOne || !refused.includes(String(answered.data.code)), isOne] as const;
  });
  // The place in a list is judged where it is looked up.
  const differing = judged.filter(([, isTaken, isOne]) => isTaken !== isOne);
  expect(differing).toEqual([]);
  expect(judged.filter(([, , isOne]) => !isOne).length).toBeGreaterThan(5);
});

const words = fc.constantFrom<unknown>(
  'beto',
  'fight-7',
  'p-1',
  'accept',
  '',
  'a b',
  'MXN',
  'mxn',
  '{}',
);
const values = fc.oneof(
  words,
  fc.constantFrom<unknown>(1, 0, -1, 1.5, 2_000_000, 0.000_001, null, true, [], {}),
  fc.constantFrom<unknown>('x'.repeat(128), 'x'.repeat(129), 'x'.repeat(501), '¿va? 🐓'),
);

const data = fc.record(
  {
    toUserId: values,
    fightId: values,
    amount: values,
    currency: values,
    odds: values,
    message: values,
    proposalId: values,
    response: values,
    workflowId: values,
    cursor: values,
    token: values,
    next: values,
  },
  { requiredKeys: [] },
);

const right: Readonly<Record<string, object | undefined>> = {
  create_pago_proposal: { toUserId: 'beto', fightId: 'fight-7', amount: 5_000, odds: 1.9 },
  create_doy_proposal: { toUserId: 'beto', fightId: 'fight-7', amount: 1, currency: 'MXN' },
  respond_to_proposal: { proposalId: 'p-1', response: 'accept' },
  cancel_proposal: { proposalId: 'p-1' },
  get_pending_proposals: { next: 'abc' },
  subscribe_workflow: { workflowId: 'payout-42', cursor: 'k3f9.1' },
  unsubscribe_workflow: { workflowId: 'payout-42' },
  authenticate: { token: 'a.b.c' },
};

test('the schema of a message takes what the server takes, and refuses what it refuses', () => {
  const counts = { taken: 0, refused: 0 };
  const message = fc
    .record({
      action: fc.constantFrom(...clientActions),
      requestId: words,
      changes: data,
      keeps: fc.boolean(),
    })
    .map(({ action, requestId, changes, keeps }) => ({
      action,
      requestId,
      data: keeps ? { ...right[action] } : { ...right[action], ...changes },
    }));
  fc.assert(
    fc.property(message, sent => {
      const isTaken = parseClientMessage(JSON.stringify(sent)).kind === 'message';
      counts[isTaken ? 'taken' : 'refused'] += 1;
      expect([sent, problems(`client.${sent.action}`, sent).length === 0]).toEqual([sent, isTaken]);
    }),
    { numRuns: 3_000 },
  );
  expect(Math.min(counts.taken, counts.refused)).toBeGreaterThan(200);
});

test('a proposal without a name of its own is none, as the server has it', () => {
  const message = { action: 'create_pago_proposal', data: right.create_pago_proposal };
  expect(problems('client.create_pago_proposal', message)).not.toEqual([]);
  expect(problems('client.create_pago_proposal', { ...message, requestId: 'r-1' })).toEqual([]);
  expect(problems('client.ping', { action: 'ping' })).toEqual([]);
});

test('there is a schema for each message of the server, and a new field breaks none', () => {
  const names = Object.keys(schemas).filter(name => name.startsWith('server.'));
  expect(names.sort()).toEqual(
    Object.keys(serverDataSchemas)
      .map(name => `server.${name}`)
      .sort(),
  );
  const pong = { event: 'pong', id: 'gw-1', data: { rttMs: 12 }, timestamp: 1, node: 'a' };
  expect(problems('server.pong', pong)).toEqual([]);
  expect(problems('server.pong', { ...pong, timestamp: '1' })).not.toEqual([]);
});

test('each frame that was recorded of a stream is what its message says', () => {
  const plays = readFileSync('test/recorded/streams.txt', 'utf8')
    .split(/^=== .*$/m)
    .slice(1);
  const counts = new Map<string, number>();
  for (const play of plays) {
    const parser = new SseParser();
    parser.push(new TextEncoder().encode(play.slice(1)));
    for (const { event, data: text } of parser.messages) {
      const isFrame = `frame.${event}` in schemas;
      const name = isFrame ? `frame.${event}` : 'Event';
      counts.set(name, (counts.get(name) ?? 0) + 1);
      expect([text, problems(name, JSON.parse(text))]).toEqual([text, []]);
    }
  }
  expect([...counts.keys()].sort()).toEqual([
    ...['Event', 'frame.connected', 'frame.error', 'frame.gap', 'frame.ping', 'frame.reconnect'],
  ]);
});
