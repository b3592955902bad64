import '../../support/page.ts';
import { act, fireEvent, screen } from '@testing-library/react';
import { RealtimeProvider } from '../../../clients/react/index.ts';
import { BroadcastTab } from '../../../dashboard/operations/broadcast-tab.tsx';
import { useDeploymentStore } from '../../../dashboard/session/use-deployment.ts';
import { renderInPage } from '../support/in-page.tsx';

const endpoints = { channels: {}, managementUrl: 'https://management.example/', token: 't' };

test('what became of a broadcast is shown until its message changes', async () => {
  const deployment = {
    channels: [],
    managementUrl: endpoints.managementUrl,
    proposalsWebSocketUrl: 'wss://socket.example/live',
    proposalTimeoutSeconds: 180,
    longestLeaseSeconds: 300,
  };
  useDeploymentStore.setState({ state: { kind: 'ready', deployment, people: [] } });
  jest
    .spyOn(globalThis, 'fetch')
    .mockImplementation(async () => Response.json({ addressed: 3, note: 'as of now' }));
  renderInPage(
    <RealtimeProvider endpoints={endpoints}>
      <BroadcastTab />
    </RealtimeProvider>,
  );
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Send' })));
  await screen.findByText('Sent to 3 connections');
  fireEvent.change(screen.getByLabelText('Message'), { target: { value: 'Another one' } });
  expect(screen.queryByText('Sent to 3 connections')).toBeNull();
});
