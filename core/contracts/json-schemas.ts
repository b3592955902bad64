import * as z from 'zod';
import { isObject } from '../wire/open-object.ts';
import { amount, durationMs, timeMs } from '../wire/payload/field.ts';
import { tokenAmount } from '../wire/payload/payment-streams.ts';
import { tokenAmountPattern } from '../wire/payment-stream.ts';

/** A JSON Schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** How schemas are written. */
export interface JsonSchemasOptions {
  /**
   * Who sends what they describe. What the server sends may gain fields, so every object of it is open;
   * what it is sent is as strict as it is judged.
   */
  readonly sentBy: 'server' | 'client';
  /** Where they will stand, for references among them. @default - `#/$defs/` */
  readonly at?: string;
}

/**
 * What fields of events hold, and what their schemas only check; not beside these, for functions carry
 * them along.
 */
const meanings: ReadonlyMap<z.core.$ZodType, JsonSchema> = new Map<z.core.$ZodType, JsonSchema>([
  [amount, { description: 'A whole number of minor currency units: 12345 are 123.45 MXN' }],
  [
    tokenAmount,
    {
      description: 'A whole number of the smallest unit of a token, below 2 to the power of 127',
      pattern: tokenAmountPattern.source,
    },
  ],
  [timeMs, { description: 'Milliseconds since the Unix epoch' }],
  [durationMs, { description: 'Milliseconds' }],
]);

/** Says of schemas what they mean, and by which name they are referred to. */
class Meanings extends z.core.$ZodRegistry<Record<string, unknown>> {
  readonly #names: ReadonlyMap<z.core.$ZodType, string>;

  constructor(named: Readonly<Record<string, z.ZodType>>) {
    super();
    this.#names = new Map(Object.entries(named).map(([name, schema]) => [schema, name]));
  }

  override get(schema: z.core.$ZodType): Record<string, unknown> {
    // Names of the management API's document mean nothing here, nor are its examples JSON Schema.
    const { id: _id, example: _example, ...shown } = z.globalRegistry.get(schema) ?? {};
    const id = this.#names.get(schema);
    return { ...meanings.get(schema), ...shown, ...(id !== undefined && { id }) };
  }
}

/**
 * JSON Schemas of zod schemas, by the same names: of 2020-12, and without anything that draft 07 reads
 * otherwise. One that stands in another is a reference there.
 *
 * @throws Error of a schema that JSON Schema cannot express
 */
export function jsonSchemasOf(
  named: Readonly<Record<string, z.ZodType>>,
  { sentBy, at = '#/$defs/' }: JsonSchemasOptions,
): Readonly<Record<string, JsonSchema>> {
  const { $defs: schemas = {} } = z.toJSONSchema(z.object(named), {
    metadata: new Meanings(named),
    io: sentBy === 'server' ? 'output' : 'input',
    unrepresentable: ({ zodSchema: { _zod } }) =>
      _zod.def.type === 'custom' && _zod.def.fn === isObject ? { type: 'object' } : 'throw',
    override: ({ jsonSchema }) => {
      if (sentBy === 'server' && jsonSchema.additionalProperties === false) {
        delete jsonSchema.additionalProperties;
      }
      // What TypeScript may not write to is nothing to a reader of JSON.
      delete jsonSchema.readOnly;
      listOfOneKind(jsonSchema);
    },
  });
  return JSON.parse(JSON.stringify(schemas).replaceAll('"$ref":"#/$defs/', `"$ref":"${at}`));
}

/** A list that has at least one of what all of it is made of: draft 07 has other words for tuples. */
function listOfOneKind(schema: z.core.JSONSchema.BaseSchema): void {
  const { prefixItems, items } = schema;
  if (prefixItems === undefined) return;
  if (prefixItems.some(item => JSON.stringify(item) !== JSON.stringify(items))) {
    throw new Error(
      'received a tuple of several kinds; expected none, for draft 07 has none like it',
    );
  }
  delete schema.prefixItems;
}
