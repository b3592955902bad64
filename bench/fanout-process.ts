import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { createDocumentClient } from '../lambdas/adapters/dynamodb/document-client.ts';
import { handler } from '../lambdas/change-fan-out/handler.ts';
import { betRecords, type StreamRecord } from './fanout/bet-records.ts';
import type { FanoutRound, FanoutTask } from './fanout/fanout-message.ts';

/**
 * The fan-out in a process of its own, as in its environment, so that its CPU and its heap are its own.
 * It does what its parent asks for until that leaves.
 */
const itemsTable = process.env.ITEMS_TABLE_NAME ?? '';
const itemsPerWrite = 25;
const reportedMs = 20;
const client = createDocumentClient();

let collections = 0;
const observer = new PerformanceObserver(list => {
  collections += list.getEntries().length;
});
observer.observe({ entryTypes: ['gc'] });

/** Unmarshals the records and writes their items in batches, and nothing else. */
async function bareLoop(records: readonly StreamRecord[]): Promise<void> {
  const items = records.map(({ dynamodb }) => unmarshall((dynamodb?.NewImage ?? {}) as never));
  for (let start = 0; start < items.length; start += itemsPerWrite) {
    const writes = items.slice(start, start + itemsPerWrite);
    await client.send(
      new BatchWriteCommand({
        RequestItems: { [itemsTable]: writes.map(Item => ({ PutRequest: { Item } })) },
      }),
    );
  }
}

async function measure({ how, batch, times }: FanoutTask): Promise<FanoutRound> {
  const batches = Array.from({ length: times }, () => betRecords(batch));
  globalThis.gc?.();
  // What has been collected is reported a little later.
  await sleep(reportedMs);
  collections = 0;
  const heapBefore = process.memoryUsage().heapUsed;
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  for (const Records of batches) {
    await (how === 'fan-out' ? handler({ Records }) : bareLoop(Records));
  }
  const elapsedMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  const allocatedBytes = process.memoryUsage().heapUsed - heapBefore;
  await sleep(reportedMs);
  return {
    records: batch * times,
    cpuMs: (user + system) / 1_000,
    elapsedMs,
    ...(collections === 0 && { allocatedBytes }),
  };
}

process.on('message', (task: FanoutTask) => {
  void measure(task).then(round => process.send?.(round));
});
process.once('disconnect', () => process.exit(0));
