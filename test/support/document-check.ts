import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** As much of an OpenAPI document as tests look at. */
export interface Document {
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface Operation {
  readonly operationId: string;
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly requestBody?: Body & { readonly required?: boolean };
  readonly responses: Readonly<Record<string, Body>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly description?: string;
  readonly schema: Schema;
}

interface Body {
  readonly content?: Readonly<Record<string, Media>>;
}

interface Media {
  readonly schema: Schema;
  readonly example?: unknown;
}

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly maximum?: number;
  readonly anyOf?: readonly Schema[];
  readonly example?: unknown;
}

/** An answer, as far as a document describes it. */
export interface Answered {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: unknown;
}

/** Says what of a value is not as a schema of the document has it; nothing when all is. */
export function schemaCheck(document: Document): (schema: Schema, value: unknown) => string[] {
  const validators = new Map<Schema, ValidateFunction>();
  const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
  const components = { schemas: closed(document.components.schemas) };
  return (schema, value) => {
    const validate =
      validators.get(schema) ?? ajv.compile({ ...(closed(schema) as object), components });
    validators.set(schema, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${instancePath || 'body'} ${message} ${JSON.stringify(params)}`,
    );
  };
}

/** Says what of an answer is not as the document declares it; nothing when all is. */
export function documentCheck(document: Document): (answer: Answered) => string[] {
  const differences = schemaCheck(document);
  return ({ method, path, status, contentType, body }) => {
    const operation = operationOf(document, method, path);
    const declared = operation?.responses[String(status)] ?? undeclared(operation, status);
    if (declared === undefined) {
      const statuses = Object.keys(operation?.responses ?? { 404: '', 405: '' });
      return [`status ${status} is not declared; declared are ${statuses.join(', ')}`];
    }
    const media = declared.content?.[contentType];
    if (media === undefined) {
      const types = Object.keys(declared.content ?? {}).join(', ') || 'none';
      return [`content type ${contentType} is not declared for ${status}; declared are ${types}`];
    }
    return differences(media.schema, body);
  };
}

/** The operation that the document has for a path, templates included. */
function operationOf(document: Document, method: string, path: string): Operation | undefined {
  const matching = Object.entries(document.paths).filter(([template]) =>
    new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
  // A path without a template goes before one with.
  matching.sort(([a], [b]) => a.split('{').length - b.split('{').length);
  return matching.flatMap(([, item]) => item[method.toLowerCase()] ?? [])[0];
}

/** A path or a method that the document does not have is a problem too. */
function undeclared(operation: Operation | undefined, status: number): Body | undefined {
  if (operation !== undefined || ![403, 404, 405].includes(status)) return undefined;
  const schema = { $ref: '#/components/schemas/Problem' };
  return { content: { 'application/problem+json': { schema } } };
}

/**
 * The same schemas, but no object may have what it does not list: a client tolerates more than is
 * declared, a test does not.
 */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, closed(value)]),
  );
  const isOpen =
    copy.type === 'object' && 'properties' in copy && !('additionalProperties' in copy);
  return isOpen ? { ...copy, additionalProperties: false } : copy;
}
