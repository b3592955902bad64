import { Construct } from 'constructs';
import type { Environment } from '../../lambdas/statistics-rollup/config.ts';
import { EveryMinute } from './every-minute.ts';
import type { OwnTables } from './own-tables.ts';
import { RealtimeFunction } from './realtime-function.ts';

/** What is counted, and what is added up. */
export interface StatisticsRollupProps {
  readonly bundlesDirectory: string;
  readonly ownTables: Pick<OwnTables, 'connections' | 'statistics'>;
}

/** Every minute counts who is connected, and adds up the hours that still change. */
export class StatisticsRollup extends Construct {
  constructor(scope: Construct, id: string, props: StatisticsRollupProps) {
    super(scope, id);
    const { connections, statistics } = props.ownTables;
    const description = 'Counts connections, and adds up the statistics of hours';
    const rollup = new RealtimeFunction<Environment>(this, 'Function', {
      name: 'statistics-rollup',
      description,
      bundlesDirectory: props.bundlesDirectory,
      environment: {
        STATISTICS_TABLE_NAME: statistics.tableName,
        CONNECTIONS_TABLE_NAME: connections.tableName,
      },
      memorySizeMb: 256,
      timeoutSeconds: 50,
    });
    connections.allow(rollup, 'Scan');
    statistics.allow(rollup, 'PutItem', 'Query');
    new EveryMinute(this, 'EveryMinute', { description, sweeper: rollup });
  }
}
