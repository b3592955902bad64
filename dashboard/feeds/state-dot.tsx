import { Box, Tooltip, VisuallyHidden } from '@mantine/core';
import { stateWords } from './state-words.ts';
import { useFeedOf } from './use-feeds.ts';

/** A channel's state as a dot; its word is there for those who cannot see it. */
export function StateDot({ channel }: { readonly channel: string }) {
  const view = useFeedOf(channel);
  const { label, color, isLive } = stateWords(view?.status ?? 'idle');
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
