import { requireOutput } from '../../tools/outputs.ts';
import {
  type Bettor,
  connectBettor,
  handshakeStatus,
  type SocketMessage,
} from './support/bettor.ts';
import { connectManagement, type Management } from './support/management.ts';
import { connectTarget, inAnHour, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

let target: Target;
let management: Management;
let admin: string;
const fightId = unique('fight');
const open: Bettor[] = [];

beforeAll(async () => {
  target = await connectTarget();
  management = await connectManagement(target);
  admin = await target.token(unique('admin'), 'admin');
  await target.put('Fights', { fightId, title: 'Final', status: 'betting' });
});
afterAll(async () => {
  await Promise.all(open.map(bettor => bettor.close()));
  await target.close();
});

async function bettor(userId = unique('bettor'), token?: string): Promise<Bettor> {
  const connected = await connectBettor(target, userId, undefined, token);
  open.push(connected);
  await connected.until(({ event }) => event === 'pending_proposals');
  return connected;
}

const setStatus = (userId: string, status: string, more: object = {}) =>
  target.update('Users', { userId }, { status, ...more });

const offer = (toUserId: string) => ({ toUserId, fightId, amount: 500 });
const codeOf = ({ data }: SocketMessage) => data.code;

/** How each way in answers the token: a stream, a socket, the management API. */
async function waysIn(token: string) {
  const abort = new AbortController();
  const url = requireOutput(target.outputs, 'InboxChannelUrl');
  const { status } = await fetch(`${url}?token=${token}`, { signal: abort.signal });
  abort.abort();
  const socket = requireOutput(target.outputs, 'ProposalsWebSocketUrl');
  return {
    stream: status,
    socket: await handshakeStatus(socket, ['gallobets.v1', `bearer.${token}`]),
    management: (await management.call('POST', '/token', { token, body: {} })).status,
  };
}

test('a ban ends the user’s streams and socket, lets no token in, and is audited; lifting it lets in again [G10]', async () => {
  const userId = unique('banned');
  const old = await target.token(userId, 'bettor');
  const socket = await bettor(userId, old);
  const stream = await target.open('Inbox', { token: old });
  const other = await bettor();
  await stream.until(({ event }) => event === 'connected');

  const by = unique('judge');
  await setStatus(userId, 'banned', { updatedBy: by, reason: 'two accounts' });
  const { data } = await stream.until(({ event }) => event === 'error');
  expect(data).toMatchObject({ code: 'TOKEN_REVOKED', recovery: 'refresh' });
  await stream.ended;
  expect(await socket.closed).toBeGreaterThan(0);
  // One that is issued after the ban is no better.
  for (const token of [old, await target.token(userId, 'bettor')]) {
    expect(await waysIn(token)).toEqual({ stream: 401, socket: 401, management: 401 });
  }
  expect(await other.ask('ping')).toMatchObject({ event: 'pong' });
  const audit = () => management.call('GET', `/audit?actor=${by}`, { token: admin });
  const { body } = await untilSeen(audit, page => page.body.entries.length > 0);
  expect(body.entries).toMatchObject([
    {
      actor: by,
      action: 'ban_user',
      subject: `user#${userId}`,
      outcome: 'done',
      reason: 'two accounts',
    },
  ]);

  await setStatus(userId, 'active');
  expect(await waysIn(old)).toEqual({ stream: 200, socket: 101, management: 200 });
});

test('what an admin revoked stays revoked when a ban is lifted', async () => {
  const userId = unique('banned');
  await target.enroll(userId);
  const old = await target.token(userId, 'bettor');
  await setStatus(userId, 'banned');
  await management.call('POST', '/revocations', { token: admin, body: { userId, reason: 'test' } });
  await setStatus(userId, 'active');
  expect((await waysIn(old)).management).toBe(401);
});

test('a banned user makes, gets and accepts no proposal from the moment of the write', async () => {
  const [maker, recipient] = await Promise.all([bettor(), bettor()]);
  const made = await maker.ask('create_pago_proposal', offer(recipient.userId));
  const { proposalId } = made.data;
  // Its own end comes ten seconds after it was made: a busy machine takes longer for what follows.
  await target.update('Proposals', { proposalId }, { expiresAt: inAnHour() });
  await setStatus(maker.userId, 'banned');
  const accept = { proposalId, response: 'accept' };
  expect(codeOf(await recipient.ask('respond_to_proposal', accept))).toBe('MAKER_NOT_AVAILABLE');
  expect(codeOf(await recipient.ask('create_doy_proposal', offer(maker.userId)))).toBe(
    'RECIPIENT_NOT_AVAILABLE',
  );
  expect(codeOf(await recipient.ask('create_doy_proposal', offer(unique('nobody'))))).toBe(
    'RECIPIENT_NOT_AVAILABLE',
  );
  const reject = { proposalId, response: 'reject' };
  expect((await recipient.ask('respond_to_proposal', reject)).data.outcome).toBe('rejected');
});

test('a user who is pending stays connected, and bets once they are active', async () => {
  const [maker, recipient] = await Promise.all([bettor(), bettor()]);
  const ask = () => maker.ask('create_pago_proposal', offer(recipient.userId));
  await setStatus(maker.userId, 'pending');
  expect(codeOf(await ask())).toBe('USER_NOT_ALLOWED');
  await setStatus(maker.userId, 'active');
  expect(await ask()).toMatchObject({ event: 'proposal_created' });
});

test('another role makes no proposal but by the permission in its token, and is sent its answers', async () => {
  const other = await bettor();
  const operator = unique('op');
  const plain = await bettor(operator, await target.token(operator, 'operator'));
  const ask = (from: Bettor) => from.ask('create_pago_proposal', offer(other.userId));
  expect(codeOf(await ask(plain))).toBe('ROLE_NOT_ALLOWED');
  expect(await plain.ask('get_pending_proposals')).toMatchObject({ event: 'pending_proposals' });
  const permissions = ['proposals:make'];
  const token = await target.sign({
    sub: operator,
    role: 'operator',
    ttlSeconds: 3_600,
    permissions,
  });
  expect(await ask(await bettor(operator, token))).toMatchObject({ event: 'proposal_created' });
  // A socket that is given another token has that one’s permissions.
  expect(await plain.ask('authenticate', { token })).toMatchObject({ event: 'authenticated' });
  expect(await ask(plain)).toMatchObject({ event: 'proposal_created' });
});
