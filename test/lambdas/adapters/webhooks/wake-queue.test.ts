import {
  type SendMessageBatchRequest,
  type SendMessageBatchResult,
  SQSClient,
} from '@aws-sdk/client-sqs';
import {
  createQueueClient,
  createWakeQueue,
} from '../../../../lambdas/adapters/webhooks/wake-queue.ts';

const queueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/WakeUps';

/** A queue that answers so, and what it was asked. */
function answering(answer: (asked: SendMessageBatchRequest) => Partial<SendMessageBatchResult>) {
  const asked: SendMessageBatchRequest[] = [];
  const waits: number[] = [];
  const client = new SQSClient({ region: 'us-east-1' });
  client.middlewareStack.add(
    () =>
      async ({ input }) => {
        const request = input as SendMessageBatchRequest;
        asked.push(request);
        return { response: {}, output: { $metadata: {}, ...answer(request) } };
      },
    { step: 'initialize' },
  );
  const wait = async (ms: number) => void waits.push(ms);
  return { asked, waits, wake: createWakeQueue(queueUrl, client, wait) };
}

const failure = (Id: string | undefined) => ({
  Id,
  Code: 'ServiceUnavailable',
  SenderFault: false,
});

test('each webhook is a message of its own, ten in a batch, each once [W3]', async () => {
  const { asked, wake } = answering(() => ({}));
  await wake(Array.from({ length: 23 }, (_, n) => `w-${n % 21}`));
  expect(asked.map(({ Entries }) => Entries?.length)).toEqual([10, 10, 1]);
  expect(asked[2]).toEqual({
    QueueUrl: queueUrl,
    Entries: [{ Id: '0', MessageBody: '{"webhookId":"w-20"}', DelaySeconds: 0 }],
  });
  await wake([]);
  expect(asked).toHaveLength(3);
});

test('a wake-up may wait [W3]', async () => {
  const { asked, wake } = answering(() => ({}));
  await wake(['w-1'], 900);
  expect(asked[0]?.Entries?.[0]?.DelaySeconds).toBe(900);
});

test('what the queue does not take is given again, and nothing else [W3]', async () => {
  let batches = 0;
  const { asked, waits, wake } = answering(({ Entries = [] }) => {
    batches += 1;
    return batches === 1 ? { Failed: [failure(Entries[1]?.Id)] } : {};
  });
  await wake(['w-0', 'w-1', 'w-2']);
  expect(asked.map(({ Entries = [] }) => Entries.map(({ MessageBody }) => MessageBody))).toEqual([
    ['{"webhookId":"w-0"}', '{"webhookId":"w-1"}', '{"webhookId":"w-2"}'],
    ['{"webhookId":"w-1"}'],
  ]);
  expect(waits).toHaveLength(1);
});

test('a queue that never takes one is given it four times; then it is an error without a body [W3]', async () => {
  const { asked, wake } = answering(({ Entries = [] }) => ({ Failed: [failure(Entries[0]?.Id)] }));
  await expect(wake(['w-secret'])).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: 'the queue did not take 1 wake-ups in 4 attempts: ServiceUnavailable',
  });
  expect(asked).toHaveLength(4);
});

test('the client asks where the environment says, whatever host the queue’s URL has', () => {
  expect(createQueueClient().config.useQueueUrlAsEndpoint).toBe(false);
});
