import { LocalQueue } from '../../../../local/resources/sqs/local-queue.ts';
import { queueSamples } from '../../../../local/resources/sqs/queue-metrics.ts';

const queueAt = (now: () => number) =>
  new LocalQueue(
    {
      arn: 'arn:aws:sqs:us-east-1:000000000000:wake',
      name: 'wake',
      url: 'http://127.0.0.1/000000000000/wake',
      createdAtMs: now(),
      visibilityTimeoutMs: 60_000,
      delayMs: 0,
      retentionMs: 345_600_000,
      maximumMessageBytes: 1_048_576,
      receiveWaitMs: 0,
      policies: {},
    },
    { now },
  );

test('the age is of none that was received three times', async () => {
  let nowMs = 1_000_000;
  const queue = queueAt(() => nowMs);
  const ageOf = () => queueSamples(queue)[0]?.values[0];
  queue.send({ body: 'poison', attributes: {}, systemAttributes: {} });
  const ages: unknown[] = [];
  for (let received = 0; received < 3; received += 1) {
    nowMs += 60_000;
    ages.push(ageOf());
    await queue.receive({ max: 1, waitMs: 0 });
  }
  expect([...ages, ageOf()]).toEqual([60, 120, 180, 0]);
  nowMs += 1_000;
  queue.send({ body: 'next', attributes: {}, systemAttributes: {} });
  nowMs += 5_000;
  expect(ageOf()).toBe(5);
  queue.stop();
});

test('a queue is measured by state, and by the age of its oldest message, in flight or not', async () => {
  let nowMs = 1_000_000;
  const queue = queueAt(() => nowMs);
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
