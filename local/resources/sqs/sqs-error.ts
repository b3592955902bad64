import type { AwsJsonFailure } from '../../contract/aws-json-service.ts';

interface ErrorForm {
  /** As the JSON protocol names it: the shape of SQS's model, or of the layer before it. */
  readonly type: string;
  /** As the query protocol named it, which SDKs report as the error's code. */
  readonly code: string;
  readonly status: number;
}

const modelled = (name: string, code: string, status = 400): ErrorForm => ({
  type: `com.amazonaws.sqs#${name}`,
  code,
  status,
});
const common = (name: string, code: string): ErrorForm => ({
  type: `com.amazon.coral.service#${name}`,
  code,
  status: 400,
});
const named = (name: string, status?: number) =>
  modelled(name, `AWS.SimpleQueueService.${name}`, status);

/**
 * The errors of SQS. Both names go into the answer:
 * docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-json-api-responses.html
 */
const forms = {
  AccessDenied: common('AccessDeniedException', 'AccessDenied'),
  BatchEntryIdsNotDistinct: named('BatchEntryIdsNotDistinct'),
  BatchRequestTooLong: named('BatchRequestTooLong'),
  EmptyBatchRequest: named('EmptyBatchRequest'),
  InvalidAttributeName: modelled('InvalidAttributeName', 'InvalidAttributeName'),
  InvalidBatchEntryId: named('InvalidBatchEntryId'),
  InvalidMessageContents: modelled('InvalidMessageContents', 'InvalidMessageContents'),
  InvalidParameterValue: common('InvalidParameterValueException', 'InvalidParameterValue'),
  MessageNotInflight: named('MessageNotInflight'),
  MissingParameter: common('MissingRequiredParameterException', 'MissingParameter'),
  OverLimit: modelled('OverLimit', 'OverLimit', 403),
  PurgeQueueInProgress: named('PurgeQueueInProgress', 403),
  QueueDoesNotExist: modelled('QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'),
  ReceiptHandleIsInvalid: modelled('ReceiptHandleIsInvalid', 'ReceiptHandleIsInvalid', 404),
  TooManyEntriesInBatchRequest: named('TooManyEntriesInBatchRequest'),
  UnknownOperation: common('UnknownOperationException', 'InvalidAction'),
  UnsupportedOperation: named('UnsupportedOperation'),
} as const satisfies Readonly<Record<string, ErrorForm>>;

export type SqsErrorName = keyof typeof forms;

/** A call, or an entry of a batch, that SQS refuses. */
export class SqsError extends Error {
  readonly #form: ErrorForm;

  constructor(name: SqsErrorName, message: string) {
    super(message);
    this.#form = forms[name];
  }

  /** As a whole call is refused. */
  get failure(): AwsJsonFailure {
    const { type, code, status } = this.#form;
    const headers = { 'x-amzn-query-error': `${code};Sender` };
    return { failure: { type, message: this.message, status, headers } };
  }

  /** As one entry of a batch is. */
  entryFailure(Id: string): Readonly<Record<string, unknown>> {
    return { Id, SenderFault: true, Code: this.#form.code, Message: this.message };
  }
}

/** The most frequent one, with AWS's words for a value out of its range. */
export const invalidValue = (value: unknown, parameter: string, reason: string): SqsError =>
  new SqsError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`,
  );

export const missing = (parameter: string): SqsError =>
  new SqsError('MissingParameter', `The request must contain the parameter ${parameter}.`);
