import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/** What is swept, and by which function. */
export interface EveryMinuteProps {
  readonly description: string;
  readonly sweeper: IFunction;
}

/** Invokes a function once a minute: what it finds left undone by others it does. */
export class EveryMinute extends Rule {
  readonly sweeper: IFunction;

  constructor(scope: Construct, id: string, { description, sweeper }: EveryMinuteProps) {
    super(scope, id, {
      description,
      schedule: Schedule.rate(Duration.minutes(1)),
      // A failed sweep is not repeated: the next one does its work.
      targets: [
        new LambdaFunction(sweeper, { retryAttempts: 0, maxEventAge: Duration.minutes(1) }),
      ],
    });
    this.sweeper = sweeper;
  }
}
