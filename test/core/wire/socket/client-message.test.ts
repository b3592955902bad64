import { parseClientMessage } from '../../../../core/wire/socket/client-message.ts';

const creation = {
  action: 'create_pago_proposal',
  requestId: 'r-1',
  data: { toUserId: 'beto', fightId: 'f-1', amount: 5000 },
};

function parse(message: unknown) {
  return parseClientMessage(JSON.stringify(message));
}

test.each([
  ['create_pago_proposal', creation.data],
  [
    'create_doy_proposal',
    { ...creation.data, currency: 'MXN', betId: 'b-1', odds: 1.9, message: '¡va! 🐓' },
  ],
  ['respond_to_proposal', { proposalId: 'p-1', response: 'accept' }],
  ['respond_to_proposal', { proposalId: 'p-1', response: 'reject' }],
  ['cancel_proposal', { proposalId: 'p-1' }],
  ['authenticate', { token: 'a.b.c' }],
  ['get_pending_proposals', {}],
  ['ping', {}],
])('%s is understood', (action, data) => {
  expect(parse({ action, requestId: 'r-1', data })).toEqual({
    kind: 'message',
    message: { action, requestId: 'r-1', data },
  });
});

test('a message without data and requestId is understood where none is needed', () => {
  expect(parse({ action: 'ping' })).toEqual({ kind: 'message', message: { action: 'ping' } });
});

test('unknown fields of the frame are left alone, for later versions', () => {
  expect(parse({ action: 'ping', version: 2 })).toMatchObject({ kind: 'message' });
});

test.each([
  ['text that is no JSON', 'hello', 'received text that is not JSON, expected an object'],
  ['a list', '[]', 'message: Invalid input: expected object, received array'],
  ['null', 'null', 'message: Invalid input: expected object, received null'],
  ['no action', '{}', 'action: Invalid input: expected string, received undefined'],
  ['a text of 16385', 'a'.repeat(16_385), 'received 16385 characters, expected at most 16384'],
])('%s is refused with what was received and expected', (_title, text, reason) => {
  expect(parseClientMessage(text)).toEqual({ kind: 'refused', code: 'INVALID_MESSAGE', reason });
});

test('a text of 16384 characters is still read', () => {
  const result = parseClientMessage('{"action":"ping"}'.padEnd(16_384));
  expect(result).toMatchObject({ kind: 'message' });
});

test.each([
  ['amount zero', { amount: 0 }, 'data.amount: Too small'],
  ['a negative amount', { amount: -1 }, 'data.amount: Too small'],
  ['a broken amount', { amount: 1.5 }, 'data.amount: Invalid input: expected int, received number'],
  ['an amount past 2^53 - 1', { amount: 2 ** 53 }, 'data.amount: Too big'],
  ['an amount as text', { amount: '5' }, 'data.amount: Invalid input: expected number'],
  ['odds zero', { odds: 0 }, 'data.odds: Too small'],
  ['a currency in small letters', { currency: 'usd' }, 'data.currency: '],
  ['a message of 501 characters', { message: 'x'.repeat(501) }, 'data.message: Too big'],
  ['a control character', { message: 'a\u0007' }, 'data.message: must be one line of text'],
  [
    'a mark that turns direction',
    { message: 'a\u202eb' },
    'data.message: must be one line of text',
  ],
  ['a line separator', { message: 'a\u2028b' }, 'data.message: must be one line of text'],
  [
    'half a surrogate pair',
    { message: '\ud83d' },
    String.raw`data.message: must be one line of text without control characters and marks that turn its direction, received "\ud83d"`,
  ],
  ['an empty recipient', { toUserId: '' }, 'data.toUserId: '],
  ['a recipient of 129 characters', { toUserId: 'x'.repeat(129) }, 'data.toUserId: '],
  ['no fight', { fightId: undefined }, 'data.fightId: Invalid input: expected string'],
  ['an unknown field', { status: 'accepted' }, 'data: Unrecognized key: "status"'],
])('a proposal with %s is refused by field', (_title, change, reason) => {
  const result = parse({ ...creation, data: { ...creation.data, ...change } });
  expect(result).toMatchObject({
    kind: 'refused',
    code: 'INVALID_MESSAGE',
    action: 'create_pago_proposal',
    requestId: 'r-1',
  });
  expect(result).toHaveProperty('reason', expect.stringContaining(reason));
});

test('a message of 500 characters is long, and fine', () => {
  const data = { ...creation.data, message: 'x'.repeat(500) };
  expect(parse({ ...creation, data })).toMatchObject({ kind: 'message' });
});

test.each([
  ['nope', '"nope"'],
  ['constructor', '"constructor"'],
  ['toString', '"toString"'],
  ['pi\u202eng', String.raw`"pi\u202eng"`],
])('the action %j is unknown', (action, shown) => {
  expect(parse({ action, requestId: 'r-1' })).toEqual({
    kind: 'refused',
    code: 'UNKNOWN_ACTION',
    reason: `received the unknown action ${shown}, expected one of create_pago_proposal, create_doy_proposal, respond_to_proposal, cancel_proposal, get_pending_proposals, subscribe_workflow, unsubscribe_workflow, authenticate, ping`,
    action,
    requestId: 'r-1',
  });
});

test('what breaks a rule is shown with it, cut to 64 characters, but never a token', () => {
  const respond = { action: 'respond_to_proposal', data: { proposalId: 'p-1', response: 'maybe' } };
  expect(parse(respond)).toMatchObject({ reason: expect.stringMatching(/, received "maybe"$/) });
  const long = { ...respond, data: { ...respond.data, response: 'x'.repeat(500) } };
  expect(parse(long)).toMatchObject({
    reason: expect.stringMatching(/, received "x{64}"$/),
  });
  const token = { action: 'authenticate', data: { token: 'sec ret'.repeat(2_000) } };
  const refused = parse(token);
  expect(refused).toMatchObject({ code: 'INVALID_MESSAGE' });
  expect(JSON.stringify(refused)).not.toContain('sec ret');
});

test.each(['a b', '', 'ñ', 'x'.repeat(129), 'x'.repeat(1_024)])(
  'a requestId that is none is refused under the name that whoever waits knows: %j',
  requestId => {
    expect(parse({ action: 'ping', requestId })).toEqual({
      kind: 'refused',
      code: 'INVALID_MESSAGE',
      reason: 'requestId: must be 1 to 128 printable ASCII characters without spaces',
      action: 'ping',
      requestId,
    });
  },
);

test('a requestId that is a number comes back with its refusal, and what is no name at all does not', () => {
  expect(parse({ action: 'ping', requestId: 7 })).toMatchObject({ kind: 'refused', requestId: 7 });
  for (const requestId of [{ a: 1 }, null, true, 'x'.repeat(1_025)]) {
    const refused = parse({ action: 'ping', requestId });
    expect(refused).toMatchObject({ kind: 'refused', code: 'INVALID_MESSAGE', action: 'ping' });
    expect(refused).not.toHaveProperty('requestId');
  }
});

test('a refusal never repeats a token', () => {
  const result = parse({ action: 'authenticate', data: { token: 'secret', extra: 'secret' } });
  expect(JSON.stringify(result)).not.toContain('secret');
});
