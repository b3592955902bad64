import {
  allowsLoopback,
  deliveryKeptMs,
} from '../../../../lambdas/adapters/webhooks/webhook-environment.ts';

test.each([
  [true, 'http://127.0.0.1:4566', true],
  [true, 'http://[::1]:4566', true],
  [true, 'http://localhost:4566/aws', true],
  [false, 'http://127.0.0.1:4566', false],
  // On AWS: nothing is said, or an endpoint of AWS.
  [true, undefined, false],
  [true, '', false],
  [true, 'https://sqs.us-east-1.amazonaws.com', false],
  [true, 'https://127.0.0.1.example.com', false],
  [true, 'http://10.0.0.7:4566', false],
  [true, '127.0.0.1:4566', false],
])(
  'with the setting %s and AWS at %s webhooks may go to this machine: %s [W3]',
  (webhookLoopback, awsEndpointUrl, expected) => {
    expect(allowsLoopback({ webhookLoopback, awsEndpointUrl })).toBe(expected);
  },
);

test('deliveries are kept as long as history, and a week at least', () => {
  expect([2, 7, 30].map(historyDays => deliveryKeptMs({ historyDays }) / 86_400_000)).toEqual([
    7, 7, 30,
  ]);
});
