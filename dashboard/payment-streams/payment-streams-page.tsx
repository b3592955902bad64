import { Box } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useSearchParams } from 'wouter';
import { useFeedView } from '../../clients/react/index.ts';
import { ProblemLine } from '../channel/problem-line.tsx';
import { isArriving } from '../feeds/is-arriving.ts';
import { StateBadge } from '../feeds/state-badge.tsx';
import { useFeed } from '../feeds/use-feeds.ts';
import { Notice } from '../parts/notice.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { isStaff } from '../session/is-staff.ts';
import type { Session } from '../session/session.ts';
import { OnePaymentStream } from './one-payment-stream.tsx';
import { PaymentStreamsList } from './payment-streams-list.tsx';

/** Payment streams by state, or one of them with its history: one's own, and to staff everybody's. */
export default function PaymentStreamsPage({ session }: { readonly session: Session }) {
  const [search] = useSearchParams();
  const feed = useFeed('payment-streams');
  const view = useFeedView(feed);
  const streamId = search.get('stream');
  if (feed === undefined || view === undefined) {
    return (
      <Notice icon={<IconLock size={26} />} title="This deployment has no payment streams">
        It is older than this page. Deploy again to update it.
      </Notice>
    );
  }
  return (
    <>
      <PageHead
        title={isStaff(session.role) ? 'Payment streams' : 'My payment streams'}
        description={
          isStaff(session.role)
            ? 'Everybody’s, by state; balances grow by the server’s clock'
            : 'Those that you send or receive; balances grow by the server’s clock'
        }
      >
        <StateBadge view={view} />
      </PageHead>
      <Box mb="md">
        <ProblemLine view={view} feed={feed} />
      </Box>
      {streamId === null ? (
        <PaymentStreamsList session={session} isCurrent={isArriving(view)} />
      ) : (
        <OnePaymentStream key={streamId} streamId={streamId} session={session} feedView={view} />
      )}
    </>
  );
}
