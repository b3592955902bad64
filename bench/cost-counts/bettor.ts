import { randomUUID } from 'node:crypto';
import type { CostHost } from './cost-host.ts';

/** A message of a socket. */
interface Message {
  readonly event: string;
  readonly requestId?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A bettor whose socket was greeted. */
export interface CostBettor {
  /** Sends an action, and gives the answer to it. */
  ask(action: string, data: unknown): Promise<Message>;
  close(): Promise<void>;
}

/** Connects a user who may bet. */
export async function connectBettor(host: CostHost, userId: string): Promise<CostBettor> {
  await host.put('Users', { userId, status: 'active' });
  const token = await host.token(userId, 'bettor');
  const socket = new WebSocket(host.output('ProposalsWebSocketUrl'), [
    'gallobets.v1',
    `bearer.${token}`,
  ]);
  const closed = new Promise<void>(resolve => socket.addEventListener('close', () => resolve()));
  const message = (wanted: (message: Message) => boolean): Promise<Message> =>
    new Promise((resolve, reject) => {
      void closed.then(() => reject(new Error(`the socket of ${userId} was closed`)));
      socket.addEventListener('message', ({ data }) => {
        const received = JSON.parse(String(data)) as Message;
        if (wanted(received)) resolve(received);
      });
    });
  await message(({ event }) => event === 'pending_proposals');
  return {
    ask: async (action, data) => {
      const requestId = randomUUID();
      const answer = message(received => received.requestId === requestId);
      socket.send(JSON.stringify({ action, requestId, data }));
      return await answer;
    },
    close: async () => {
      socket.close();
      await closed;
    },
  };
}
