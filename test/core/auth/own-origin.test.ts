import { isOwnOrigin } from '../../../core/auth/own-origin.ts';

const onAws = { Host: 'abc.execute-api.us-east-1.amazonaws.com' };
const here = { host: '127.0.0.1:4605' };

test.each([
  ['Python’s websocket-client', 'https://abc.execute-api.us-east-1.amazonaws.com', onAws],
  ['a client that says http', 'http://abc.execute-api.us-east-1.amazonaws.com', onAws],
  ['a client that says wss', 'wss://ABC.execute-api.us-east-1.amazonaws.com', onAws],
  ['the port that https has', 'https://abc.execute-api.us-east-1.amazonaws.com:443', onAws],
  ['the local host', 'http://127.0.0.1:4605', here],
])('the endpoint’s own origin is known: %s', (_title, origin, headers) => {
  expect(isOwnOrigin(origin, headers)).toBe(true);
});

test.each([
  ['another host', 'https://evil.example', onAws],
  ['a host that ends like it', 'https://x.abc.execute-api.us-east-1.amazonaws.com', onAws],
  ['a host that begins like it', 'https://abc.execute-api.us-east-1.amazonaws.com.evil', onAws],
  ['another port', 'http://127.0.0.1:4606', here],
  ['no port', 'http://127.0.0.1', here],
  ['a name before it', 'https://evil@abc.execute-api.us-east-1.amazonaws.com', onAws],
  ['a path', 'https://abc.execute-api.us-east-1.amazonaws.com/', onAws],
  ['another scheme', 'file://abc.execute-api.us-east-1.amazonaws.com', onAws],
  ['an opaque one', 'null', onAws],
  ['an empty one', '', onAws],
  ['any, where no host is given', 'https://abc.execute-api.us-east-1.amazonaws.com', {}],
])('no other is: %s', (_title, origin, headers) => {
  expect(isOwnOrigin(origin, headers)).toBe(false);
});
