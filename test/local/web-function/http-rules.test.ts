import {
  endpointRefusal,
  forwardedHeaders,
  returnedHeaders,
} from '../../../local/web-function/http-rules.ts';

const asked = { method: 'GET', httpVersion: '1.1', host: '127.0.0.1:4605' };
const hosts = 'localhost, 127.0.0.1, [::1]';

test.each([
  ['HTTP/1.0', { httpVersion: '1.0' }, 505, 'received HTTP/1.0; expected HTTP/1.1'],
  ['no Host', { host: undefined }, 400, 'received no Host'],
  [
    'a Host in capital letters',
    { host: 'LocalHost:4605' },
    404,
    'received the host LocalHost:4605; expected it in lower case',
  ],
  [
    'a Host that is not the endpoint',
    { host: 'evil.example' },
    404,
    `received the host evil.example; expected one of ${hosts} (npm start -- --allow-host NAME allows one more)`,
  ],
  [
    'another method',
    { method: 'TRACE' },
    400,
    'received the method TRACE; expected one of GET, HEAD, POST, PUT, PATCH, OPTIONS, DELETE',
  ],
])('a request with %s does not reach the function', (_, other, status, message) => {
  expect(endpointRefusal({ ...asked, ...other }, [])).toEqual({ status, message });
});

test.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'OPTIONS', 'DELETE'])(
  'a request with the method %s does',
  method => expect(endpointRefusal({ ...asked, method }, [])).toBeUndefined(),
);

test('a name that was allowed is one of the endpoint', () => {
  expect(endpointRefusal({ ...asked, host: 'tunnel.example' }, ['tunnel.example'])).toBeUndefined();
});

const context = { requestId: 'r-1', endpointName: 'prod', clientAddress: '203.0.113.9' };
const added = ['lambda-web-request-id', 'r-1', 'lambda-web-endpoint-name', 'prod'];

test('what a request says of its connection, or in the place of Lambda, does not go on', () => {
  const removed = [
    ...['Connection', 'Keep-Alive', 'Upgrade', 'Expect', 'TE', 'Trailer'],
    ...['Proxy-Authenticate', 'Proxy-Authorization', 'Proxy-Connection', 'X-Real-IP'],
    ...['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override', 'lambda-web-request-id'],
    ...['Lambda-Web-Anything', 'Transfer-Encoding', 'Content-Length'],
  ];
  expect(
    forwardedHeaders(
      removed.flatMap(name => [name, 'x']),
      context,
    ),
  ).toEqual([...['X-Forwarded-For', '203.0.113.9'], ...added]);
});

test('everything else goes on as it came, in its order, as often as it came', () => {
  const received = [
    ...['Host', '127.0.0.1:4605', 'Authorization', 'Bearer t', 'COOKIE', 'a=1'],
    ...['X-Forwarded-Host', 'claimed.example', 'Accept', 'a', 'Accept', 'b'],
  ];
  expect(forwardedHeaders(received, context)).toEqual([
    ...received,
    ...['X-Forwarded-For', '203.0.113.9'],
    ...added,
  ]);
});

test('the address of the client comes last, after whatever the client claims', () => {
  const received = ['X-Forwarded-For', '1.1.1.1', 'x-forwarded-for', '2.2.2.2, 3.3.3.3'];
  expect(forwardedHeaders(received, context)).toEqual([
    ...['X-Forwarded-For', '1.1.1.1, 2.2.2.2, 3.3.3.3, 203.0.113.9'],
    ...added,
  ]);
});

test('a header that Connection names is one of the connection; Host and the address are not', () => {
  const received = [
    ...['Connection', 'close, X-Mine , host, x-forwarded-for'],
    ...['x-mine', '1', 'Host', 'localhost', 'X-Forwarded-For', '1.1.1.1'],
  ];
  expect(forwardedHeaders(received, context)).toEqual([
    ...['Host', 'localhost', 'X-Forwarded-For', '203.0.113.9'],
    ...added,
  ]);
});

test('the length of a body is that of what was received', () => {
  expect(forwardedHeaders(['Content-Length', '9'], { ...context, bodyBytes: 0 })).toEqual([
    ...['X-Forwarded-For', '203.0.113.9'],
    ...added,
    ...['Content-Length', '0'],
  ]);
});

test('an answer comes back but for what it says of its connection, with the id of the request', () => {
  const answered = [
    ...['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Connection', 'keep-alive'],
    ...['Keep-Alive', 'timeout=5', 'Transfer-Encoding', 'chunked', 'X-Mine', '1'],
  ];
  expect(returnedHeaders(answered, 'r-1')).toEqual([
    ...['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'X-Mine', '1'],
    ...['lambda-web-request-id', 'r-1'],
  ]);
});
