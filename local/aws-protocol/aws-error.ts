import type { AwsAnswer, JsonObject } from '../contract/aws-call.ts';

/** A refusal in the AWS JSON protocols: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
export function awsError(
  status: number,
  type: string,
  message: string,
  more: JsonObject = {},
): AwsAnswer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ __type: type, message, ...more }),
  };
}
