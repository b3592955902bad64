import type { ManagementPorts } from './ports.ts';
import { auditRoutes } from './routes/audit.ts';
import { connectionRoutes } from './routes/connections.ts';
import { contractRoutes } from './routes/contracts.ts';
import { drainRoutes } from './routes/drain.ts';
import { eventRoutes } from './routes/events.ts';
import { healthRoutes } from './routes/health.ts';
import { paymentStreamRoutes } from './routes/payment-streams.ts';
import { pollRoutes } from './routes/poll.ts';
import { revocationRoutes } from './routes/revocations.ts';
import { sessionRoutes } from './routes/session.ts';
import { statsRoutes } from './routes/stats.ts';
import { tokenRoutes } from './routes/token.ts';
import { webhookDeliveryRoutes } from './routes/webhook-deliveries.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { workflowBulkRoutes } from './routes/workflow-bulk.ts';
import { workflowDecisionRoutes } from './routes/workflow-decisions.ts';
import { workflowListRoutes } from './routes/workflow-lists.ts';
import { shellAround } from './shell.ts';

/** The whole API: its routes by group, in the order of its document. */
export function createApp(ports: ManagementPorts) {
  return shellAround(
    [
      tokenRoutes(ports),
      sessionRoutes(ports),
      revocationRoutes(ports),
      connectionRoutes(ports),
      eventRoutes(ports),
      pollRoutes(ports),
      paymentStreamRoutes(ports),
      workflowDecisionRoutes(ports),
      workflowListRoutes(ports),
      workflowBulkRoutes(ports),
      webhookRoutes(ports),
      webhookDeliveryRoutes(ports),
      healthRoutes(ports),
      statsRoutes(ports),
      auditRoutes(ports),
      drainRoutes(ports),
      contractRoutes(ports),
    ],
    ports,
  );
}
