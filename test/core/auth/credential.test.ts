import {
  headerValue,
  httpCredential,
  joinedHeaders,
  offeredProtocols,
  socketCredential,
} from '../../../core/auth/credential.ts';

test('a header is found whatever the case of its name', () => {
  expect(headerValue({ 'Sec-WebSocket-Protocol': 'a' }, 'sec-websocket-protocol')).toBe('a');
  expect(headerValue(undefined, 'origin')).toBeUndefined();
});

test.each([
  ['Authorization wins over the query', { authorization: 'Bearer h' }, { token: 'q' }, 'h'],
  ['the scheme is case-insensitive', { Authorization: 'bearer  h ' }, null, 'h'],
  ['the query serves without a header', {}, { token: 'q' }, 'q'],
  ['another scheme is refused, not skipped', { authorization: 'Basic h' }, { token: 'q' }, ''],
  ['a bare token is no bearer credential', { authorization: 'a.b.c' }, null, ''],
  ['an empty query token is refused, not missing', {}, { token: '' }, ''],
  ['nothing is missing', undefined, undefined, undefined],
])('over HTTP, %s', (_title, headers, query, expected) => {
  expect(httpCredential(headers, query)).toBe(expected);
});

test.each([
  ['a bearer subprotocol', { 'sec-websocket-protocol': 'gallobets.v1, bearer.h' }, null, 'h'],
  [
    'the subprotocol before the query',
    { 'Sec-WebSocket-Protocol': 'bearer.h' },
    { token: 'q' },
    'h',
  ],
  ['the query', { 'sec-websocket-protocol': 'gallobets.v1' }, { token: 'q' }, 'q'],
  ['nothing', {}, {}, undefined],
])('over a WebSocket, the token is taken from %s', (_title, headers, query, expected) => {
  expect(socketCredential(headers, query)).toBe(expected);
});

test('several headers of one name are one list, however each is spelt', () => {
  const headers = joinedHeaders({
    headers: { Host: 'h', 'sec-websocket-protocol': 'bearer.t' },
    multiValueHeaders: {
      Host: ['h'],
      'Sec-WebSocket-Protocol': ['gallobets.v1', 'other'],
      'sec-websocket-protocol': ['bearer.t'],
    },
  });
  expect(headers).toEqual({ host: 'h', 'sec-websocket-protocol': 'gallobets.v1, other, bearer.t' });
  expect(offeredProtocols(headers)).toEqual(['gallobets.v1', 'other', 'bearer.t']);
  expect(socketCredential(headers, null)).toBe('t');
});

test('without lists the headers are what they are', () => {
  expect(joinedHeaders({ headers: { Origin: 'o', Nothing: undefined } })).toEqual({ origin: 'o' });
  expect(joinedHeaders({ headers: null, multiValueHeaders: null })).toEqual({});
});

test('offered subprotocols come in the order of the client, empty ones dropped', () => {
  expect(offeredProtocols({ 'Sec-WebSocket-Protocol': ' a,, b ' })).toEqual(['a', 'b']);
});
