import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { eventsDocument } from '../../core/contracts/event-schemas.ts';

/** Says what of a value is not as the schema at a place of a document has it; nothing when all is. */
export type SchemaCheck = (value: unknown, place?: string) => string[];

/**
 * Holds values against the schemas of a document, as a client in any language would: by a validator of
 * JSON Schema that nobody here wrote, which takes no keyword that it does not know.
 */
export function schemaCheckOf(document: object, vocabulary: readonly string[] = []): SchemaCheck {
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
  addFormats.default(ajv);
  ajv.addVocabulary([...vocabulary]);
  ajv.addSchema(document, 'document');
  return (value, place = '') => {
    const validate = ajv.getSchema(`document#${place}`);
    if (validate === undefined) throw new Error(`the document has no schema at ${place}`);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}

const check = schemaCheckOf(eventsDocument());

/** Says what of an event is not as the served JSON Schema has events; nothing when all is. */
export const eventProblems = (event: unknown): string[] => check(event);

/** The same of an event of one type. */
export const problemsAs = (type: string, event: unknown): string[] =>
  check(event, `/$defs/${type}`);
