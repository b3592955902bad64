import { Badge, Group, Tooltip } from '@mantine/core';
import type { FeedView } from '../../clients/react/index.ts';
import { stateWords } from './state-words.ts';

/** A feed's state and, once it is live, the method by which events come. */
export function StateBadge({ view }: { readonly view: FeedView | undefined }) {
  const { label, color, isLive, explanation } = stateWords(view?.status ?? 'idle');
  return (
    <Group gap={6} wrap="nowrap" className="rigid">
      <Tooltip label={view?.problem?.message ?? explanation} multiline maw={280}>
        <Badge
          variant="dot"
          color={color}
          size="md"
          data-state={view?.status}
          className={isLive ? 'state-live' : undefined}
        >
          {label}
        </Badge>
      </Tooltip>
      {view?.method !== undefined && (
        <Tooltip
          label={
            view.method === 'sse'
              ? 'Server-Sent Events: one open response'
              : 'Polling: one request after the other'
          }
        >
          <Badge variant="default" size="md">
            {view.method === 'sse' ? 'SSE' : 'POLL'}
          </Badge>
        </Tooltip>
      )}
    </Group>
  );
}
