import { ExecutionAlreadyExists, SFNClient, SFNServiceException } from '@aws-sdk/client-sfn';
import { createStartDeadline } from '../../../../lambdas/adapters/proposals/deadline.ts';

const arn = 'arn:aws:states:us-east-1:123456789012:stateMachine:Deadline';
const deadline = { proposalId: 'p-1', expiresAt: '2026-11-20T20:05:00.000Z' };

/** A client whose every request ends so; and what it was asked. */
function answering(answer: () => unknown) {
  const asked: unknown[] = [];
  const client = new SFNClient({ region: 'us-east-1' });
  client.middlewareStack.add(
    () =>
      async ({ input }) => {
        asked.push(input);
        answer();
        return { response: {}, output: { $metadata: {} } };
      },
    { step: 'initialize' },
  );
  return { asked, start: createStartDeadline(arn, client) };
}

const failing = (error: Error) =>
  answering(() => {
    throw error;
  });

test('a deadline is an execution named after its proposal', async () => {
  const { asked, start } = answering(() => undefined);
  await start(deadline);
  expect(asked).toEqual([
    {
      stateMachineArn: arn,
      name: 'p-1',
      input: '{"proposalId":"p-1","expiresAt":"2026-11-20T20:05:00.000Z"}',
    },
  ]);
});

test('one that runs already was started: the stream gives its records more than once', async () => {
  const error = new ExecutionAlreadyExists({ message: 'there is one', $metadata: {} });
  await failing(error).start(deadline);
});

test('any other failure is thrown, so that the stream gives the batch again', async () => {
  const error = new SFNServiceException({
    ...{ name: 'ThrottlingException', message: 'slow down', $fault: 'client', $metadata: {} },
  });
  await expect(failing(error).start(deadline)).rejects.toThrow('slow down');
});
