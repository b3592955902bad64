import type { Construct } from 'constructs';
import type { Environment as SchedulerEnvironment } from '../../lambdas/workflow-scheduler/config.ts';
import type { Environment as SettlerEnvironment } from '../../lambdas/workflow-settler/config.ts';
import type { RealtimeTable } from './realtime-table.ts';
import { type DeadlinesProps, SettledDeadlines } from './settled-deadlines.ts';

/** Publishes when workflows are due soon, overdue, and escalated, each time once. */
export class WorkflowDeadlines extends SettledDeadlines<SettlerEnvironment, SchedulerEnvironment> {
  constructor(
    scope: Construct,
    id: string,
    props: DeadlinesProps & { readonly workflows: RealtimeTable },
  ) {
    const { workflows, deadlines } = props;
    const settlerEnvironment = {
      WORKFLOWS_TABLE_NAME: workflows.tableName,
      DEADLINES_TABLE_NAME: deadlines.tableName,
    };
    super(scope, id, {
      ...props,
      table: workflows,
      tableStreamId: 'WorkflowsStream',
      plural: 'workflows',
      settler: 'workflow-settler',
      scheduler: 'workflow-scheduler',
      settlerEnvironment,
      schedulerEnvironment: stateMachineArn => ({
        ...settlerEnvironment,
        DEADLINE_STATE_MACHINE_ARN: stateMachineArn,
      }),
    });
  }
}
