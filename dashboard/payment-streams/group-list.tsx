import { SimpleGrid } from '@mantine/core';
import { ReadList } from '../parts/read-list.tsx';
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
  const { streams } = view;
  return (
    <ReadList
      view={view}
      what="the payment streams"
      isEmpty={streams.length === 0}
      empty={empty}
      onMore={onMore}
    >
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
    </ReadList>
  );
}
