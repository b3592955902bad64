import type { z } from 'zod';
import type { DeclaredResource } from './resource.ts';

/**
 * Reads a resource's properties with `schema`.
 *
 * @throws Error naming the logical id, and for each wrong property what was expected.
 */
export function parseProperties<Schema extends z.ZodType>(
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
