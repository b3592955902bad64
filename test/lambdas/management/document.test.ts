import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  type Document,
  documentCheck,
  type Operation,
  schemaCheck,
} from '../../support/document-check.ts';
import { managementDocument } from './management-document.ts';

let document: Document;

beforeAll(async () => {
  document = await managementDocument();
});

/** What these hold is their specifications' matter; an example would be all of it. */
const documents = ['/openapi.json', '/asyncapi.json', '/events.schema.json'];

/** Every operation, by what it is called in a failing test. */
function operations(): [string, Operation][] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );
}

const named = (wanted: (operation: Operation) => boolean) =>
  operations().flatMap(([name, operation]) => (wanted(operation) ? [name] : []));

test('a public validator finds it valid', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'document-'));
  const file = join(directory, 'openapi.json');
  await writeFile(file, JSON.stringify(document));
  const validator = dirname(require.resolve('@seriousme/openapi-schema-validator/package.json'));
  try {
    await promisify(execFile)(process.execPath, [join(validator, 'bin/validate-api-cli.js'), file]);
  } finally {
    await rm(directory, { recursive: true });
  }
});

test('every operation has a name of its own, a tag that is explained, and a summary', () => {
  const names = operations().map(([, { operationId }]) => operationId);
  expect(names.every(name => /^[a-z][A-Za-z]+$/.test(name))).toBe(true);
  expect(new Set(names).size).toBe(names.length);
  const tags = document.tags.map(({ name }) => name);
  expect(
    named(({ tags: [tag = '', ...more] = [] }) => !tags.includes(tag) || more.length > 0),
  ).toEqual([]);
  expect(named(({ summary = '' }) => !/^[A-Z].{5,80}[^.]$/.test(summary))).toEqual([]);
});

test('every operation says whom it is for', () => {
  expect(named(({ description = '' }) => !/^For .+\.$/.test(description))).toEqual([]);
});

test('every schema of a request and an answer is a named component', () => {
  const inline = operations().flatMap(([name, { requestBody, responses }]) =>
    [requestBody, ...Object.values(responses)]
      .flatMap(body => Object.values(body?.content ?? {}))
      .filter(({ schema }) => !('$ref' in schema))
      .map(() => name),
  );
  expect(inline).toEqual([]);
  const names = Object.keys(document.components.schemas);
  expect(names.filter(name => !/^[A-Z][A-Za-z]+$/.test(name))).toEqual([]);
});

test('a route for callers declares every refusal that a caller can meet', () => {
  const refusesOf = ({ responses }: Operation, statuses: readonly number[]) =>
    statuses.every(status => String(status) in responses);
  const isPublic = ({ security }: Operation) => security?.length === 0;
  expect(named(operation => isPublic(operation) && refusesOf(operation, [401]))).toEqual([]);
  expect(
    named(operation => !isPublic(operation) && !refusesOf(operation, [400, 401, 403, 429, 503])),
  ).toEqual([]);
});

test('every answer has a body, and so has every request that declares one', () => {
  const statuses = operations().flatMap(([, { responses }]) => Object.entries(responses));
  expect(statuses.filter(([, { content }]) => content === undefined)).toEqual([]);
  const bodies = operations().filter(([, { requestBody }]) => requestBody !== undefined);
  const optional = bodies.filter(([, { requestBody }]) => !requestBody?.required);
  expect(optional.map(([name]) => name).sort()).toEqual(
    operations()
      .flatMap(([name]) => (name.startsWith('DELETE ') ? [name] : []))
      .sort(),
  );
  expect(bodies.filter(([, { responses }]) => !('413' in responses && '415' in responses))).toEqual(
    [],
  );
});

test('no object of a request takes fields that it does not declare', () => {
  const open = operations().flatMap(([name, { requestBody }]) =>
    openObjects(requestBody?.content ?? {}).map(at => `${name} ${at}`),
  );
  expect(open).toEqual([]);
});

/** Objects with properties that do not say that there are no others. */
function openObjects(schema: unknown, at = '', seen = new Set<unknown>()): string[] {
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return [];
  seen.add(schema);
  const { $ref, type, properties, additionalProperties } = schema as Record<string, unknown>;
  if (typeof $ref === 'string') {
    const name = $ref.replace('#/components/schemas/', '');
    return openObjects(document.components.schemas[name], name, seen);
  }
  const isOpen = type === 'object' && properties !== undefined && additionalProperties !== false;
  const inner = Object.entries(schema).flatMap(([key, value]) =>
    openObjects(value, `${at}/${key}`, seen),
  );
  return isOpen ? [at, ...inner] : inner;
}

test('ids in paths and everything in queries is bounded', () => {
  const unbounded = operations().flatMap(([name, { parameters = [] }]) =>
    parameters
      .filter(({ schema }) => {
        const { type, enum: values, maxLength, pattern, maximum, anyOf } = schema;
        const texts = type === 'string' && !values && !maxLength && !pattern;
        return (
          texts || ((type === 'integer' || type === 'number') && maximum === undefined) || anyOf
        );
      })
      .map(parameter => `${name} ${parameter.name}`),
  );
  expect(unbounded).toEqual([]);
});

test('every parameter is explained', () => {
  const silent = operations().flatMap(([name, { parameters = [] }]) =>
    parameters
      .filter(({ description, schema }) => !(description ?? schema.description))
      .map(parameter => `${name} ${parameter.name}`),
  );
  expect(silent).toEqual([]);
});

test('every success has an example, and every example is what its schema says', () => {
  const check = documentCheck(document);
  const faults = operations().flatMap(([name, { responses }]) => {
    const [method = '', path = ''] = name.split(' ');
    return Object.entries(responses).flatMap(([status, { content = {} }]) =>
      Object.entries(content).flatMap(([contentType, { schema, example }]) => {
        if (documents.includes(path) && status === '200') return [];
        const shown = example ?? exampleOf(schema);
        if (shown === undefined) return [`${name} ${status} has no example`];
        const answer = { method, path, status: Number(status), contentType, body: shown };
        return check(answer).map(difference => `${name} ${status}: ${difference}`);
      }),
    );
  });
  expect(faults).toEqual([]);
});

test('every body has an example, which its schema takes', () => {
  const check = schemaCheck(document);
  const faults = operations().flatMap(([name, { requestBody }]) =>
    Object.values(requestBody?.content ?? {}).flatMap(({ schema, example }) => {
      const shown = example ?? exampleOf(schema);
      if (shown === undefined) return [`${name} has no example`];
      return check(schema, shown).map(difference => `${name}: ${difference}`);
    }),
  );
  expect(faults).toEqual([]);
});

function exampleOf(schema: { readonly $ref?: string }): unknown {
  const name = schema.$ref?.replace('#/components/schemas/', '') ?? '';
  return document.components.schemas[name]?.example;
}

describe('an answer that is held against the document', () => {
  const problem = {
    type: 'about:blank',
    title: 'Bad Request',
    status: 400,
    code: 'QUERY_INVALID',
    category: 'VALIDATION',
    recovery: 'none',
    detail: 'received, expected',
  };
  const answer = {
    method: 'GET',
    path: '/openapi.json',
    status: 400,
    contentType: 'application/problem+json',
    body: problem,
  };

  test.each([
    ['as it is declared', {}, []],
    [
      'of another status',
      { status: 418 },
      ['status 418 is not declared; declared are 200, 400, 403'],
    ],
    [
      'of another type',
      { contentType: 'text/html' },
      ['content type text/html is not declared for 400; declared are application/problem+json'],
    ],
    [
      'with a field too many',
      { body: { ...problem, stack: 'at …' } },
      ['body must NOT have additional properties {"additionalProperty":"stack"}'],
    ],
    [
      'with one too few',
      { body: { ...problem, code: undefined } },
      ['body must have required property \'code\' {"missingProperty":"code"}'],
    ],
    [
      'of a path that there is not',
      { path: '/nothing', status: 200 },
      ['status 200 is not declared; declared are 404, 405'],
    ],
  ])('%s is reported', (_title, changes, differences) => {
    expect(documentCheck(document)({ ...answer, ...changes })).toEqual(differences);
  });
});
