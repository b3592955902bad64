/*
 * Stands in bundles for what zod writes JSON Schema with (lib/left-out.ts): no function does. The document
 * of the management API is written from the schemas themselves.
 */

function noJsonSchema(): never {
  throw new Error(
    'functions are bundled without JSON Schema; expected nobody to ask a schema for it',
  );
}

export const extractDefs = noJsonSchema;
export const finalize = noJsonSchema;
export const handleUnrepresentable = noJsonSchema;
export const initializeContext = noJsonSchema;
export const process = noJsonSchema;
export const processSchema = noJsonSchema;

/** Every schema asks for these two when it is made. */
export const createStandardJSONSchemaMethod = () => noJsonSchema;
export const createToJSONSchemaMethod = () => noJsonSchema;
