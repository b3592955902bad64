import { LocalQueue } from '../../../../local/resources/sqs/local-queue.ts';
import { queueSamples } from '../../../../local/resources/sqs/queue-metrics.ts';

test('a queue is measured by state, and by the age of its oldest message, in flight or not', async () => {
  let nowMs = 1_000_000;
  const queue = new LocalQueue(
    {
      arn: 'arn:aws:sqs:us-east-1:000000000000:wake',
      name: 'wake',
      url: 'http://127.0.0.1/000000000000/wake',
      createdAtMs: nowMs,
      visibilityTimeoutMs: 60_000,
      delayMs: 0,
      retentionMs: 345_600_000,
      maximumMessageBytes: 1_048_576,
      receiveWaitMs: 0,
      policies: {},
    },
    { now: () => nowMs },
  );
  const measured = () =>
    Object.fromEntries(
      queueSamples(queue).map(({ name, values, dimensions }) => {
        expect(dimensions).toEqual({ QueueName: 'wake' });
        return [name.replace('ApproximateNumberOfMessages', ''), values[0]];
      }),
    );
  const message = { body: 'hello', attributes: {}, systemAttributes: {} };
  expect(measured()).toEqual({
    ApproximateAgeOfOldestMessage: 0,
    Visible: 0,
    NotVisible: 0,
    Delayed: 0,
  });
  queue.send(message);
  nowMs += 10_000;
  queue.send(message);
  queue.send({ ...message, delayMs: 30_000 });
  const [received] = await queue.receive({ max: 1, waitMs: 0 });
  expect(measured()).toEqual({
    ApproximateAgeOfOldestMessage: 10,
    Visible: 1,
    NotVisible: 1,
    Delayed: 1,
  });
  queue.remove(received?.receiptHandle ?? '');
  nowMs += 5_000;
  expect(measured()).toEqual({
    ApproximateAgeOfOldestMessage: 5,
    Visible: 1,
    NotVisible: 0,
    Delayed: 1,
  });
  queue.stop();
});
