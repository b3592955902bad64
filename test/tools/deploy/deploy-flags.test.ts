import { parseDeployFlags } from '../../../tools/deploy/deploy-flags.ts';

test('without arguments it is the stack without a stage, whose outputs are of AWS', () => {
  expect(parseDeployFlags([])).toEqual({
    help: false,
    yes: false,
    outputsFile: 'outputs.aws.json',
    context: [],
    cdkArguments: [],
  });
});

test('takes what is its own, and leaves all else to cdk deploy in its order', () => {
  const args = ['--stage', 'staging', '--force', '--yes', '-c', 'historyDays=3', '--profile=ops'];
  expect(
    parseDeployFlags([...args, '--require-approval', 'never', '--context=auditDays=9']),
  ).toEqual({
    help: false,
    stage: 'staging',
    yes: true,
    profile: 'ops',
    outputsFile: 'outputs.staging.json',
    context: ['historyDays=3', 'auditDays=9', 'stage=staging'],
    cdkArguments: ['--force', '--require-approval', 'never'],
  });
});

test.each([
  [['-c', 'stage=staging']],
  [['--stage=staging', '--context', 'stage=staging']],
  [['--stage', 'staging', '--stage', 'staging']],
  [['-c=stage=staging']],
])('%j is one stage, said once to the app', args => {
  expect(parseDeployFlags(args)).toMatchObject({ stage: 'staging', context: ['stage=staging'] });
});

test('takes a letter with = as the CDK does', () => {
  const { context, outputsFile } = parseDeployFlags(['-c=historyDays=3', '-O=build/o.json']);
  expect({ context, outputsFile }).toEqual({
    context: ['historyDays=3'],
    outputsFile: 'build/o.json',
  });
});

test.each(['--outputs-file', '-O'])('writes the outputs where %s says', flag => {
  const flags = parseDeployFlags(['--stage', 'staging', flag, 'build/o.json']);
  expect(flags).toMatchObject({ outputsFile: 'build/o.json', cdkArguments: [] });
});

test.each([
  [['--stage'], '--stage: received nothing, expected a value'],
  [['--stage='], '--stage: received nothing, expected a value'],
  [['--stage', 'Staging'], '--stage: received "Staging", expected a name such as staging'],
  [['--stage', 'aws'], '--stage: received "aws", expected a name such as staging'],
  [['--stage', 'one', '-c', 'stage=two'], '--stage: received one and two, expected one'],
  [['--app', 'cdk.out'], '--app: received cdk.out, expected it not to be said'],
  [['--output=x'], '--output: received x, expected it not to be said'],
  [['--hotswap'], '--hotswap: received a way past the template'],
  [['--rollback=false'], '--rollback=false: received a way past the template'],
  [['-o=x'], '-o: received x, expected it not to be said'],
  [['-a=x'], '-a: received x, expected it not to be said'],
  [['-cstage=staging'], '-cstage=staging: received letter and value in one'],
  [['-ocdk.out'], '-ocdk.out: received letter and value in one'],
])('refuses %j', (args, message) => {
  expect(() => parseDeployFlags(args)).toThrow(message);
});
