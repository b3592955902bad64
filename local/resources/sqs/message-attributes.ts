import { createHash } from 'node:crypto';
import type { MessageAttribute, MessageAttributes } from '../../contract/message-queue.ts';
import { SqsError } from './sqs-error.ts';

/** docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const maxAttributes = 10;
const maxNameLength = 256;

/** What a message may hold: the same page. A lone surrogate is none of these characters. */
const allowedText = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;

export const isAllowedText = (text: string): boolean => allowedText.test(text);

const invalid = (message: string): SqsError => new SqsError('InvalidParameterValue', message);

/** @throws SqsError on what SQS does not take as attributes of a message. */
export function checkAttributes(attributes: MessageAttributes): void {
  const entries = Object.entries(attributes);
  if (entries.length > maxAttributes) {
    throw invalid(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${maxAttributes}].`,
    );
  }
  for (const [name, attribute] of entries) {
    checkName(name);
    checkValue(name, attribute);
  }
}

/** docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html */
function checkName(name: string): void {
  const isName =
    /^[\w-]+(\.[\w-]+)*$/.test(name) &&
    name.length <= maxNameLength &&
    !/^(aws|amazon)\./i.test(name);
  if (!isName)
    throw invalid(`Message attribute name '${name.slice(0, maxNameLength)}' is invalid.`);
}

function checkValue(name: string, { DataType, StringValue, BinaryValue }: MessageAttribute): void {
  const type = /^(String|Number|Binary)(\..+)?$/.exec(DataType)?.[1];
  if (type === undefined || DataType.length > maxNameLength) {
    throw invalid(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  }
  const value = type === 'Binary' ? BinaryValue : StringValue;
  if (value === undefined || value === '') {
    throw invalid(
      `Message (user) attribute '${name}' must contain a non-empty value of type '${type}'.`,
    );
  }
  if (type === 'Number' && !Number.isFinite(Number(value))) {
    throw invalid(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  if (type !== 'Binary' && !isAllowedText(value)) {
    throw new SqsError(
      'InvalidMessageContents',
      `Invalid characters found in the value of message (user) attribute '${name}'.`,
    );
  }
}

const valueBytes = ({ StringValue, BinaryValue }: MessageAttribute): Buffer =>
  BinaryValue === undefined ? Buffer.from(StringValue ?? '') : Buffer.from(BinaryValue, 'base64');

/** Names, types and values count as the body does. */
export const attributesBytes = (attributes: MessageAttributes): number =>
  Object.entries(attributes).reduce(
    (sum, [name, attribute]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(attribute.DataType) +
      valueBytes(attribute).length,
    0,
  );

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/**
 * The digest of a message's attributes, undefined of none: of each, by name, the lengths and bytes of name,
 * type and value, with 1 for text and 2 for bytes before the value.
 *
 * docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const entries = Object.entries(attributes).toSorted(([one], [other]) => (one < other ? -1 : 1));
  if (entries.length === 0) return undefined;
  const hash = createHash('md5');
  for (const [name, attribute] of entries) {
    hash.update(measured(Buffer.from(name)));
    hash.update(measured(Buffer.from(attribute.DataType)));
    hash.update(Uint8Array.of(attribute.DataType.startsWith('Binary') ? 2 : 1));
    hash.update(measured(valueBytes(attribute)));
  }
  return hash.digest('hex');
}

function measured(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Those that are asked for: by name, by the beginning of their names ("shop.*"), or all of them. */
export function selectAttributes<Value>(
  attributes: Readonly<Record<string, Value>>,
  names: readonly string[],
): Readonly<Record<string, Value>> {
  const isWanted = (name: string): boolean =>
    names.some(
      wanted =>
        wanted === 'All' ||
        wanted === name ||
        (wanted.endsWith('.*') && name.startsWith(wanted.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isWanted(name)));
}
