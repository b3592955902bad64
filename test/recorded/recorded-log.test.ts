import { inflateRawSync } from 'node:zlib';
import { changeTables } from '../../core/change/change.ts';
import { channels } from '../../core/channel/channels.ts';
import type { SegmentStore } from '../../core/log/segment.ts';
import { itemOf } from '../../lambdas/adapters/log/event-log-table.ts';
import { memorySegments } from '../support/memory-segments.ts';
import { expectRecorded } from './replay.ts';
import { batchOf, newFanOut } from './replay-records.ts';

test('records of every table are stored byte for byte as they were', async () => {
  const segments = memorySegments();
  const stored: Awaited<ReturnType<typeof itemOf>>[] = [];
  const put = async (...segment: Parameters<SegmentStore['put']>) => {
    stored.push(await itemOf(...segment));
    return await segments.put(...segment);
  };
  const { publishRecords, malformed } = newFanOut({ ...segments, put });
  const lines: string[] = [];
  for (const table of changeTables) {
    lines.push(`batch ${table} ${JSON.stringify(await publishRecords(batchOf(table)))}`);
  }
  for (const { change, reason } of malformed) lines.push(`malformed ${change.changeId} ${reason}`);
  for (const { name } of channels) {
    for (const { events, ...item } of stored.filter(({ channel }) => channel === name)) {
      lines.push(`segment ${JSON.stringify(item)}`, inflateRawSync(events).toString('utf8'));
    }
  }
  expectRecorded('log', `${lines.join('\n')}\n`);
});
