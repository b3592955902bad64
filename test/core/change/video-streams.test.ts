import type { Item } from '../../../core/change/change.ts';
import { type EventParts, eventPartsOf } from './change-of.ts';

const stream = { streamId: 's1', fightId: 'f1', status: 'idle' };
const live = { ...stream, status: 'live', viewerCount: 120 };

const started = { id: 'c1.started', type: 'STREAM_STARTED', channel: 'streaming' } as const;
const ended = { id: 'c1.ended', type: 'STREAM_ENDED', channel: 'streaming' } as const;
const failed = { id: 'c1.error', type: 'STREAM_ERROR', channel: 'streaming' } as const;
const viewers = { id: 'c1.viewers', type: 'VIEWER_COUNT_UPDATE', channel: 'streaming' } as const;

const rows: readonly [string, Item | null, Item | null, EventParts[]][] = [
  ['an insert that is idle makes no event', null, stream, []],
  ['an insert in error makes no event', null, { ...stream, status: 'error' }, []],
  [
    'an insert that is live started',
    null,
    live,
    [{ ...started, priority: 'normal', data: { streamId: 's1', fightId: 'f1' } }],
  ],
  [
    'idle to live started, its first viewers among the changed fields',
    stream,
    live,
    [
      {
        ...started,
        priority: 'normal',
        data: { streamId: 's1', fightId: 'f1', status: 'live', viewerCount: 120 },
      },
    ],
  ],
  [
    'error to live started again',
    { ...live, status: 'error' },
    live,
    [{ ...started, priority: 'normal', data: { streamId: 's1', fightId: 'f1', status: 'live' } }],
  ],
  [
    'live to ended ended',
    live,
    { ...live, status: 'ended' },
    [
      {
        ...ended,
        priority: 'normal',
        data: { streamId: 's1', fightId: 'f1', status: 'ended', viewerCount: 120 },
      },
    ],
  ],
  [
    'error to ended ended',
    { ...stream, status: 'error' },
    { ...stream, status: 'ended' },
    [{ ...ended, priority: 'normal', data: { streamId: 's1', fightId: 'f1', status: 'ended' } }],
  ],
  [
    'live to error failed, with the error',
    live,
    { ...live, status: 'error', error: 'camera lost' },
    [
      {
        ...failed,
        priority: 'high',
        data: { streamId: 's1', fightId: 'f1', status: 'error', error: 'camera lost' },
      },
    ],
  ],
  [
    'an error with code and message is published as one, without the attributes of the backend’s own',
    live,
    { ...live, status: 'error', error: { message: 'camera lost', code: 'E_IO', stack: 'at x' } },
    [
      {
        ...failed,
        priority: 'high',
        data: {
          streamId: 's1',
          fightId: 'f1',
          status: 'error',
          error: { code: 'E_IO', message: 'camera lost' },
        },
      },
    ],
  ],
  [
    'a code may be a number, or none',
    live,
    { ...live, status: 'error', error: { code: 503, message: 'camera lost' } },
    [
      {
        ...failed,
        priority: 'high',
        data: {
          streamId: 's1',
          fightId: 'f1',
          status: 'error',
          error: { code: 503, message: 'camera lost' },
        },
      },
    ],
  ],
  [
    'an error that stays as it is is no change',
    { ...stream, status: 'error', error: { code: 'E_IO', message: 'camera lost' } },
    { ...stream, status: 'ended', error: { message: 'camera lost', code: 'E_IO' } },
    [{ ...ended, priority: 'normal', data: { streamId: 's1', fightId: 'f1', status: 'ended' } }],
  ],
  [
    'idle to ended is unexpected',
    stream,
    { ...stream, status: 'ended' },
    [
      {
        ...ended,
        priority: 'high',
        data: {
          streamId: 's1',
          fightId: 'f1',
          status: 'ended',
          oldStatus: 'idle',
          newStatus: 'ended',
          unexpected: true,
        },
      },
    ],
  ],
  [
    'live to idle is published as an unexpected end',
    live,
    { ...live, status: 'idle' },
    [
      {
        ...ended,
        priority: 'high',
        data: {
          streamId: 's1',
          fightId: 'f1',
          status: 'idle',
          viewerCount: 120,
          oldStatus: 'live',
          newStatus: 'idle',
          unexpected: true,
        },
      },
    ],
  ],
  [
    'viewers that change while live are counted',
    live,
    { ...live, viewerCount: 125 },
    [{ ...viewers, priority: 'normal', data: { streamId: 's1', viewerCount: 125, previous: 120 } }],
  ],
  [
    'the first count while live has no previous one',
    { ...stream, status: 'live' },
    { ...live, viewerCount: 0 },
    [{ ...viewers, priority: 'normal', data: { streamId: 's1', viewerCount: 0 } }],
  ],
  [
    'viewers that change while not live make no event',
    { ...live, status: 'ended' },
    { ...live, status: 'ended', viewerCount: 0 },
    [],
  ],
  ['a count that is taken away makes no event', live, { ...stream, status: 'live' }, []],
  ['the same item put again makes no event', live, { ...live }, []],
  ['a removal makes no event', live, null, []],
  [
    'a status that could not be read hides no failure behind it',
    { ...stream, status: 'bogus' },
    { ...stream, status: 'error', error: 'camera lost' },
    [
      {
        ...failed,
        priority: 'high',
        data: { streamId: 's1', fightId: 'f1', status: 'error', error: 'camera lost' },
      },
    ],
  ],
  [
    'nor an end',
    { ...stream, status: 'bogus' },
    { ...stream, status: 'ended' },
    [{ ...ended, priority: 'normal', data: { streamId: 's1', fightId: 'f1', status: 'ended' } }],
  ],
  ['and idle then makes no event', { ...stream, status: 'bogus' }, stream, []],
];

test.each(rows)('VideoStreams: %s', (_title, oldItem, newItem, events) => {
  expect(eventPartsOf('VideoStreams', oldItem, newItem)).toEqual(events);
});
