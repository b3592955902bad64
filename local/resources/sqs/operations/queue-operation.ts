import type { AwsJsonRequest } from '../../../contract/aws-json-service.ts';
import type { LocalQueue } from '../local-queue.ts';

type Answer = Readonly<Record<string, unknown>>;

/** What an operation on one queue does, which `QueueUrl` names; @throws SqsError where AWS refuses. */
export type QueueOperation = (
  queue: LocalQueue,
  input: AwsJsonRequest['input'],
  signal?: AbortSignal,
) => Answer | Promise<Answer>;
