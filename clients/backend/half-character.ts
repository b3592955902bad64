import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/**
 * Where in an attribute half a character stands, as a text has it that was cut too short: the path of
 * the first text or name that DynamoDB would refuse, with the whole write, as a
 * `SerializationException`.
 */
export function halfCharacterIn(value: AttributeValue, path: string): string | undefined {
  if (!path.isWellFormed()) return path.toWellFormed();
  if (value.S !== undefined) return value.S.isWellFormed() ? undefined : path;
  if (value.SS !== undefined) return value.SS.every(text => text.isWellFormed()) ? undefined : path;
  const parts =
    value.L?.map((part, at) => [String(at), part] as const) ?? Object.entries(value.M ?? {});
  for (const [name, part] of parts) {
    const found = halfCharacterIn(part, `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
