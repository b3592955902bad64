import { proposalError } from '../../../core/proposal/proposal-message.ts';
import { auditedConnect, auditedMessage } from '../../../core/socket/audited-socket.ts';
import type { SocketEvent } from '../../../core/socket/socket-event.ts';
import type { RefusalCode } from '../../../core/wire/socket/refusal-code.ts';
import type { ServerMessage } from '../../../core/wire/socket/server-message.ts';
import { reportConnect, reportMessage } from '../../../lambdas/proposal-socket/report-socket.ts';
import { exampleProposal } from '../../core/proposal/example-proposal.ts';

const base = {
  atMs: 7,
  actor: 'ana',
  role: 'bettor',
  sourceIp: '203.0.113.7',
  correlationId: 'gw-1',
};

function said(message: unknown): SocketEvent {
  return {
    type: 'MESSAGE',
    user: { userId: 'ana', role: 'bettor', connectionId: 'c-1', tokenExpiresAtMs: 0 },
    eventId: 'gw-1',
    connectedAtMs: 0,
    sourceIp: '203.0.113.7',
    userAgent: '',
    headers: {},
    query: {},
    text: typeof message === 'string' ? message : JSON.stringify(message),
  };
}

const refusal = (code: RefusalCode): ServerMessage =>
  proposalError('gw-1', { code, message: '' }, { now: 7 });

const creation = {
  action: 'create_pago_proposal',
  requestId: 'r-1',
  data: { toUserId: 'beto', fightId: 'f-1', amount: 5_000 },
};

test('a proposal that was made is audited as done, by its id', () => {
  const proposal = exampleProposal({ proposalId: 'p-1' });
  const answer: ServerMessage = {
    event: 'proposal_created',
    id: 'p-1.created',
    data: { proposalId: 'p-1', proposal },
    timestamp: 7,
  };
  expect(auditedMessage(said(creation), answer, 7)).toEqual({
    ...base,
    action: 'create_pago_proposal',
    subject: 'proposal#p-1',
    outcome: 'done',
  });
});

test('one that was refused is audited with its code and its fight', () => {
  expect(auditedMessage(said(creation), refusal('BETTING_CLOSED'), 7)).toEqual({
    ...base,
    action: 'create_pago_proposal',
    subject: 'fight#f-1',
    outcome: 'refused',
    code: 'BETTING_CLOSED',
  });
});

test('one too many a minute is audited without its fight: a flood of them is one entry', () => {
  expect(auditedMessage(said(creation), refusal('RATE_LIMITED'), 7)).toEqual({
    ...base,
    action: 'create_pago_proposal',
    outcome: 'refused',
    code: 'RATE_LIMITED',
  });
});

test('one that could not be carried out has failed', () => {
  expect(auditedMessage(said(creation), refusal('INTERNAL_ERROR'), 7)).toMatchObject({
    outcome: 'failed',
    code: 'INTERNAL_ERROR',
  });
});

test('a new token is about the connection', () => {
  const message = { action: 'authenticate', data: { token: 'a.b.c' } };
  const answer = refusal('TOKEN_EXPIRED');
  expect(auditedMessage(said(message), answer, 7)).toMatchObject({ subject: 'connection#c-1' });
  expect(JSON.stringify(auditedMessage(said(message), answer, 7))).not.toContain('a.b.c');
});

const subscription: ServerMessage = {
  event: 'subscribed',
  id: 'gw-1',
  data: { workflowId: 'w-1', events: [], cursor: 'epoch.1', hasMore: false },
  timestamp: 7,
};
const noSubscription: ServerMessage = {
  event: 'error',
  id: 'gw-1',
  data: {
    ...{ code: 'WORKFLOW_NOT_FOUND', category: 'CLIENT', recovery: 'none', message: '' },
    action: 'subscribe_workflow',
  },
  timestamp: 7,
};

test.each([
  ['done', subscription, undefined],
  ['refused', noSubscription, 'WORKFLOW_NOT_FOUND'],
] as const)('a subscription is audited with its workflow, as %s [W5]', (outcome, answer, code) => {
  const message = {
    action: 'subscribe_workflow',
    requestId: 'r-1',
    data: { workflowId: 'w-1' },
  };
  expect(auditedMessage(said(message), answer, 7)).toEqual({
    ...base,
    action: 'subscribe_workflow',
    subject: 'workflow#w-1',
    outcome,
    code,
  });
});

test.each([
  ['a name that is none of ours', { action: 'drop_tables_42' }, 'UNKNOWN_ACTION', 'unknown'],
  ['no JSON', 'hello', 'INVALID_MESSAGE', 'unknown'],
  ['bad data', { ...creation, data: {} }, 'INVALID_MESSAGE', 'create_pago_proposal'],
] as const)('%s is an entry without a subject', (_title, message, code, action) => {
  expect(auditedMessage(said(message), refusal(code), 7)).toEqual({
    ...base,
    action,
    outcome: 'refused',
    code,
  });
});

test('a ping is no action', () => {
  const pong: ServerMessage = { event: 'pong', id: 'gw-1', data: {}, timestamp: 7 };
  expect(auditedMessage(said({ action: 'ping' }), pong, 7)).toBeUndefined();
});

test('a ping that is refused is an entry as any refusal', () => {
  expect(auditedMessage(said({ action: 'ping' }), refusal('RATE_LIMITED'), 7)).toEqual({
    ...base,
    action: 'ping',
    outcome: 'refused',
    code: 'RATE_LIMITED',
  });
});

test('a connection is audited by its id, a refused one by its code alone', () => {
  const event = said('');
  expect(auditedConnect(event, { statusCode: 200 }, 7)).toEqual({
    ...base,
    action: 'connect',
    subject: 'connection#c-1',
    outcome: 'done',
  });
  expect(auditedConnect(event, { statusCode: 401, code: 'TOKEN_REVOKED' }, 7)).toEqual({
    ...base,
    action: 'connect',
    outcome: 'refused',
    code: 'TOKEN_REVOKED',
  });
  for (const code of ['TOO_MANY_CONNECTIONS', 'RATE_LIMITED'] as const) {
    expect(auditedConnect(event, { statusCode: 429, code }, 7)).toMatchObject({ code });
  }
});

test('what is asked during maintenance is no matter of the audit', () => {
  const event = said('');
  expect(auditedConnect(event, { statusCode: 503, code: 'DRAINING' }, 7)).toBeUndefined();
});

/** Keeps what is logged, and nothing else. */
function capturingTelemetry() {
  const logged: unknown[] = [];
  const log = (...line: unknown[]) => void logged.push(line);
  const noCount = { error: () => undefined, record: () => undefined };
  const telemetry = { statistics: noCount, audit: noCount, logger: { info: log, warn: log } };
  return { logged, telemetry: telemetry as never };
}

test('a label that was left out of a handshake is logged, cut and with nothing hidden', () => {
  const { logged, telemetry } = capturingTelemetry();
  const query = { clientType: ['web\u202eapp'.padEnd(500, '!')], username: ['Ana', 'Ana'] };
  reportConnect(
    { ...said(''), type: 'CONNECT', query },
    { statusCode: 200, replaced: 0 },
    telemetry,
  );
  const leftOut = [
    `received clientType=web\\u202eapp${'!'.repeat(57)}; expected 1 to 32 letters, digits or . _ -`,
    'received 2 of username; expected one',
  ];
  expect(logged[0]).toEqual(['client label ignored', { leftOut }]);
  expect(logged).toHaveLength(2);
});

test.each([
  ['r-1', 'r-1'],
  ['a\u202eb', undefined],
  [7, undefined],
])('of the requestId %j the log has %j', (requestId, named) => {
  const { logged, telemetry } = capturingTelemetry();
  const answer = proposalError(
    'gw-1',
    { code: 'INVALID_MESSAGE', message: '' },
    { now: 7, requestId },
  );
  reportMessage(said({ action: 'ping', requestId }), answer, telemetry);
  expect(logged).toEqual([
    ['answered a socket message', expect.objectContaining({ requestId: named })],
  ]);
});
