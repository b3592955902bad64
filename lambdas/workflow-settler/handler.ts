import { promptTimerMs } from '../../core/deadline/settle-deadline.ts';
import {
  type SettleWorkflowPorts,
  settleWorkflow,
} from '../../core/workflow/deadline/settle-workflow.ts';
import { createDeadlineSettler } from '../adapters/deadlines/deadline-settler.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { createMeter } from '../adapters/telemetry/meter.ts';
import { createWorkflowDeadlines } from '../adapters/workflows/workflow-deadlines.ts';
import { readConfig } from './config.ts';

const config = readConfig();
const logger = createLogger('workflow-settler');
const meter = createMeter(logger);
const ports: SettleWorkflowPorts = {
  deadlines: createWorkflowDeadlines(createDocumentClient(), config),
  meter,
  timerWithinMs: promptTimerMs,
  // The state machine itself is the timer, by the answer.
  startTimer: async () => undefined,
};

/** At a workflow's deadline. */
export const handler = createDeadlineSettler({
  logger,
  meter,
  noun: 'workflow',
  idName: 'workflowId',
  settle: (workflowId, nowMs) => settleWorkflow(workflowId, nowMs, ports),
});
