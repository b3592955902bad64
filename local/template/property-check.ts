import type { ResourceKind } from '../contract/resource-kind.ts';
import { intrinsicName, isRecord, type Template } from './template.ts';
import {
  type KnownParts,
  outputAttributes,
  resourceAttributes,
  templateSections,
} from './template-parts.ts';

const covers = (path: string, covered: string): boolean =>
  covered === path || covered.startsWith(`${path}.`);

const knownPaths = ({ honoured, ignored }: KnownParts): string[] => [
  ...honoured,
  ...Object.keys(ignored),
];

/** Dotted paths below `value` that are neither honoured nor ignored. List indexes do not count. */
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

/** The names in an object, one level deep, that are not known. */
const unknownNames = (value: object, parts: KnownParts): string[] => {
  const known = knownPaths(parts);
  return Object.keys(value).filter(name => !known.includes(name));
};

function resourceProblems(
  logicalId: string,
  resource: Template['Resources'][string],
  kinds: ReadonlyMap<string, ResourceKind>,
): string[] {
  const kind = kinds.get(resource.Type);
  if (kind === undefined) {
    return [`${logicalId}: the local host does not know the resource type ${resource.Type}`];
  }
  const attributes = unknownNames(resource, resourceAttributes).map(
    name => `${logicalId}: the local host does not know the resource attribute ${name}`,
  );
  const properties = new Set(unknownPaths(resource.Properties ?? {}, '', knownPaths(kind)));
  return [
    ...attributes,
    ...[...properties].map(
      path => `${logicalId}: the local host does not know the property ${path} of ${resource.Type}`,
    ),
  ];
}

/**
 * Checks that the host knows every section and resource type of the template and every property set
 * on them, so that nothing is silently left out: a property either has its effect here, or a stated
 * reason why it has none.
 *
 * @throws Error with one line per unknown part, naming logical id, type and property.
 */
export function checkProperties(
  template: Template,
  kinds: ReadonlyMap<string, ResourceKind>,
): void {
  const problems = [
    ...unknownNames(template, templateSections).map(
      name => `the local host does not know the template section ${name}`,
    ),
    ...Object.entries(template.Resources).flatMap(([logicalId, resource]) =>
      resourceProblems(logicalId, resource, kinds),
    ),
    ...Object.entries(template.Outputs ?? {}).flatMap(([name, output]) =>
      unknownNames(output, outputAttributes).map(
        each => `${name}: the local host does not know the output attribute ${each}`,
      ),
    ),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
