import type { ResourceKind } from '../contract/resource-kind.ts';
import {
  type KnownParts,
  outputAttributes,
  resourceAttributes,
  templateSections,
} from './template-parts.ts';

/** What the host does with each part of a template, as Markdown: one section per resource type. */
export function propertyTables(kinds: ReadonlyMap<string, ResourceKind>): string {
  const types = [...kinds.values()].toSorted((one, other) => (one.type < other.type ? -1 : 1));
  return [
    section('Sections of a template', templateSections),
    section('Attributes of a resource', resourceAttributes),
    section('Attributes of an output', outputAttributes),
    ...types.map(kind => section(kind.type, kind)),
  ].join('\n');
}

function section(title: string, { honoured, ignored }: KnownParts): string {
  const names = honoured.map(name => `\`${name}\``).join(', ');
  return [
    `### ${title}`,
    '',
    `Honoured: ${names === '' ? 'nothing' : names}.`,
    '',
    ...ignoredTable(Object.entries(ignored)),
  ].join('\n');
}

function ignoredTable(ignored: readonly (readonly [string, string])[]): string[] {
  if (ignored.length === 0) return [];
  const rows = ignored.map(([name, reason]) => `| \`${name}\` | ${reason} |`);
  return ['| ignored | because |', '|---|---|', ...rows, ''];
}
