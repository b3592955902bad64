import { once } from 'node:events';

/** What a subscriber was pushed: the version of the workflow, and when. */
export interface Push {
  readonly version: number;
  readonly atMs: number;
}

export interface Subscriber {
  readonly pushes: readonly Push[];
  close(): void;
}

/** A message, as far as it is looked at. */
interface Message {
  readonly event: string;
  readonly data: { readonly event?: { readonly data: { readonly version?: number } } };
}

/** Opens a socket and subscribes it to the workflow; resolves once it is answered. */
export async function openSubscriber(
  url: string,
  token: string,
  workflowId: string,
): Promise<Subscriber> {
  const socket = new WebSocket(url, ['gallobets.v1', `bearer.${token}`]);
  const pushes: Push[] = [];
  const answer = Promise.withResolvers<void>();
  socket.addEventListener('message', ({ data: text }) => {
    const { event, data } = JSON.parse(String(text)) as Message;
    if (event === 'subscribed') answer.resolve();
    if (event === 'error') answer.reject(new Error(String(text)));
    const version = data.event?.data.version;
    if (event === 'workflow_event' && version !== undefined) {
      pushes.push({ version, atMs: performance.now() });
    }
  });
  await once(socket, 'open');
  socket.send(
    JSON.stringify({ action: 'subscribe_workflow', requestId: 'bench', data: { workflowId } }),
  );
  await answer.promise;
  return { pushes, close: () => socket.close() };
}
