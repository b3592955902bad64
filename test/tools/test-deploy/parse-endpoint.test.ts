import { parseEndpoint } from '../../../tools/test-deploy/parse-endpoint.ts';

it.each([
  ['http://127.0.0.1:4566', 'http://127.0.0.1:4566'],
  ['http://localhost:5000/', 'http://localhost:5000'],
  ['https://aws.localhost.localstack.cloud:4566', 'https://aws.localhost.localstack.cloud:4566'],
  ['http://[::1]:5000', 'http://[::1]:5000'],
  // A name that only looks like it.
  ['http://notamazonaws.com', 'http://notamazonaws.com'],
])('%s is an emulator’s', (text, origin) => {
  expect(parseEndpoint(text).origin).toBe(origin);
});

it.each([
  [undefined, 'received nothing'],
  ['127.0.0.1:4566', 'received "127.0.0.1:4566"'],
  ['ftp://127.0.0.1', 'received "ftp://127.0.0.1"'],
  ['http://127.0.0.1:5000/aws', 'has more than a host and a port'],
  ['http://test@127.0.0.1:5000', 'has more than a host and a port'],
  ['http://127.0.0.1:5000?region=us-east-1', 'has more than a host and a port'],
])('%s is refused', (text, problem) => {
  expect(() => parseEndpoint(text)).toThrow(problem);
});

it.each([
  'https://cloudformation.us-east-1.amazonaws.com',
  'https://AMAZONAWS.com',
  'https://dynamodb.cn-north-1.amazonaws.com.cn',
  'https://abc.lambda-url.us-east-1.on.aws',
  'https://lambda.us-east-2.api.aws',
  'https://sts.amazonaws.com.',
  'https://console.aws.amazon.com',
])('%s is AWS itself, and refused', text => {
  expect(() => parseEndpoint(text)).toThrow('which is AWS itself');
});
