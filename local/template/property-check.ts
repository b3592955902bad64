import type { ResourceKind } from '../resources/resource.ts';
import { intrinsicName, isRecord, type Template } from './template.ts';

const covers = (path: string, covered: string): boolean =>
  covered === path || covered.startsWith(`${path}.`);

/** Dotted paths below `value` that the kind neither honours nor ignores. List indexes do not count. */
function unknownPaths(value: unknown, path: string, known: readonly string[]): string[] {
  if (path !== '' && known.some(each => covers(each, path))) return [];
  const leadsToKnown = path === '' || known.some(each => covers(path, each));
  if (!leadsToKnown || intrinsicName(value) !== undefined) return leadsToKnown ? [] : [path];
  if (Array.isArray(value)) return value.flatMap(each => unknownPaths(each, path, known));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    unknownPaths(each, path === '' ? key : `${path}.${key}`, known),
  );
}

/**
 * Checks that the host knows every resource type of the template and every property set on them, so
 * that nothing is silently left out: a property either has its effect here, or a stated reason why
 * it has none.
 *
 * @throws Error with one line per unknown type or property, naming logical id, type and property.
 */
export function checkProperties(
  template: Template,
  kinds: ReadonlyMap<string, ResourceKind>,
): void {
  const problems = Object.entries(template.Resources).flatMap(([logicalId, resource]) => {
    const kind = kinds.get(resource.Type);
    if (kind === undefined) {
      return [`${logicalId}: the local host does not know the resource type ${resource.Type}`];
    }
    const known = [...kind.honoured, ...Object.keys(kind.ignored)];
    return [...new Set(unknownPaths(resource.Properties ?? {}, '', known))].map(
      path => `${logicalId}: the local host does not know the property ${path} of ${resource.Type}`,
    );
  });
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
