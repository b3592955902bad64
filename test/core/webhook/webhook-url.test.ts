import { awsDestination, urlDefect } from '../../../core/webhook/webhook-url.ts';
import { addressKind } from '../../../lambdas/adapters/webhooks/allowed-address.ts';

const queue = 'arn:aws:sqs:eu-central-1:111122223333:orders';
const bus = 'arn:aws:events:eu-west-1:111122223333:event-bus/fights';
const rules = { allowsLoopback: false, destinations: [queue, bus], addressKind };
const onLaptop = { ...rules, allowsLoopback: true };

test.each([
  'https://orders.example.com/hooks',
  'https://orders.example.com:8443/hooks?token=a%20b',
  'https://8.8.8.8/hooks',
  'https://[2606:4700:4700::1111]/hooks',
  'https://bücher.example/hooks',
  queue,
  bus,
])('%s may be registered', url => {
  expect(urlDefect(url, rules)).toBeUndefined();
});

test.each([
  ['', 'expected an https URL'],
  ['orders.example.com/hooks', 'expected an https URL'],
  ['https://', 'expected an https URL'],
  ['https://orders.example.com:99999/', 'expected an https URL'],
  ['https://256.0.0.1/', 'expected an https URL'],
  ['http://orders.example.com/hooks', 'received the scheme http, expected https'],
  ['ftp://orders.example.com/', 'received the scheme ftp, expected https'],
  ['file:///etc/passwd', 'received the scheme file, expected https'],
  ['javascript:alert(1)', 'received the scheme javascript, expected https'],
  ['https://ana:pw@orders.example.com/', 'expected a URL without user and password'],
  ['https://ana@orders.example.com/', 'expected a URL without user and password'],
  ['https://orders.example.com/#a', 'expected a URL without a fragment'],
  ['https://orders.example.com/#', 'expected a URL without a fragment'],
  ['https://orders/hooks', 'received orders, expected a host of the public internet'],
  ['https://10.0.0.7/hooks', 'received 10.0.0.7, expected a host of the public internet'],
  ['https://0x7f.1/hooks', 'received 127.0.0.1, expected a host of the public internet'],
  ['https://[::1]/hooks', 'received [::1], expected a host of the public internet'],
  ['https://localhost/hooks', 'received localhost, expected a host of the public internet'],
  ['http://localhost/hooks', 'received the scheme http, expected https'],
  [
    'arn:aws:sqs:eu-central-1:111122223333:others',
    'received an ARN that the setting webhookDestinations does not name',
  ],
])('%s may not: %s', (url, defect) => {
  expect(urlDefect(url, rules)).toBe(defect);
});

test('2,048 characters are the most', () => {
  const url = (length: number) => 'https://orders.example.com/'.padEnd(length, 'x');
  expect(urlDefect(url(2_048), rules)).toBeUndefined();
  expect(urlDefect(url(2_049), rules)).toBe('received 2049 characters, expected 2048 at most');
});

test.each([
  'http://127.0.0.1:3000/hooks',
  'https://127.0.0.1:3000/hooks',
  'http://[::1]:3000/hooks',
  'http://localhost:3000/hooks',
  'http://receiver.localhost:3000/hooks',
  'https://orders.example.com/hooks',
])('on a laptop %s may be registered too', url => {
  expect(urlDefect(url, onLaptop)).toBeUndefined();
});

test.each([
  ['http://orders.example.com/', 'received the scheme http for orders.example.com, expected https'],
  ['http://10.0.0.7/', 'received the scheme http for 10.0.0.7, expected https'],
  ['https://10.0.0.7/', 'received 10.0.0.7, expected a host of the public internet'],
  ['http://localhost.example.com/', expect.stringContaining('expected https')],
  ['https://[::ffff:127.0.0.1]/', expect.stringContaining('expected a host of the public')],
])('but for this machine it may no more there: %s', (url, defect) => {
  expect(urlDefect(url, onLaptop)).toEqual(defect);
});

test('an ARN that is named but is no standard queue and no bus is refused', () => {
  const named = [`${queue}.fifo`, 'arn:aws:sns:eu-central-1:111122223333:orders'];
  for (const arn of named) {
    expect(urlDefect(arn, { ...rules, destinations: named })).toBe(
      'expected the ARN of a standard queue or of an event bus',
    );
  }
});

test('an ARN says region, account and name', () => {
  expect(awsDestination(queue)).toEqual({
    kind: 'queue',
    arn: queue,
    partition: 'aws',
    region: 'eu-central-1',
    account: '111122223333',
    name: 'orders',
  });
  expect(awsDestination(bus)).toEqual({
    kind: 'bus',
    arn: bus,
    partition: 'aws',
    region: 'eu-west-1',
    account: '111122223333',
    name: 'fights',
  });
});
