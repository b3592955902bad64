import type { InvocationResult } from '../../../local/contract/invocation.ts';
import type { StreamRecord } from '../../../local/contract/stream-record.ts';
import {
  type DeliveryPorts,
  type DiscardCondition,
  deliverBatch,
} from '../../../local/event-source/batch-delivery.ts';
import {
  mappingProperties,
  mappingSettings,
} from '../../../local/event-source/mapping-settings.ts';

const ok: InvocationResult = { kind: 'ok', payload: null };
const failure: InvocationResult = { kind: 'error', errorType: 'Error', errorMessage: 'no' };
const throttled: InvocationResult = {
  kind: 'error',
  errorType: 'TooManyRequestsException',
  errorMessage: 'Rate Exceeded.',
};

const nowMs = 1_000_000_000;
const record = (name: string, ageSeconds = 0): StreamRecord => ({
  eventID: name,
  eventName: 'INSERT',
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  awsRegion: 'us-east-1',
  eventSourceARN: 'arn:stream',
  dynamodb: {
    ApproximateCreationDateTime: nowMs / 1000 - ageSeconds,
    SequenceNumber: name,
    SizeBytes: 1,
  },
});
const names = (records: readonly StreamRecord[]): string =>
  records.map(each => each.eventID).join('');

/** Delivers records "a", "b", … and returns what happened, in order. */
async function deliver(
  records: readonly StreamRecord[],
  properties: Record<string, unknown>,
  answer: (batch: string, invocation: number) => InvocationResult,
  pauses = Number.POSITIVE_INFINITY,
) {
  const invoked: string[] = [];
  const done: string[] = [];
  const discarded: [string, DiscardCondition, number][] = [];
  const pausesMs: number[] = [];
  const counted: (readonly [records: number, failed: number])[] = [];
  const ports: DeliveryPorts = {
    async invoke(batch) {
      invoked.push(names(batch));
      return answer(names(batch), invoked.length);
    },
    invoked: (...counts) => counted.push(counts),
    checkpoint: each => done.push(each.eventID),
    async discard(batch, condition, invocations) {
      discarded.push([names(batch), condition, invocations]);
    },
    async pause(delayMs) {
      pausesMs.push(delayMs);
      return pausesMs.length < pauses;
    },
    stopping: () => false,
    now: () => nowMs,
  };
  const defaults = { StartingPosition: 'LATEST', EventSourceArn: 'arn', FunctionName: 'worker' };
  const settings = mappingSettings(mappingProperties.parse({ ...defaults, ...properties }));
  await deliverBatch(records, settings, ports);
  return { invoked, done, discarded, pausesMs, counted };
}
const abcd = ['a', 'b', 'c', 'd'].map(name => record(name));

test('an accepted batch is done with at once', async () => {
  const { invoked, done, pausesMs } = await deliver(abcd, {}, () => ok);
  expect(invoked).toEqual(['abcd']);
  expect(done).toEqual(['d']);
  expect(pausesMs).toEqual([]);
});

test('a failed batch is retried as a whole until it is accepted', async () => {
  const { invoked, discarded } = await deliver(abcd, {}, (_, n) => (n < 4 ? failure : ok));
  expect(invoked).toEqual(['abcd', 'abcd', 'abcd', 'abcd']);
  expect(discarded).toEqual([]);
});

test('pauses grow between retries and stay within 5 s', async () => {
  const { pausesMs } = await deliver(abcd, {}, () => failure, 9);
  expect(pausesMs).toEqual([200, 400, 800, 1600, 3200, 5000, 5000, 5000, 5000]);
});

test('the records are discarded after exactly MaximumRetryAttempts retries', async () => {
  const { invoked, done, discarded } = await deliver(
    abcd,
    { MaximumRetryAttempts: 2 },
    () => failure,
  );
  expect(invoked).toEqual(['abcd', 'abcd', 'abcd']);
  expect(discarded).toEqual([['abcd', 'RetryAttemptsExhausted', 3]]);
  expect(done).toEqual(['d']);
});

test('bisecting finds the poisoned record, and everything around it goes through in order', async () => {
  const { invoked, done, discarded } = await deliver(
    abcd,
    { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1 },
    batch => (batch.includes('c') ? failure : ok),
  );
  expect(invoked).toEqual(['abcd', 'ab', 'cd', 'c', 'c', 'd']);
  expect(discarded).toEqual([['c', 'RetryAttemptsExhausted', 5]]);
  expect(done).toEqual(['b', 'c', 'd']);
});

test('a reported item failure retries from that item on', async () => {
  const { invoked, done, counted } = await deliver(
    abcd,
    { FunctionResponseTypes: ['ReportBatchItemFailures'] },
    batch =>
      batch.startsWith('a')
        ? {
            kind: 'ok',
            payload: { batchItemFailures: [{ itemIdentifier: 'd' }, { itemIdentifier: 'b' }] },
          }
        : ok,
  );
  expect(invoked).toEqual(['abcd', 'bcd']);
  expect(done).toEqual(['a', 'd']);
  expect(counted).toEqual([
    [4, 3],
    [3, 0],
  ]);
});

test.each<[string, unknown, string[]]>([
  ['an empty list is success', { batchItemFailures: [] }, ['abcd']],
  ['null is success', null, ['abcd']],
  [
    'an unknown identifier fails the batch',
    { batchItemFailures: [{ itemIdentifier: 'x' }] },
    ['abcd', 'abcd'],
  ],
])('of reported item failures, %s', async (_, payload, expected) => {
  const { invoked } = await deliver(
    abcd,
    { FunctionResponseTypes: ['ReportBatchItemFailures'] },
    (_batch, n) => (n === 1 ? { kind: 'ok', payload } : ok),
  );
  expect(invoked).toEqual(expected);
});

test('item failures mean nothing to a mapping that does not ask for them', async () => {
  const payload = { batchItemFailures: [{ itemIdentifier: 'b' }] };
  const { invoked } = await deliver(abcd, {}, () => ({ kind: 'ok', payload }));
  expect(invoked).toEqual(['abcd']);
});

test('throttling neither counts as a retry nor splits the batch', async () => {
  const { invoked, discarded } = await deliver(
    abcd,
    { MaximumRetryAttempts: 0, BisectBatchOnFunctionError: true },
    (_, n) => (n < 3 ? throttled : ok),
  );
  expect(invoked).toEqual(['abcd', 'abcd', 'abcd']);
  expect(discarded).toEqual([]);
});

test('records older than MaximumRecordAgeInSeconds are discarded uninvoked, at exactly that age not', async () => {
  const records = [record('a', 62), record('b', 61), record('c', 60), record('d', 1)];
  const { invoked, discarded } = await deliver(
    records,
    { MaximumRecordAgeInSeconds: 60 },
    () => ok,
  );
  expect(invoked).toEqual(['cd']);
  expect(discarded).toEqual([['ab', 'RecordAgeExceeded', 0]]);
});

test('without a maximum age, records are kept for the 24 hours of a stream', async () => {
  const records = [record('a', 86_401), record('b', 86_400)];
  const { invoked, discarded } = await deliver(records, {}, () => ok);
  expect(invoked).toEqual(['b']);
  expect(discarded).toEqual([['a', 'RecordAgeExceeded', 0]]);
});

test('delivery ends without a checkpoint when the host stops during a pause', async () => {
  const { invoked, done, discarded } = await deliver(abcd, {}, () => failure, 1);
  expect(invoked).toEqual(['abcd']);
  expect(done).toEqual([]);
  expect(discarded).toEqual([]);
});
