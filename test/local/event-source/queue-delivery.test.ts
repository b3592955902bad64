import type { InvocationResult } from '../../../local/contract/invocation.ts';
import type { ReceivedMessage } from '../../../local/contract/message-queue.ts';
import { deliverMessages } from '../../../local/event-source/queue-delivery.ts';

const message = (messageId: string): ReceivedMessage => ({
  messageId,
  receiptHandle: `handle of ${messageId}`,
  body: 'hello',
  md5OfBody: '5d41402abc4b2a76b9719d911017c592',
  systemAttributes: {},
  attributes: {},
});
const messages = [message('a'), message('b')];

const throttled: InvocationResult = {
  kind: 'error',
  errorType: 'TooManyRequestsException',
  errorMessage: 'Rate Exceeded.',
};
const failed: InvocationResult = { kind: 'error', errorType: 'Error', errorMessage: 'no' };
const ok = (payload: unknown = null): InvocationResult => ({ kind: 'ok', payload });

/** Delivers both messages; the clock is moved by pauses alone. */
async function deliver(
  results: readonly InvocationResult[],
  more: { reportsItemFailures?: boolean; redeliveries?: number; stopsAfterMs?: number } = {},
) {
  const { reportsItemFailures = true, redeliveries = 0, stopsAfterMs = 1e9 } = more;
  const removed: string[] = [];
  const counted: (readonly [messages: number, failed: number])[] = [];
  let [invocations, nowMs, redeliveriesLeft] = [0, 0, redeliveries];
  await deliverMessages(
    messages,
    { reportsItemFailures, visibleAgainAtMs: 30_000 },
    {
      invoke: async () => {
        invocations += 1;
        return results[invocations - 1] ?? results.at(-1) ?? failed;
      },
      invoked: (...counts) => counted.push(counts),
      remove: ({ messageId }) => removed.push(messageId),
      takeRedelivery: () => redeliveriesLeft-- > 0,
      pause: async delayMs => {
        nowMs += delayMs;
        return nowMs < stopsAfterMs;
      },
      stopping: () => nowMs >= stopsAfterMs,
      now: () => nowMs,
    },
  );
  return { removed, invocations, nowMs, counted };
}

test('what was accepted is removed', async () => {
  const { counted, ...delivered } = await deliver([ok()]);
  expect(delivered).toEqual({ removed: ['a', 'b'], invocations: 1, nowMs: 0 });
  expect(counted).toEqual([[2, 0]]);
});

test('what failed is left to its visibility timeout', async () => {
  const { counted, ...delivered } = await deliver([failed]);
  expect(delivered).toEqual({ removed: [], invocations: 1, nowMs: 0 });
  expect(counted).toEqual([[2, 2]]);
});

test.each<[string, unknown, string[]]>([
  ['nothing', null, ['a', 'b']],
  ['an empty object', {}, ['a', 'b']],
  ['no failures', { batchItemFailures: [] }, ['a', 'b']],
  ['null', { batchItemFailures: null }, ['a', 'b']],
  ['one failure', { batchItemFailures: [{ itemIdentifier: 'b' }] }, ['a']],
  ['a message of nobody', { batchItemFailures: [{ itemIdentifier: 'c' }] }, []],
  ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }, []],
  ['no identifier', { batchItemFailures: [{ itemIdentifier: null }] }, []],
  ['another key', { batchItemFailures: [{ messageId: 'b' }] }, []],
  ['a word', 'fine', []],
])('a report of %s', async (_, payload, removed) => {
  expect((await deliver([ok(payload)])).removed).toEqual(removed);
});

test('without a report of failures the answer says nothing', async () => {
  const answer = ok({ batchItemFailures: [{ itemIdentifier: 'b' }] });
  const { removed } = await deliver([answer], { reportsItemFailures: false });
  expect(removed).toEqual(['a', 'b']);
});

test('a throttled invocation is tried again after longer and longer pauses', async () => {
  const { removed, invocations, nowMs, counted } = await deliver([
    throttled,
    throttled,
    throttled,
    ok(),
  ]);
  expect(counted).toEqual([
    [2, 2],
    [2, 2],
    [2, 2],
    [2, 0],
  ]);
  expect({ removed, invocations, nowMs }).toEqual({
    removed: ['a', 'b'],
    invocations: 4,
    nowMs: 700,
  });
});

test('and given up before somebody else may receive the messages', async () => {
  const { removed, invocations, nowMs } = await deliver([throttled]);
  expect(removed).toEqual([]);
  // 0.1, 0.2, … 3.2 s, and then 5 s each: the next one would end after 30 s.
  expect({ invocations, nowMs }).toEqual({ invocations: 11, nowMs: 26_300 });
});

test('what was accepted is delivered again where that is injected, whatever comes of it', async () => {
  const { counted, ...result } = await deliver([ok(), failed], { redeliveries: 1 });
  expect(result).toEqual({ removed: ['a', 'b'], invocations: 2, nowMs: 0 });
  expect(counted).toEqual([[2, 0]]);
});

test('nothing is tried once the host stops', async () => {
  const { removed, invocations } = await deliver([throttled], { stopsAfterMs: 250 });
  expect({ removed, invocations }).toEqual({ removed: [], invocations: 2 });
});
