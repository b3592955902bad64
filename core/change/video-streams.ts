import type { VideoStreamStatus } from '../wire/payload/streaming.ts';
import type { TableItem } from './item-schemas.ts';
import { type KnownTransitions, type Surprise, surpriseAt } from './transition.ts';
import type { StateEventDraft, Write } from './write.ts';

type StreamItem = TableItem<'VideoStreams'>;

// A stream that failed may come back, and one that ended may be started again.
const known: KnownTransitions<VideoStreamStatus> = {
  idle: ['live', 'error'],
  live: ['ended', 'error'],
  ended: ['live', 'error'],
  error: ['live', 'ended'],
};

/** The events of a write to VideoStreams: at most one. */
export function videoStreamEvents({ item, before }: Write<StreamItem>): readonly StateEventDraft[] {
  if (before === undefined) return item.status === 'live' ? [started(item)] : [];
  const oldStatus = before.status;
  // From a status that could not be read anything may follow; idle then means nothing.
  if (oldStatus === undefined) return item.status === 'idle' ? [] : [statusEvent(item, {})];
  if (oldStatus === item.status) return viewerCountEvents(item, before.viewerCount);
  return [statusEvent(item, surpriseAt(known, oldStatus, item.status))];
}

/** Going idle is a surprise from anywhere; the stream is off then, so it is published as ended. */
function statusEvent(item: StreamItem, surprise: Surprise): StateEventDraft {
  if (item.status === 'live') return started(item);
  return item.status === 'error' ? failed(item) : ended(item, surprise);
}

function started({ streamId, fightId }: StreamItem): StateEventDraft {
  const data = { streamId, fightId };
  return { rule: 'started', type: 'STREAM_STARTED', priority: 'normal', data };
}

function ended(
  { streamId, fightId, viewerCount }: StreamItem,
  surprise: Surprise,
): StateEventDraft {
  const priority = surprise.unexpected ? 'high' : 'normal';
  const data = { ...surprise, streamId, fightId, viewerCount };
  return { rule: 'ended', type: 'STREAM_ENDED', priority, data };
}

function failed({ streamId, fightId, error }: StreamItem): StateEventDraft {
  const data = { streamId, fightId, error };
  return { rule: 'error', type: 'STREAM_ERROR', priority: 'high', data };
}

function viewerCountEvents(
  { streamId, status, viewerCount }: StreamItem,
  previous: number | undefined,
): readonly StateEventDraft[] {
  if (status !== 'live' || viewerCount === undefined || viewerCount === previous) return [];
  const data = { streamId, viewerCount, previous };
  return [{ rule: 'viewers', type: 'VIEWER_COUNT_UPDATE', priority: 'normal', data }];
}
