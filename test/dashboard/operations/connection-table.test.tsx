import type { ConnectionView } from '../../../clients/react/index.ts';
import { ConnectionTable } from '../../../dashboard/operations/connection-table.tsx';
import { renderInPage } from '../support/in-page.tsx';

const connection: ConnectionView = {
  connectionId: 'c-1.digest',
  userId: 'bea',
  role: 'bettor',
  kind: 'ws',
  channel: 'proposals',
  state: 'connected',
  connectedAt: 0,
  seenAt: 0,
  expiresAt: 1,
  sourceIp: '203.0.113.7',
  userAgent: 'jest',
};

test('what a client reports of itself is marked as such', () => {
  const page = renderInPage(
    <ConnectionTable
      connections={[{ ...connection, clientType: 'ios', username: 'admin (verified)' }]}
    />,
  );
  page.getByText('bea');
  expect(page.getByText(/^says:/).textContent).toBe('says: “admin (verified)”, ios');
});

test('a client that reports nothing of itself has no such mark', () => {
  const page = renderInPage(<ConnectionTable connections={[connection]} />);
  page.getByText('bea');
  expect(page.queryByText(/says:/)).toBeNull();
});

test('of a stream of several channels each is shown', () => {
  const live = { ...connection, kind: 'sse', channel: 'live' } as const;
  const page = renderInPage(
    <ConnectionTable connections={[{ ...live, channels: ['fights', 'bets'] }]} />,
  );
  page.getByText('live');
  page.getByText('fights, bets');
});
