import { ProposalSocket, type ProposalSocketOptions } from '../../../../clients/browser/index.ts';
import { FakeEnvironment, settled } from '../fake-environment.ts';

/** A token that ends so many seconds after the time the tests begin at. */
export function tokenFor(seconds: number, name = 'a'): string {
  const claims = { sub: 'ana', exp: 1_795_000_000 + seconds };
  return `${name}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
}

export const proposal = {
  proposalId: 'p-1',
  kind: 'pago',
  fightId: 'f1',
  fromUserId: 'ana',
  toUserId: 'beto',
  amount: 5_000,
  status: 'pending',
  createdAt: '2026-11-18T11:06:40.000Z',
  expiresAt: '2026-11-18T11:09:40.000Z',
};
/** So that nobody has to answer pings. */
export const unasked = { settings: { pingMs: 7_200_000 } };

export const created = {
  event: 'proposal_created',
  id: 'p-1.created',
  data: { proposalId: 'p-1', proposal },
};
export const wanted = { toUserId: 'beto', fightId: 'f1', amount: 5_000 };

/** A socket that is open, and all around it. */
export async function open(options: Partial<ProposalSocketOptions> = {}) {
  const around = new FakeEnvironment();
  const socket = new ProposalSocket({
    url: 'wss://socket.example.com/live',
    token: tokenFor(3_600),
    environment: around.environment,
    ...options,
  });
  socket.connect();
  await settled();
  await around.socket.open();
  return { around, socket };
}
