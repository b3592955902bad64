import { callsAwsCli } from './pasted-lines.ts';

it.each([
  ['aws events list-rules --output text', true],
  ['aws iam create-role --role-name ApiGatewayLogs', true],
  ['LOG=$(aws logs describe-log-groups --query x)', true],
  ['AWS_REGION=us-east-1 aws sts get-caller-identity', true],
  ['for LOG in $LOGS; do aws logs tail "$LOG"; done', true],
  ['curl -s "$AWS_ENDPOINT_URL/_host/alarms"', false],
  ['OUTPUTS=outputs.aws.json npm run test:scenarios', false],
  ['npm run -s preflight -- --outputs outputs.aws.json', false],
] as const)('knows of %s whether it calls the AWS CLI', (command, calls) => {
  expect(callsAwsCli(command)).toBe(calls);
});
