import { reachableOutputs } from '../../../tools/test-deploy/reachable-outputs.ts';

const at = (value: string, endpoint = 'http://127.0.0.1:4566') =>
  reachableOutputs({ Url: value }, new URL(endpoint)).Url;

it.each([
  [
    'https://2f6c1d0e-6e0a-4d8c-9a54-0d1f2f3a4b5c.lambda-url.us-east-1.on.aws/',
    'http://127.0.0.1:4566/_aws/lambda-url/2f6c1d0e-6e0a-4d8c-9a54-0d1f2f3a4b5c/',
  ],
  [
    'https://abcdefghij.lambda-url.eu-central-1.on.aws/poll?channel=fights',
    'http://127.0.0.1:4566/_aws/lambda-url/abcdefghij/poll?channel=fights',
  ],
  [
    'wss://a1b2c3d4.execute-api.us-east-1.amazonaws.com/live',
    'ws://127.0.0.1:4566/_aws/execute-api/a1b2c3d4/live',
  ],
  [
    'https://a1b2c3d4.execute-api.cn-north-1.amazonaws.com.cn/live',
    'http://127.0.0.1:4566/_aws/execute-api/a1b2c3d4/live',
  ],
])('%s leads to the emulator', (value, expected) => {
  expect(at(value)).toBe(expected);
});

it('takes the scheme of the endpoint', () => {
  const socket = 'wss://a1b2c3d4.execute-api.us-east-1.amazonaws.com/live';
  expect(at(socket, 'https://emulator.test')).toBe(
    'wss://emulator.test/_aws/execute-api/a1b2c3d4/live',
  );
});

it.each([
  'http://abc.lambda-url.us-east-1.localhost.localstack.cloud:4566/',
  'http://sqs.us-east-1.localhost.localstack.cloud:4566/000000000000/WakeUps',
  'arn:aws:secretsmanager:us-east-1:000000000000:secret:JwtSecret-abc123',
  'GalloBetsRealtime-FightsTable',
  'MXN,JPY,KWD',
  '10',
  // Whose name only ends like it.
  'https://evil.example/abc.lambda-url.us-east-1.on.aws/',
])('%s stays as it is', value => {
  expect(at(value)).toBe(value);
});
