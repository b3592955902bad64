/** Which event types are shown: these only, or all but these. */
export interface EventFilter {
  readonly kind: 'only' | 'all but';
  readonly types: readonly string[];
}

export const showAll: EventFilter = { kind: 'all but', types: [] };

/** Stands for every type. */
export const everyType = '*';

/**
 * The first subscription narrows "everything" down to it; the next ones add to it. What was taken out
 * of "everything" comes back.
 */
export function subscribed(filter: EventFilter, types: readonly string[]): EventFilter {
  if (types.includes(everyType)) return showAll;
  if (filter.kind === 'only') return { kind: 'only', types: union(filter.types, types) };
  const isTakenBack = types.every(type => filter.types.includes(type));
  return isTakenBack
    ? { kind: 'all but', types: without(filter.types, types) }
    : { kind: 'only', types: union([], types) };
}

export function unsubscribed(filter: EventFilter, types: readonly string[]): EventFilter {
  if (types.includes(everyType)) return { kind: 'only', types: [] };
  return filter.kind === 'only'
    ? { kind: 'only', types: without(filter.types, types) }
    : { kind: 'all but', types: union(filter.types, types) };
}

export function passes({ kind, types }: EventFilter, type: string): boolean {
  return types.includes(type) === (kind === 'only');
}

/** The filter in words. */
export function filterText({ kind, types }: EventFilter): string {
  if (types.length > 0) return `${kind} ${types.join(', ')}`;
  return kind === 'only' ? 'nothing' : 'everything';
}

function union(some: readonly string[], more: readonly string[]): readonly string[] {
  return [...new Set([...some, ...more])];
}

function without(some: readonly string[], less: readonly string[]): readonly string[] {
  return some.filter(type => !less.includes(type));
}
