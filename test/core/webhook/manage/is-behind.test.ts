import type { ForwardResult } from '../../../../core/log/log-reader.ts';
import type { LogEntry } from '../../../../core/log/segment.ts';
import { isBehind } from '../../../../core/webhook/manage/is-behind.ts';
import { delivery, lane, webhook } from '../../../support/memory-webhooks.ts';

const found = { webhook: webhook({ types: ['NEW_BET'] }), lane: lane() };
const forIt: LogEntry = {
  ...{ epoch: 'abc', seq: 9, appendedAtMs: 1 },
  event: delivery().event,
} as LogEntry;
const other: LogEntry = { ...forIt, event: { ...forIt.event, type: 'BET_MATCHED' } };
const page = (entries: readonly LogEntry[]): ForwardResult => ({
  ...{ kind: 'entries', entries },
  position: { epoch: 'abc', seq: 9 },
});
const gap: ForwardResult = { kind: 'gap', reason: 'expired' };

/** A log that gives these in turn, and the last again and again; with how often it was read. */
function logOf(...answers: readonly ForwardResult[]) {
  let reads = 0;
  const read = async (): Promise<ForwardResult> => {
    reads += 1;
    return answers[Math.min(reads, answers.length) - 1] ?? page([]);
  };
  return { log: { resume: read, forward: read }, reads: () => reads };
}

test.each<[string, readonly ForwardResult[], boolean | undefined, number]>([
  ['the log has nothing more', [page([])], false, 1],
  ['the log has more that is for it', [page([other, forIt])], true, 1],
  ['that comes later', [page([other]), page([forIt])], true, 2],
  ['nothing of what it has more is for it', [page([other]), page([])], false, 2],
  ['what was there is kept no longer', [gap], true, 1],
  ['four reads bring nothing for it, nor an end', [page([other])], undefined, 4],
])('if %s, that is what it says', async (_title, answers, expected, reads) => {
  const log = logOf(...answers);
  expect([await isBehind(found, log.log), log.reads()]).toEqual([expected, reads]);
});
