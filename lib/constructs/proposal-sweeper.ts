import { Construct } from 'constructs';
import type { Environment } from '../../lambdas/proposal-sweeper/config.ts';
import { EveryMinute } from './every-minute.ts';
import { RealtimeFunction } from './realtime-function.ts';
import type { RealtimeTable } from './realtime-table.ts';

/** What the sweeper reads and writes. */
export interface ProposalSweeperProps {
  readonly bundlesDirectory: string;
  readonly proposals: RealtimeTable;
}

/** Every minute ends the proposals whose deadline passed unnoticed: a lost timer costs a minute. */
export class ProposalSweeper extends Construct {
  constructor(scope: Construct, id: string, props: ProposalSweeperProps) {
    super(scope, id);
    const { proposals } = props;
    const sweeper = new RealtimeFunction<Environment>(this, 'Function', {
      name: 'proposal-sweeper',
      description: 'Ends pending proposals past their deadline',
      bundlesDirectory: props.bundlesDirectory,
      environment: { PROPOSALS_TABLE_NAME: proposals.tableName },
      memorySizeMb: 256,
      timeoutSeconds: 50,
    });
    proposals.allow(sweeper, 'UpdateItem');
    proposals.allowIndexQuery(sweeper, 'byStatus');
    new EveryMinute(this, 'EveryMinute', {
      description: 'Ends pending proposals past their deadline',
      sweeper,
    });
  }
}
