import type { Clock } from '../clock.ts';
import { type Connection, shownChannels } from '../connection/connection.ts';
import type { ConnectionSample } from '../statistics/hours.ts';
import { minuteOf } from '../statistics/statistics.ts';
import { placeOf } from '../statistics/user-sketch.ts';
import type { ConnectionChannel } from '../wire/connection-state.ts';

/** What is known of a connection that is counted. */
export type CountedConnection = Pick<Connection, 'userId' | 'kind' | 'channel' | 'channels'>;

/** What a sample is taken with. */
export interface SamplePorts {
  /** All that are open, by the page; who opens or closes meanwhile is among them or not. */
  readonly openConnections: () => AsyncIterable<readonly CountedConnection[]>;
  readonly now: Clock;
}

/** Who is connected now, of everyone. One page at a time is held, however many there are. */
export async function sampleConnections({
  openConnections,
  now,
}: SamplePorts): Promise<ConnectionSample> {
  const minute = minuteOf(now());
  const readers = new Map<ConnectionChannel, number>();
  const users = new Set<number>();
  let streams = 0;
  for await (const page of openConnections()) {
    for (const connection of page) {
      for (const channel of countedOn(connection)) {
        readers.set(channel, (readers.get(channel) ?? 0) + 1);
      }
      if (connection.kind === 'sse') streams += 1;
      users.add(placeOf(connection.userId));
    }
  }
  return { minute, readers, streams, users };
}

/** As in `GET /stats`: a stream of several is a reader of each, and one of `live`; a socket is of `proposals`. */
function countedOn(connection: CountedConnection): readonly ConnectionChannel[] {
  return connection.channel === 'live'
    ? ['live', ...shownChannels(connection)]
    : [connection.channel];
}
