import type { Construct } from 'constructs';
import type { Environment as SchedulerEnvironment } from '../../lambdas/payment-stream-scheduler/config.ts';
import type { Environment as SettlerEnvironment } from '../../lambdas/payment-stream-settler/config.ts';
import type { RealtimeTable } from './realtime-table.ts';
import { type DeadlinesProps, SettledDeadlines } from './settled-deadlines.ts';

/** What is settled, and by when. */
export interface PaymentStreamDeadlinesProps extends DeadlinesProps {
  readonly paymentStreams: RealtimeTable;
  /** How long before a deposit is used up that is published. */
  readonly depletionNoticeSeconds: number;
}

/** Publishes when the deposits of payment streams run low and out, each time once. */
export class PaymentStreamDeadlines extends SettledDeadlines<
  SettlerEnvironment,
  SchedulerEnvironment
> {
  constructor(scope: Construct, id: string, props: PaymentStreamDeadlinesProps) {
    const { paymentStreams, deadlines, depletionNoticeSeconds } = props;
    const settlerEnvironment = {
      PAYMENT_STREAMS_TABLE_NAME: paymentStreams.tableName,
      DEADLINES_TABLE_NAME: deadlines.tableName,
      DEPLETION_NOTICE_SECONDS: String(depletionNoticeSeconds),
    };
    super(scope, id, {
      ...props,
      table: paymentStreams,
      tableStreamId: 'PaymentStreamsStream',
      plural: 'payment streams',
      settler: 'payment-stream-settler',
      scheduler: 'payment-stream-scheduler',
      settlerEnvironment,
      schedulerEnvironment: stateMachineArn => ({
        ...settlerEnvironment,
        DEADLINE_STATE_MACHINE_ARN: stateMachineArn,
      }),
    });
  }
}
