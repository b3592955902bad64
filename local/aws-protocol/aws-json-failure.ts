import type { AwsJsonFailure } from '../contract/aws-json-service.ts';

/** A refusal with the status that services of the AWS JSON protocol give all of theirs. */
export const awsJsonFailure = (type: string, message: string): AwsJsonFailure => ({
  failure: { type, message, status: 400 },
});
