import type { Permission } from '../../contract/access-control.ts';
import type {
  AwsJsonFailure,
  AwsJsonRequest,
  AwsJsonService,
} from '../../contract/aws-json-service.ts';
import type { LocalQueue } from './local-queue.ts';
import { deleteMessage, deleteMessageBatch } from './operations/delete-message.ts';
import type { QueueOperation } from './operations/queue-operation.ts';
import {
  getQueueAttributes,
  getQueueUrl,
  listQueues,
  purgeQueue,
} from './operations/queue-operations.ts';
import { receiveMessage } from './operations/receive-message.ts';
import { sendMessage, sendMessageBatch } from './operations/send-message.ts';
import { changeVisibility, changeVisibilityBatch } from './operations/visibility.ts';
import { SqsError } from './sqs-error.ts';

type Answer = Readonly<Record<string, unknown>>;

const queueOperations: Readonly<Record<string, QueueOperation>> = {
  ChangeMessageVisibility: changeVisibility,
  ChangeMessageVisibilityBatch: changeVisibilityBatch,
  DeleteMessage: deleteMessage,
  DeleteMessageBatch: deleteMessageBatch,
  GetQueueAttributes: getQueueAttributes,
  PurgeQueue: purgeQueue,
  ReceiveMessage: receiveMessage,
  SendMessage: sendMessage,
  SendMessageBatch: sendMessageBatch,
};

const known = [...Object.keys(queueOperations), 'GetQueueUrl', 'ListQueues'].sort();

/** The service "AmazonSQS" over the queues of one host. */
export class SqsService implements AwsJsonService {
  readonly targetPrefix = 'AmazonSQS';
  readonly #queues = new Map<string, LocalQueue>();

  get queues(): LocalQueue[] {
    return [...this.#queues.values()];
  }

  add(queue: LocalQueue): void {
    this.#queues.set(queue.definition.name, queue);
  }

  queueNamed(name: string): LocalQueue | undefined {
    return this.#queues.get(name);
  }

  /**
   * A batch needs the permission of the single action:
   * docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
   */
  permissions({ operation, input }: AwsJsonRequest): Permission[] {
    const action = `sqs:${operation.replace(/Batch$/, '')}`;
    if (operation === 'ListQueues') return [{ action, resource: '*' }];
    const name = operation === 'GetQueueUrl' ? String(input.QueueName) : nameIn(input.QueueUrl);
    return [{ action, resource: this.queueNamed(name)?.arn ?? this.#arnOf(name) }];
  }

  accessDenied(message: string): AwsJsonFailure {
    return new SqsError('AccessDenied', message).failure;
  }

  async handle({ operation, input, signal }: AwsJsonRequest): Promise<Answer | AwsJsonFailure> {
    try {
      if (operation === 'ListQueues') return listQueues(this.queues, input);
      if (operation === 'GetQueueUrl') {
        return getQueueUrl(this.#existing(String(input.QueueName)), input);
      }
      const run = Object.hasOwn(queueOperations, operation)
        ? queueOperations[operation]
        : undefined;
      if (run === undefined) {
        const message = `The local host knows the operations ${known.join(', ')} of SQS; received ${operation}.`;
        throw new SqsError('UnknownOperation', message);
      }
      return await run(this.#existing(nameIn(input.QueueUrl)), input, signal);
    } catch (error) {
      if (error instanceof SqsError) return error.failure;
      throw error;
    }
  }

  #existing(name: string): LocalQueue {
    const queue = this.queueNamed(name);
    if (queue !== undefined) return queue;
    throw new SqsError('QueueDoesNotExist', 'The specified queue does not exist.');
  }

  /** Of a queue that is not there: the account and Region are those of the others. */
  #arnOf(name: string): string {
    const [any] = this.queues;
    return any === undefined ? '*' : any.arn.replace(/[^:]*$/, name);
  }
}

/** A queue is named by the end of its URL's path, whatever host the URL has. */
const nameIn = (queueUrl: unknown): string =>
  /^(?:https?:\/\/[^/]+)?\/?\d{12}\/([^/?#]+)$/.exec(String(queueUrl))?.[1] ?? '';
