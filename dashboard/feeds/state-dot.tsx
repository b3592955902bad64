import { Box, Tooltip, VisuallyHidden } from '@mantine/core';
import { stateWords } from './state-words.ts';
import { useFeedAsItIs } from './use-feeds.ts';

/** A channel's state as a dot; its word is there for those who cannot see it. */
export function StateDot({ channel }: { readonly channel: string }) {
  const view = useFeedAsItIs(channel);
  // What nobody looks at is closed on purpose; only a stop that was not is worth a red dot.
  const isClosed = view?.status === 'stopped' && view.stopReason === 'closed';
  const { label, color, isLive } = stateWords(isClosed ? 'idle' : (view?.status ?? 'idle'));
  return (
    <Tooltip label={label}>
      <Box
        component="span"
        className="state-dot"
        c={`var(--mantine-color-${color}-6)`}
        data-live={isLive}
      >
        <VisuallyHidden>{label}</VisuallyHidden>
      </Box>
    </Tooltip>
  );
}
