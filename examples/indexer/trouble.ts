/** What a person has to look at. The payment streams that it is about are left as they are from then on. */
export interface Trouble {
  readonly kind: 'unreadable' | 'refused' | 'fork' | 'gap';
  readonly message: string;
  readonly streamIds: readonly string[];
}

/** An event as a sentence names it, whatever it is. */
export function shownEvent(json: unknown): string {
  const id: unknown = typeof json === 'object' && json !== null ? Reflect.get(json, 'id') : json;
  return `event ${JSON.stringify(id)?.slice(0, 80)}`;
}
