import { createDeliveries } from '../../../../lambdas/adapters/webhooks/deliveries-table.ts';
import { createDueLanes } from '../../../../lambdas/adapters/webhooks/due-lanes.ts';
import { createEnabledWebhooks } from '../../../../lambdas/adapters/webhooks/enabled-webhooks.ts';
import { createLaneDeliveries } from '../../../../lambdas/adapters/webhooks/lane-deliveries.ts';
import { createLaneStore } from '../../../../lambdas/adapters/webhooks/lane-table.ts';
import { createMakers } from '../../../../lambdas/adapters/webhooks/makers.ts';
import { createWebhooksTable } from '../../../../lambdas/adapters/webhooks/webhooks-table.ts';
import type { ExpectedRead } from '../../../support/reads-asked.ts';
import {
  exampleDelivery,
  exampleLane,
  exampleParked,
  exampleWebhook,
  webhookTables,
} from '../../../support/webhook-tables.ts';

const nowMs = Date.parse('2026-11-20T20:00:00.000Z');
const now = () => nowMs;
const consistent = ['consistent'];
const eventual = ['eventual'];

/** How the adapters of webhooks read. */
export const webhookReads: readonly ExpectedRead[] = [
  [
    'deliveries-table',
    'a delivery that is to be sent again',
    client => createDeliveries(client, webhookTables).find('l-1', 'd-1'),
    consistent,
  ],
  [
    'deliveries-table',
    'how many wait, by which another one may',
    client => createDeliveries(client, webhookTables).countParked('l-1'),
    consistent,
  ],
  [
    'deliveries-table',
    'deliveries, for people to look at',
    client => createDeliveries(client, webhookTables).list('l-1', { limit: 1 }),
    eventual,
  ],
  [
    'deliveries-table',
    'whose lane it is that a delivery is let wait in',
    client =>
      createDeliveries(client, webhookTables).park(
        { webhookId: 'w-1', laneId: 'l-1' },
        exampleDelivery('d-1'),
        exampleParked('d-1'),
      ),
    consistent,
  ],
  [
    'due-lanes',
    'which lanes are due, of an index',
    client => createDueLanes(client, 'Webhooks').list('webhooks#0', nowMs),
    eventual,
  ],
  [
    'enabled-webhooks',
    'which webhooks are sent something, of an index',
    client => createEnabledWebhooks(client, 'Webhooks', now)(),
    eventual,
  ],
  [
    'lane-deliveries',
    'what waits of a lane',
    client => createLaneDeliveries(client, 'WebhookDeliveries').parkedOf('l-1'),
    consistent,
  ],
  [
    'lane-table',
    'a webhook behind a write with events, as a run goes on by it',
    client => {
      const held = {
        ...{ webhook: exampleWebhook('w-1'), lane: exampleLane() },
        ...{ leaseId: 'run-1', isUnclean: false },
      };
      const events = [{ eventId: 'e-1', stored: {}, fingerprint: 'print' }];
      return createLaneStore(client, webhookTables).write(held, held.lane, { untilMs: 0, events });
    },
    consistent,
  ],
  [
    'makers',
    'the role in Users of who set a webhook up',
    client => createMakers(client, { isRevoked: async () => false }, 'Users').listedRoleOf('kim'),
    consistent,
  ],
  [
    'webhooks-table',
    'a webhook that is changed, or shown',
    client => createWebhooksTable(client, webhookTables).find('w-1'),
    consistent,
  ],
  [
    'webhooks-table',
    'all webhooks',
    client => createWebhooksTable(client, webhookTables).list(),
    consistent,
  ],
];
