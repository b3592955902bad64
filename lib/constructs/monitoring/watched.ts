import type { Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { EveryMinute } from '../every-minute.ts';
import type { OwnTables } from '../own-tables.ts';
import type { ProposalSocket } from '../proposal-socket.ts';
import { RealtimeFunction } from '../realtime-function.ts';
import type { RealtimeTable } from '../realtime-table.ts';
import { TableStream } from '../table-stream.ts';
import type { WakeUpQueue } from '../wake-up-queue.ts';

/** What is watched and does not follow from the functions, streams and schedules of the stack. */
export interface GivenParts {
  readonly socket: Pick<ProposalSocket, 'apiId' | 'stageName'>;
  readonly ownTables: OwnTables;
  readonly proposals: RealtimeTable;
  /** By what they are called. */
  readonly stateMachines: Readonly<Record<string, StateMachine>>;
  readonly webhookQueue: Pick<WakeUpQueue, 'wakeUps' | 'lost'>;
  /** What Lambda lets the account run at once. @default 1000 */
  readonly accountConcurrency?: number | undefined;
}

/** All that is watched of a stack. */
export interface Watched extends GivenParts {
  /** Of its own metrics. */
  readonly namespace: string;
  readonly functions: readonly RealtimeFunction<object>[];
  readonly streams: readonly WatchedStream[];
  readonly sweepers: readonly WatchedSweeper[];
}

/** What is invoked once a minute. */
export interface WatchedSweeper {
  readonly sweeper: RealtimeFunction<object>;
  readonly rule: EveryMinute;
  /** Whether nothing but its rule invokes it. */
  readonly isByRuleAlone: boolean;
}

/** A stream of a table, and who reads it. */
export interface WatchedStream {
  /** Unique in the stack, as `ChangeFanOutFights`. */
  readonly title: string;
  readonly consumer: RealtimeFunction<object>;
  readonly mapping: TableStream;
}

/**
 * What a stack has by now: a function, stream or schedule that is added is watched without being listed
 * anywhere.
 */
export function watchedIn(stack: Stack, given: GivenParts): Watched {
  const parts = stack.node.findAll();
  const functions = parts.filter(part => part instanceof RealtimeFunction);
  const named = (one: IFunction): RealtimeFunction<object> => {
    const found = functions.find(each => each === one);
    if (found === undefined) {
      throw new Error(`${one.node.path}: expected a function of the stack, received another kind`);
    }
    return found;
  };
  const streams = parts
    .filter(part => part instanceof TableStream)
    .map(mapping => {
      const consumer = named(mapping.consumer);
      const table = mapping.node.id.replace(/Stream$/, '');
      return { title: `${consumer.title}${table}`, consumer, mapping };
    });
  const sweepers = parts
    .filter(part => part instanceof EveryMinute)
    .map(rule => {
      const sweeper = named(rule.sweeper);
      const isByRuleAlone = streams.every(({ consumer }) => consumer !== sweeper);
      return { sweeper, rule, isByRuleAlone };
    });
  return { ...given, namespace: stack.stackName, functions, streams, sweepers };
}
