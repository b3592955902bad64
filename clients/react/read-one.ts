import type { ItemsRead } from './item-kind.ts';
import type { ManagementClient, ManagementResult } from './management-client.ts';

/** Reads an item that has a path of its own; that there is none of its id is an answer, too. */
export async function readOne<Item extends object>(
  management: ManagementClient,
  path: string,
  signal: AbortSignal,
): Promise<ManagementResult<ItemsRead<Item>>> {
  const result = await management.get<Item>(path, {}, signal);
  if (result.kind === 'ok') {
    const { at } = result.data as { readonly at?: number };
    return { kind: 'ok', data: { ...(at !== undefined && { at }), items: [result.data] } };
  }
  const { status, code } = result.problem;
  // A deployment of before has no such path at all, which is something else.
  return status === 404 && code !== 'NOT_FOUND' ? { kind: 'ok', data: { items: [] } } : result;
}
