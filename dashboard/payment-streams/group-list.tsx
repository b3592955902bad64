import { Button, Center, SimpleGrid, Stack, Text } from '@mantine/core';
import { QueryState } from '../parts/query-state.tsx';
import type { Session } from '../session/session.ts';
import { PaymentStreamCard } from './payment-stream-card.tsx';
import type { GroupView } from './state-groups.ts';

interface GroupListProps {
  readonly view: GroupView;
  readonly empty: string;
  readonly session: Session;
  readonly now: number;
  readonly noticeMs: number;
  readonly onMore: () => void;
}

/** The payment streams of one group, as far as they were asked for. */
export function GroupList({ view, empty, session, now, noticeMs, onMore }: GroupListProps) {
  const { isRead, error, isLoading } = view;
  return (
    <QueryState
      query={{ data: isRead ? view : undefined, problem: error }}
      what="the payment streams"
    >
      {({ streams, hasMore }) => (
        <Stack gap="md">
          {streams.length === 0 && (
            <Text fz="sm" c="dimmed" className="empty-column">
              {hasMore ? 'None among those that were read; there are more.' : empty}
            </Text>
          )}
          <SimpleGrid cols={{ base: 1, sm: 2, xl: 3 }} spacing="md">
            {streams.map(stream => (
              <PaymentStreamCard
                key={stream.streamId}
                stream={stream}
                session={session}
                now={now}
                noticeMs={noticeMs}
              />
            ))}
          </SimpleGrid>
          {hasMore && (
            <Center>
              <Button variant="default" loading={isLoading} onClick={onMore}>
                Show more
              </Button>
            </Center>
          )}
        </Stack>
      )}
    </QueryState>
  );
}
