import { z } from 'zod';
import type { Host } from '../contract/host.ts';
import type { DeclaredResource, ResourceKind, RunningResource } from '../contract/resource-kind.ts';

/** One CloudFormation resource type, as its file declares it. */
export interface KindDeclaration<Schema extends z.ZodObject> {
  readonly type: string;
  /**
   * The properties that have an effect here, each with what it may be. Whatever else a template says is
   * an error, unless it is ignored with a reason.
   */
  readonly properties: Schema;
  /** Dotted paths that have no effect here ("Code.S3Bucket"), each with the reason. @default - none */
  readonly ignored?: Readonly<Record<string, string>>;
  create(
    properties: z.output<Schema>,
    declared: DeclaredResource,
    host: Host,
  ): RunningResource | Promise<RunningResource>;
}

/** Makes a kind whose honoured properties are those of its schema: they are written once. */
export function resourceKind<Schema extends z.ZodObject>(
  declaration: KindDeclaration<Schema>,
): ResourceKind {
  const { type, properties, ignored = {} } = declaration;
  return {
    type,
    honoured: honouredPaths(properties),
    ignored,
    create: async (declared, host) =>
      declaration.create(parseProperties(properties, declared), declared, host),
  };
}

/**
 * Dotted paths of everything that a schema reads ("Code.S3Key"), lists without indexes. An object that
 * takes further keys is honoured as a whole, and so is one whose keys the template chooses.
 */
function honouredPaths(schema: z.core.$ZodType, path = ''): string[] {
  if (schema instanceof z.ZodObject && schema.def.catchall === undefined) {
    return Object.entries(schema.shape).flatMap(([name, property]) =>
      honouredPaths(property, path === '' ? name : `${path}.${name}`),
    );
  }
  if (schema instanceof z.ZodArray) return honouredPaths(schema.element, path);
  if (schema instanceof z.ZodPipe) return honouredPaths(schema.in, path);
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return honouredPaths(schema.unwrap(), path);
  }
  return [path];
}

/**
 * Reads a resource's properties with `schema`.
 *
 * @throws Error naming the logical id, and for each wrong property what was expected.
 */
export function parseProperties<Schema extends z.ZodObject>(
  schema: Schema,
  declared: DeclaredResource,
): z.output<Schema> {
  const result = schema.safeParse(declared.properties);
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    ({ path, message }) =>
      `${path.join('.')}: ${message}; received ${JSON.stringify(valueAt(declared.properties, path))}`,
  );
  throw new Error(`${declared.logicalId} (${declared.type}): ${problems.join('; ')}`);
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
    root,
  );
}
