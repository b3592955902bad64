import { type FollowedEvent, followChannel } from '../follow-channel.ts';

/** What a reader of `workflows` was sent of the workflows that are decided, and of the operation. */
export interface FollowedBulk {
  /** Of each workflow whose event of that type came, how often it did. */
  timesOf(type: string): ReadonlyMap<string, number>;
  /** The counts of the operation, in the order in which they came. */
  readonly progress: readonly { readonly done: number; readonly parsedMs: number }[];
  readonly summaries: readonly FollowedEvent['data'][];
  close(): void;
}

/** Follows the channel; resolves once it is connected. */
export async function followBulk(url: string, token: string): Promise<FollowedBulk> {
  const times = new Map<string, Map<string, number>>();
  const progress: { done: number; parsedMs: number }[] = [];
  const summaries: FollowedEvent['data'][] = [];
  const timesOf = (type: string) => times.get(type) ?? new Map<string, number>();
  const close = await followChannel(url, token, [], ({ type, data }) => {
    if (type === 'workflow.bulk_completed') summaries.push(data);
    if (data.operationId !== undefined) {
      progress.push({ done: Number(data.done), parsedMs: performance.now() });
      return;
    }
    const ofType = timesOf(type);
    const workflowId = String(data.workflowId);
    times.set(type, ofType.set(workflowId, (ofType.get(workflowId) ?? 0) + 1));
  });
  return { timesOf, progress, summaries, close };
}
