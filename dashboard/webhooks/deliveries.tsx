import { Anchor, Group, Paper, SegmentedControl, Stack, Table, Text, Title } from '@mantine/core';
import { Link, useLocation, useSearchParams } from 'wouter';
import { useWebhookDeliveries, type WebhookDelivery } from '../../clients/react/index.ts';
import { ago, dayAndTime } from '../parts/format.ts';
import { PageButtons } from '../parts/page-buttons.tsx';
import { QueryState } from '../parts/query-state.tsx';
import { useNow } from '../parts/use-now.ts';
import { WideTable } from '../parts/wide-table.tsx';
import { AttemptIn } from './attempt-in.tsx';
import { Mark } from './mark.tsx';
import { addressOf } from './page-address.ts';
import { deliveryWords, outcomeText } from './webhook-words.ts';

type State = WebhookDelivery['state'];

const states = ['pending', 'delivered', 'exhausted'] as const satisfies readonly State[];

const empty: Readonly<Record<State | 'all', string>> = {
  all: 'Nothing was sent to it yet. A test can be sent at once.',
  pending: 'None waits for its next attempt.',
  delivered: 'None was delivered.',
  exhausted: 'None was given up.',
};

const limit = 25;

/** Deliveries of a webhook, the newest first, page by page. Which ones stands in the address. */
export function Deliveries({ webhookId }: { readonly webhookId: string }) {
  const [search] = useSearchParams();
  const [, navigate] = useLocation();
  const state = states.find(one => one === search.get('state'));
  const page = search.get('page') ?? undefined;
  const { deliveries, next, answeredAtMs, error, serverNow, refresh } = useWebhookDeliveries(
    webhookId,
    { limit, ...(state && { state }), ...(page !== undefined && { next: page }) },
  );
  useNow(1_000);
  const data = answeredAtMs === undefined ? undefined : deliveries;
  const go = (place: string | undefined): void =>
    navigate(addressOf({ webhook: webhookId, state, page: place }));
  return (
    <Paper withBorder p="md" className="card" component="section" aria-label="Deliveries">
      <Stack gap="md">
        <Group justify="space-between" gap="sm">
          <Title order={3} fz="md">
            Deliveries
          </Title>
          <SegmentedControl
            aria-label="Which deliveries"
            size="xs"
            value={state ?? 'all'}
            onChange={chosen =>
              navigate(
                addressOf({
                  webhook: webhookId,
                  state: chosen === 'all' ? undefined : chosen,
                }),
                { replace: true },
              )
            }
            data={[{ value: 'all', label: 'All' }, ...states.map(labelled)]}
          />
        </Group>
        <QueryState query={{ data, problem: error, refresh }} what="the deliveries">
          {deliveries =>
            deliveries.length === 0 ? (
              <Text fz="sm" c="dimmed" className="empty-column">
                {page === undefined && next === undefined
                  ? empty[state ?? 'all']
                  : 'None on this page.'}
              </Text>
            ) : (
              <DeliveryTable webhookId={webhookId} deliveries={deliveries} now={serverNow()} />
            )
          }
        </QueryState>
        <PageButtons
          place={page}
          behind={next}
          words={{ first: 'Newest', behind: 'Older' }}
          go={go}
        />
      </Stack>
    </Paper>
  );
}

const labelled = (state: State) => ({
  value: state,
  label: state.charAt(0).toUpperCase() + state.slice(1),
});

interface DeliveryTableProps {
  readonly webhookId: string;
  readonly deliveries: readonly WebhookDelivery[];
  /** By the server's clock. */
  readonly now: number;
}

function DeliveryTable({ webhookId, deliveries, now }: DeliveryTableProps) {
  return (
    <WideTable
      label="Deliveries"
      minWidth={760}
      heads={['Event', 'State', 'Came to be', 'Attempts', 'Next attempt', 'Last answer']}
    >
      {deliveries.map(delivery => {
        const { deliveryId, type, channel, state, createdAt, attemptCount } = delivery;
        const { nextAttemptAt, lastAttempt } = delivery;
        return (
          <Table.Tr key={deliveryId} data-delivery={deliveryId}>
            <Table.Td className="wgap-line">
              <Anchor
                component={Link}
                href={addressOf({ webhook: webhookId, delivery: deliveryId })}
                fz="sm"
                fw={600}
                className="wrap-anywhere"
              >
                {type}
              </Anchor>
              <Text fz="xs" c="dimmed">
                {channel}
              </Text>
            </Table.Td>
            <Table.Td>
              <Mark look={deliveryWords[state]} of="delivery" />
            </Table.Td>
            <Table.Td>
              <Text fz="sm" title={dayAndTime(createdAt)}>
                {ago(createdAt, now)}
              </Text>
            </Table.Td>
            <Table.Td data-label="Attempts">{attemptCount}</Table.Td>
            <Table.Td data-label="Next">
              {state !== 'pending' ? (
                'none'
              ) : nextAttemptAt === undefined ? (
                'once it is enabled'
              ) : (
                <AttemptIn atMs={nextAttemptAt} now={now} />
              )}
            </Table.Td>
            <Table.Td className="wgap-line">
              {lastAttempt === undefined
                ? 'not attempted yet'
                : (outcomeText(lastAttempt) ?? lastAttempt.message ?? 'not known')}
            </Table.Td>
          </Table.Tr>
        );
      })}
    </WideTable>
  );
}
