import { regionOf } from '../../../core/deployment/outputs-region.ts';

test.each([
  ['arn:aws:states:us-east-1:111122223333:stateMachine:Deadlines', 'us-east-1'],
  ['arn:aws-us-gov:secretsmanager:us-gov-west-1:111122223333:secret:S-abc', 'us-gov-west-1'],
  ['arn:aws-cn:states:cn-northwest-1:111122223333:stateMachine:D', 'cn-northwest-1'],
])('of a stack with %s it is %s', (arn, region) => {
  expect(regionOf({ HistoryDays: '7', WebhookKeyArn: arn })).toBe(region);
});

test.each(['', 'Stack-Fights', 'arn:aws:s3:::stack-failedbatches', 'https://x.us-east-1.on.aws/'])(
  'outputs that have only %j do not say it',
  value => {
    expect(regionOf({ Value: value })).toBeUndefined();
  },
);
