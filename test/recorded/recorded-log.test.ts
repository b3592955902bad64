import { inflateRawSync } from 'node:zlib';
import { changeTables } from '../../core/change/change.ts';
import { channels } from '../../core/channel/channels.ts';
import { itemOf } from '../../lambdas/adapters/event-log-table.ts';
import { memorySegments } from '../support/memory-segments.ts';
import { expectRecorded } from './replay.ts';
import { batchOf, newFanOut } from './replay-records.ts';

test('records of every table are stored byte for byte as they were', async () => {
  const store = memorySegments();
  const { publishRecords, malformed } = newFanOut(store);
  const lines: string[] = [];
  for (const table of changeTables) {
    lines.push(`batch ${table} ${JSON.stringify(await publishRecords(batchOf(table)))}`);
  }
  for (const { change, reason } of malformed) lines.push(`malformed ${change.changeId} ${reason}`);
  for (const { name } of channels) {
    for (const segment of store.segments.filter(({ channel }) => channel === name)) {
      const { events, ...item } = await itemOf(segment);
      lines.push(`segment ${JSON.stringify(item)}`, inflateRawSync(events).toString('utf8'));
    }
  }
  expectRecorded('log', `${lines.join('\n')}\n`);
});
