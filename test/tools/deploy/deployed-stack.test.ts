import { deployedStack } from '../../../tools/deploy/deployed-stack.ts';
import {
  assumed,
  caller,
  type FakeAws,
  noStack,
  type QueryCall,
  refusal,
  stackIs,
  startFakeAws,
  templateIs,
} from './fake-aws.ts';

const stackName = 'GalloBetsRealtime-staging';
const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
const pseudo = (name: string) => `\${AWS::${name}}`;
const account = pseudo('AccountId');
/** As an assembly has it. */
const deployRoleArn = `arn:${pseudo('Partition')}:iam::${account}:role/cdk-hnb659fds-deploy-role-${account}-${pseudo('Region')}`;

const ask = ({ url }: FakeAws) =>
  deployedStack(
    { region: 'eu-west-1', credentials, ...{ endpoint: url, maxAttempts: 1 } },
    { stackName, deployRoleArn },
  );

const actionsOf = ({ calls }: FakeAws) =>
  calls.map(({ action, accessKeyId }) => `${action} ${accessKeyId}`);

test('gives status and template of a stack, as it was deployed', async () => {
  await using aws = await startFakeAws({
    DescribeStacks: stackIs(stackName, 'UPDATE_COMPLETE'),
    GetTemplate: templateIs('{"Metadata":{"a":"<&>"}}'),
  });
  expect(await ask(aws)).toEqual({
    kind: 'deployed',
    status: 'UPDATE_COMPLETE',
    template: { Metadata: { a: '<&>' } },
  });
  expect(aws.calls.map(({ parameters }) => parameters.get('StackName'))).toEqual([
    stackName,
    stackName,
  ]);
  expect(aws.calls[1]?.parameters.get('TemplateStage')).toBe('Original');
});

test('a template of another language is not known', async () => {
  await using aws = await startFakeAws({
    DescribeStacks: stackIs(stackName, 'CREATE_COMPLETE'),
    GetTemplate: templateIs('Resources: {}'),
  });
  expect(await ask(aws)).toMatchObject({ kind: 'deployed', template: undefined });
});

test('a name that is not there is no stack', async () => {
  await using aws = await startFakeAws({ DescribeStacks: noStack(stackName) });
  expect(await ask(aws)).toEqual({ kind: 'none' });
});

test.each(['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'DELETE_COMPLETE'])(
  'one that is %s has no template that ever was there',
  async status => {
    await using aws = await startFakeAws({ DescribeStacks: stackIs(stackName, status) });
    expect(await ask(aws)).toEqual({ kind: 'none', status });
    expect(aws.calls).toHaveLength(1);
  },
);

const notAllowed = refusal(403, 'AccessDenied', 'User: Alice is not authorized to perform: it');

test('whoever may not look does so in the CDK’s role, as pipelines have it', async () => {
  const inRole = ({ accessKeyId }: QueryCall) => accessKeyId === 'ASIAIOSFODNN7EXAMPLE';
  await using aws = await startFakeAws({
    DescribeStacks: call => (inRole(call) ? stackIs(stackName, 'UPDATE_COMPLETE') : notAllowed),
    GetTemplate: call => (inRole(call) ? templateIs('{}') : notAllowed),
    GetCallerIdentity: caller,
    AssumeRole: assumed,
  });
  expect(await ask(aws)).toEqual({ kind: 'deployed', status: 'UPDATE_COMPLETE', template: {} });
  expect(actionsOf(aws)).toEqual([
    'DescribeStacks AKIAIOSFODNN7EXAMPLE',
    'GetCallerIdentity AKIAIOSFODNN7EXAMPLE',
    'AssumeRole AKIAIOSFODNN7EXAMPLE',
    'DescribeStacks ASIAIOSFODNN7EXAMPLE',
    'GetTemplate ASIAIOSFODNN7EXAMPLE',
  ]);
  expect(aws.calls[2]?.parameters.get('RoleArn')).toBe(
    'arn:aws:iam::123456789012:role/cdk-hnb659fds-deploy-role-123456789012-eu-west-1',
  );
});

test('who may neither look nor take that role is refused with what it takes', async () => {
  await using aws = await startFakeAws({
    DescribeStacks: notAllowed,
    GetCallerIdentity: caller,
    AssumeRole: refusal(403, 'AccessDenied', 'User: Alice is not authorized to perform: sts'),
  });
  await expect(ask(aws)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message:
      'CloudFormation may not be asked what is deployed (AccessDenied: User: Alice is not authorized to perform: it); expected cloudformation:DescribeStacks and cloudformation:GetTemplate, or the CDK’s deploy role',
  });
});

test.each(['ExpiredToken', 'InvalidClientTokenId'])(
  'credentials that are refused with %s are said to be none',
  async code => {
    await using aws = await startFakeAws({
      DescribeStacks: refusal(403, code, 'The security token included in the request is not good'),
    });
    await expect(ask(aws)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: `no credentials that AWS takes (${code}: The security token included in the request is not good); expected some of the environment, or of --profile NAME`,
    });
  },
);

test('an answer that is none is no absent stack', async () => {
  await using aws = await startFakeAws({
    DescribeStacks: refusal(400, 'ValidationError', 'Stack name is too long'),
  });
  await expect(ask(aws)).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message:
      'CloudFormation did not say what is deployed (ValidationError: Stack name is too long); expected an answer',
  });
});
