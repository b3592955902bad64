import { socketLifetimeMs } from '../../../core/connection/socket-connections.ts';
import '../../support/page.ts';
import { act, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { RealtimeProvider } from '../../../clients/react/index.ts';
import { ConnectionsTab } from '../../../dashboard/operations/connections-tab.tsx';
import { PresenceTab } from '../../../dashboard/operations/presence-tab.tsx';
import { useDeploymentStore } from '../../../dashboard/session/use-deployment.ts';
import { renderInPage } from '../support/in-page.tsx';

const endpoints = { channels: {}, managementUrl: 'https://management.example/', token: 't' };

beforeEach(() => {
  jest
    .spyOn(globalThis, 'fetch')
    .mockImplementation(async () => Response.json({ connections: [] }));
});

/** A part of the page of a deployment whose leases end after so long. */
async function show(part: ReactNode, longestLeaseSeconds: number): Promise<void> {
  const deployment = {
    channels: [],
    managementUrl: endpoints.managementUrl,
    proposalsWebSocketUrl: 'wss://socket.example/live',
    proposalTimeoutSeconds: 180,
    longestLeaseSeconds,
  };
  await act(async () => {
    useDeploymentStore.setState({ state: { kind: 'ready', deployment, people: [] } });
    renderInPage(<RealtimeProvider endpoints={endpoints}>{part}</RealtimeProvider>);
  });
}

test.each([
  [300, /until its lease ends, after at most 5 minutes;/],
  [31, /until its lease ends, after at most 31 seconds;/],
])(
  'a client that is gone without a disconnect counts for %i s at most, and both lists say so',
  async (seconds, note) => {
    await show(<ConnectionsTab />, seconds);
    await show(<PresenceTab />, seconds);
    expect(screen.getAllByText(note)).toHaveLength(2);
  },
);

test('how long a socket that was lost counts both lists say, too, and it is so', async () => {
  expect(socketLifetimeMs).toBe(130 * 60_000);
  await show(<ConnectionsTab />, 300);
  await show(<PresenceTab />, 300);
  const note = /; a lost socket for at most 130 minutes after it connected\./;
  expect(screen.getAllByText(note)).toHaveLength(2);
});

test('of a stream that names workflows it says how many', async () => {
  const connection = {
    ...{ connectionId: 'c1', userId: 'olga', role: 'operator', kind: 'sse', channel: 'workflows' },
    ...{ workflows: 2, state: 'connected', connectedAt: 0, seenAt: 0, expiresAt: 1 },
    ...{ sourceIp: '203.0.113.7', userAgent: 'test' },
  };
  jest
    .spyOn(globalThis, 'fetch')
    .mockImplementation(async () => Response.json({ connections: [connection] }));
  await show(<ConnectionsTab />, 300);
  expect(await screen.findByText('2 workflows only')).toBeTruthy();
});
