import { intrinsicName, isRecord, type Template, type TemplateResource } from './template.ts';

/** Names that `${Name}` or `${Name.Attribute}` in an Fn::Sub text refers to. */
function namesInSub(argument: unknown): string[] {
  const text = Array.isArray(argument) ? argument[0] : argument;
  if (typeof text !== 'string') return [];
  return [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(match => match[1]?.split('.')[0] ?? '');
}

function collectNames(value: unknown, names: Set<string>): void {
  if (Array.isArray(value)) {
    for (const each of value) collectNames(each, names);
    return;
  }
  if (!isRecord(value)) return;
  const name = intrinsicName(value);
  const argument = name === undefined ? undefined : value[name];
  if (name === 'Ref' && typeof argument === 'string') names.add(argument);
  if (name === 'Fn::GetAtt') {
    const first = typeof argument === 'string' ? argument.split('.')[0] : undefined;
    const id = Array.isArray(argument) ? argument[0] : first;
    if (typeof id === 'string') names.add(id);
  }
  if (name === 'Fn::Sub') for (const each of namesInSub(argument)) names.add(each);
  for (const each of Object.values(value)) collectNames(each, names);
}

function dependenciesOf(resource: TemplateResource, template: Template): string[] {
  const names = new Set<string>([resource.DependsOn ?? []].flat());
  collectNames(resource.Properties, names);
  return [...names].filter(name => name in template.Resources);
}

/**
 * The logical ids in an order in which each comes after what it depends on (Ref, Fn::GetAtt,
 * Fn::Sub, DependsOn), and in template order otherwise.
 *
 * @throws Error naming the cycle when there is one.
 */
export function creationOrder(template: Template): string[] {
  const order: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];

  const visit = (logicalId: string): void => {
    if (done.has(logicalId)) return;
    if (path.includes(logicalId)) {
      const cycle = [...path.slice(path.indexOf(logicalId)), logicalId].join(' → ');
      throw new Error(`the template's resources depend on each other in a circle: ${cycle}`);
    }
    const resource = template.Resources[logicalId];
    if (resource === undefined) return;
    path.push(logicalId);
    for (const dependency of dependenciesOf(resource, template)) visit(dependency);
    path.pop();
    done.add(logicalId);
    order.push(logicalId);
  };

  for (const logicalId of Object.keys(template.Resources)) visit(logicalId);
  return order;
}
