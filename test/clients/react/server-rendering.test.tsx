import { renderToString } from 'react-dom/server';
import {
  RealtimeProvider,
  useBulkOperation,
  useHybridRealtime,
  useMultiSSE,
  usePaymentStream,
  usePaymentStreams,
  useProposals,
  useSSE,
  useStreamEvents,
  useWebhook,
  useWebhookActions,
  useWebhookDeliveries,
  useWebhookDelivery,
  useWebhooks,
  useWorkflow,
  useWorkflowActions,
  useWorkflows,
} from '../../../clients/react/index.ts';
import { FakeEnvironment } from '../browser/fake-environment.ts';

const endpoints = {
  channels: {
    fights: 'https://fights.example/',
    'payment-streams': 'https://payment-streams.example/',
    workflows: 'https://workflows.example/',
    system: 'https://system.example/',
  },
  managementUrl: 'https://management.example/',
  proposalsWebSocketUrl: 'wss://socket.example/live',
  token: 'provided',
};

function Page({ environment }: Pick<FakeEnvironment, 'environment'>) {
  const one = useSSE({ channel: 'fights', environment });
  const several = useMultiSSE(['fights'], undefined, { environment });
  const hybrid = useHybridRealtime({ channel: 'fights', environment });
  const { status, proposals } = useProposals({ environment });
  const payment = usePaymentStream('1', { environment });
  const { streams } = usePaymentStreams({ environment });
  const changes = useStreamEvents({ environment });
  const payments = [payment.status, String(payment.accrued), streams.length, changes.connected];
  const workflow = useWorkflow('w-1', { environment });
  const { workflows } = useWorkflows({ environment });
  const operation = useBulkOperation('b-1', { environment });
  useWorkflowActions({ environment });
  const processes = [workflow.status, workflows.length, operation.status];
  const { webhooks } = useWebhooks({ environment });
  const webhook = useWebhook('h-1', { environment });
  const { deliveries } = useWebhookDeliveries('h-1', { environment });
  const delivery = useWebhookDelivery('h-1', 'd-1', { environment });
  useWebhookActions({ environment });
  const hooks = [webhooks.length, webhook.status, deliveries.length, delivery.status];
  const shown = [
    one.status,
    several.isConnected,
    hybrid.status,
    status,
    proposals.length,
    ...payments,
    ...processes,
    ...hooks,
  ];
  return <p>{shown.map(String).join(' ')}</p>;
}

test('on a server every hook shows that nothing has come yet, and asks for nothing', () => {
  const place = new FakeEnvironment();
  const html = renderToString(
    <RealtimeProvider endpoints={endpoints}>
      <Page environment={place.environment} />
    </RealtimeProvider>,
  );
  expect(html).toBe(
    '<p>idle false idle idle 0 reading undefined 0 false reading 0 reading 0 reading 0 reading</p>',
  );
  expect([place.requests, place.sockets, place.held]).toEqual([[], [], 0]);
});
