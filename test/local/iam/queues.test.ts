import { runAssembly, type TestHost } from '../running-host.ts';
import { functionResource, urlResource } from '../tiny-assembly.ts';
import { allow, caller, lambdaRole, urlPermissions } from './strict-resources.ts';

const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const queueArn = 'arn:aws:sqs:us-east-1:000000000000:Tiny-Queue';

let host: TestHost | undefined;
afterEach(async () => {
  await host?.stop();
  host = undefined;
});

describe('each call of a queue needs its action on that queue in the role:', () => {
  const start = async (...actions: string[]) => {
    const started = await runAssembly({
      isStrict: true,
      functions: { main: caller },
      resources: {
        Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
        Role: lambdaRole(actions.map(action => allow(action, arn('Queue')))),
        Main: functionResource('main', { Role: arn('Role') }),
        MainUrl: urlResource('Main', 'BUFFERED'),
        ...urlPermissions('Main'),
      },
      outputs: {
        Url: { Value: { 'Fn::GetAtt': ['MainUrl', 'FunctionUrl'] } },
        Queue: { Value: { Ref: 'Queue' } },
      },
    });
    host = started;
    const { Url = '', Queue: QueueUrl } = started.outputs;
    return async (operation: string, input: object = {}) => {
      const body = JSON.stringify(['queues', operation, { QueueUrl, ...input }]);
      return await (await fetch(Url, { method: 'POST', body })).json();
    };
  };
  const entries = { Entries: [{ Id: 'a', MessageBody: 'x', ReceiptHandle: 'x' }] };

  test('what it allows is done, a batch by the permission of the single action', async () => {
    const call = await start('sqs:SendMessage', 'sqs:GetQueueUrl');
    expect(await call('SendMessage', { MessageBody: 'x' })).toHaveProperty('MessageId');
    expect(await call('SendMessageBatch', entries)).toMatchObject({ Successful: [{ Id: 'a' }] });
    expect(await call('GetQueueUrl', { QueueName: 'Tiny-Queue' })).toHaveProperty('QueueUrl');
    expect(host?.iamUsage()[0]?.grants.filter(({ action }) => action.startsWith('sqs:'))).toEqual([
      { action: 'sqs:SendMessage', resource: queueArn, uses: 2 },
      { action: 'sqs:GetQueueUrl', resource: queueArn, uses: 1 },
    ]);
  });

  test.each([
    ['ReceiveMessage', 'sqs:ReceiveMessage', queueArn],
    ['DeleteMessage', 'sqs:DeleteMessage', queueArn],
    ['DeleteMessageBatch', 'sqs:DeleteMessage', queueArn],
    ['ChangeMessageVisibilityBatch', 'sqs:ChangeMessageVisibility', queueArn],
    ['GetQueueAttributes', 'sqs:GetQueueAttributes', queueArn],
    ['PurgeQueue', 'sqs:PurgeQueue', queueArn],
    ['ListQueues', 'sqs:ListQueues', '*'],
  ])('%s without %s is refused', async (operation, action, resource) => {
    const call = await start('sqs:SendMessage');
    expect(await call(operation, { ReceiptHandle: 'x', ...entries })).toEqual({
      error: 'AccessDenied',
      message: `User: arn:aws:sts::000000000000:assumed-role/Tiny-Role/Tiny-Main is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
      status: 400,
    });
  });
});

test.each(['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'])(
  'there is no mapping of a queue where the role may not %s',
  async missing => {
    const operations = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];
    const allowed = operations.filter(each => each !== missing).map(each => `sqs:${each}`);
    const start = (actions: string[]) =>
      runAssembly({
        isStrict: true,
        functions: { main: 'export const handler = async () => {};' },
        resources: {
          Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
          Role: lambdaRole([allow(actions, arn('Queue'))]),
          Main: functionResource('main', { Role: arn('Role') }),
          Mapping: {
            Type: 'AWS::Lambda::EventSourceMapping',
            Properties: { EventSourceArn: arn('Queue'), FunctionName: { Ref: 'Main' } },
          },
        },
      });
    await expect(start(allowed)).rejects.toThrow(
      `Mapping: The provided execution role does not have permissions to call ${missing} on SQS.`,
    );
    host = await start([...allowed, `sqs:${missing}`]);
  },
);
