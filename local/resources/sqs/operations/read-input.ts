import { z } from 'zod';
import { invalidValue, missing, SqsError } from '../sqs-error.ts';

const attribute = z.object({
  DataType: z.string(),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});

/** Attributes as the JSON protocol has them, binary values in base64. */
export const attributeMap = z.record(z.string(), attribute).default({});

/**
 * Reads what an operation takes.
 *
 * @throws SqsError that names what is missing or of another type.
 */
export function readInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = issue?.path.join('.') ?? '';
  if (issue?.code === 'invalid_type' && issue.message.endsWith('received undefined')) {
    throw missing(name);
  }
  throw new SqsError('InvalidParameterValue', `${name}: ${issue?.message}`);
}

/** @throws SqsError with AWS's words when a number lies outside. */
export function within(
  value: number,
  parameter: string,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalidValue(value, parameter, `Must be >= ${least} and <= ${most}, if provided.`);
}
