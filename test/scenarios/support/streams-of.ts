import { connectManagement } from './management.ts';
import { type Target, unique } from './target.ts';
import { untilSeen } from './until.ts';

/** A stream, as the management API lists it. */
export interface ListedStream {
  readonly channel: string;
  readonly channels?: readonly string[];
}

/** The streams of that user, once there is one: a page between two, as planned, has none for a few seconds. */
export async function streamsOf(target: Target, userId: string): Promise<readonly ListedStream[]> {
  const management = await connectManagement(target);
  const token = await target.token(unique('admin'), 'admin');
  const { body } = await untilSeen(
    () => management.call('GET', `/connections?userId=${userId}`, { token }),
    ({ body: { connections } }) => connections.length > 0,
  );
  return body.connections;
}
