import { type WebSocket, WebSocketServer } from 'ws';

/**
 * The least that could stand between two bettors, in a process of its own: it answers each request, and
 * forwards it to the other of the pair that is named in the URL. Nothing is checked, kept or decided.
 */
interface Request {
  readonly action: string;
  readonly requestId: string;
  readonly data: { readonly proposalId?: string };
}

const pairs = new Map<string, WebSocket[]>();
const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });

server.on('connection', (socket, { url = '' }) => {
  const pair = pairs.get(url) ?? [];
  pairs.set(url, pair);
  pair.push(socket);
  socket.on('message', text => {
    const { action, requestId, data } = JSON.parse(String(text)) as Request;
    const { proposalId = requestId } = data;
    const isMade = action === 'create_pago_proposal';
    const envelope = { data: { ...data, proposalId }, timestamp: Date.now() };
    const push = isMade
      ? { event: 'proposal_received', id: `${proposalId}.received`, ...envelope }
      : { event: 'proposal_result', id: `${proposalId}.accepted`, ...envelope };
    const answer = isMade
      ? { ...push, event: 'proposal_created', id: `${proposalId}.created`, requestId }
      : { ...push, requestId };
    for (const each of pair) if (each !== socket) each.send(JSON.stringify(push));
    socket.send(JSON.stringify(answer));
  });
});

server.on('listening', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' ? address?.port : undefined);
});
// Whoever started it asks for its end by leaving, and may be killed.
process.once('disconnect', () => process.exit(0));
