import type { AwsAnswer, AwsCall, AwsService, GatewayStep } from '../contract/aws-call.ts';

/** The one way by which calls of AWS APIs reach what answers them here. */
export class Gateway {
  readonly #steps: GatewayStep[] = [];

  /** Adds a step behind those that are there. */
  use(step: GatewayStep): void {
    this.#steps.push(step);
  }

  /** Takes a call through each step in turn, and to the service at their end. */
  pass(call: AwsCall, service: AwsService): Promise<AwsAnswer> {
    const through = this.#steps.reduceRight<AwsService>(
      (next, step) => onward => step(onward, next),
      service,
    );
    return through(call);
  }
}
