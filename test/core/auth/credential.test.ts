import {
  headerValue,
  httpCredential,
  isTokenRepeated,
  joinedHeaders,
  offeredProtocols,
  socketCredential,
} from '../../../core/auth/credential.ts';

test('a header is found whatever the case of its name', () => {
  expect(headerValue({ 'Sec-WebSocket-Protocol': 'a' }, 'sec-websocket-protocol')).toBe('a');
  expect(headerValue(undefined, 'origin')).toBeUndefined();
});

test.each([
  ['Authorization wins over the query', { authorization: 'Bearer h' }, ['q'], 'h'],
  ['the scheme is case-insensitive', { Authorization: 'bearer  h ' }, [], 'h'],
  ['the query serves without a header', {}, ['q'], 'q'],
  ['another scheme is refused, not skipped', { authorization: 'Basic h' }, ['q'], ''],
  ['a bare token is no bearer credential', { authorization: 'a.b.c' }, [], ''],
  ['an empty query token is refused, not missing', {}, [''], ''],
  ['nothing is missing', undefined, [], undefined],
])('over HTTP, %s', (_title, headers, queryTokens, expected) => {
  expect(httpCredential(headers, queryTokens)).toBe(expected);
});

test.each([
  ['a bearer subprotocol', { 'sec-websocket-protocol': 'gallobets.v1, bearer.h' }, [], 'h'],
  ['the subprotocol before the query', { 'Sec-WebSocket-Protocol': 'bearer.h' }, ['q'], 'h'],
  ['the query', { 'sec-websocket-protocol': 'gallobets.v1' }, ['q'], 'q'],
  ['nothing', {}, [], undefined],
])('over a WebSocket, the token is taken from %s', (_title, headers, queryTokens, expected) => {
  expect(socketCredential(headers, queryTokens)).toBe(expected);
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
  expect(socketCredential(headers, [])).toBe('t');
});

test('without lists the headers are what they are', () => {
  expect(joinedHeaders({ headers: { Origin: 'o', Nothing: undefined } })).toEqual({ origin: 'o' });
  expect(joinedHeaders({ headers: null, multiValueHeaders: null })).toEqual({});
});

test('offered subprotocols come in the order of the client, empty ones dropped', () => {
  expect(offeredProtocols({ 'Sec-WebSocket-Protocol': ' a,, b ' })).toEqual(['a', 'b']);
});

test.each([
  ['once in the query and once as a subprotocol', 'gallobets.v1, bearer.h', ['q'], false],
  ['twice in the query', 'gallobets.v1, bearer.h', ['q', 'q'], true],
  ['as two subprotocols', 'bearer.h, bearer.h', [], true],
])('whether a token is repeated that stands %s', (_title, offers, queryTokens, expected) => {
  expect(isTokenRepeated({ 'sec-websocket-protocol': offers }, queryTokens)).toBe(expected);
});
