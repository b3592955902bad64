import type { VideoStreamStatus } from '../../../core/wire/payload/streaming.ts';
import type { ItemInput } from '../item-input.ts';
import type { Expectation } from '../item-write.ts';
import type { ItemWriter } from '../item-writer.ts';

/** A text, or a message with a code. */
type StreamFailure = NonNullable<ItemInput<'VideoStreams'>['error']>;

/** What happens to video streams, on the channel `streaming`. */
export function streamActions(writer: ItemWriter) {
  const change = async (
    id: string,
    set: Readonly<Record<string, unknown>> & { readonly status?: VideoStreamStatus },
    expected: Omit<Expectation, 'attribute'>,
    ofThisChange: readonly string[] = [],
  ) =>
    await writer.change({
      table: 'VideoStreams',
      id,
      set,
      ofThisChange,
      expected: { attribute: 'status', ...expected },
    });
  return {
    /** STREAM_STARTED, of a new stream or one that was off: it begins with no viewers and no error. */
    started: async ({ streamId, ...more }: { streamId: string; fightId?: string }) =>
      await change(streamId, { status: 'live', ...more }, { isNot: ['live'], mayBeNew: true }, [
        'viewerCount',
        'error',
      ]),

    /** STREAM_ENDED, of a stream that is live or failed. */
    ended: async ({ streamId, ...more }: { streamId: string; viewerCount?: number }) =>
      await change(streamId, { status: 'ended', ...more }, { is: ['live', 'error'] }),

    /** STREAM_ERROR. */
    failed: async ({ streamId, error }: { streamId: string; error: StreamFailure }) =>
      await change(streamId, { status: 'error', error }, { isNot: ['error'] }),

    /** VIEWER_COUNT_UPDATE, while the stream is live. */
    viewers: async ({ streamId, viewerCount }: { streamId: string; viewerCount: number }) =>
      await change(streamId, { viewerCount }, { is: ['live'] }),
  };
}
