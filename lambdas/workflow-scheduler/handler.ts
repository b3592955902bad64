import { systemClock } from '../../core/clock.ts';
import { promptTimerMs } from '../../core/deadline/settle-deadline.ts';
import { sweptTimerMs } from '../../core/deadline/sweep-due.ts';
import {
  type SettleWorkflowPorts,
  settleWorkflow,
  sweepWorkflows,
} from '../../core/workflow/deadline/settle-workflow.ts';
import { changedIds } from '../adapters/changes/changed-ids.ts';
import { createDeadlineScheduler } from '../adapters/deadlines/deadline-scheduler.ts';
import { createStartTimer } from '../adapters/deadlines/start-timer.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { createMeter } from '../adapters/telemetry/meter.ts';
import { createWorkflowDeadlines } from '../adapters/workflows/workflow-deadlines.ts';
import { readConfig } from './config.ts';

const config = readConfig();
const logger = createLogger('workflow-scheduler');
const meter = createMeter(logger);
const ports: SettleWorkflowPorts = {
  deadlines: createWorkflowDeadlines(createDocumentClient(), config),
  meter,
  startTimer: createStartTimer(config.deadlineStateMachineArn, 'workflowId'),
  timerWithinMs: promptTimerMs,
};

/** A batch of the Workflows stream, or that a minute has passed. */
export const handler = createDeadlineScheduler({
  logger,
  meter,
  noun: 'workflow',
  changedIds: records => changedIds(records, 'workflowId'),
  settle: (workflowId, nowMs) => settleWorkflow(workflowId, nowMs, ports),
  sweep: () => sweepWorkflows({ ...ports, timerWithinMs: sweptTimerMs }, systemClock),
});
