import { maskOf, type Person } from './person.ts';
import type { Places } from './person-places.ts';

/** Of JSON that was cut off: each name with the text or the list of texts that is whole behind it. */
const pairs = /"((?:[^"\\]|\\.)*)":("(?:[^"\\]|\\.)*"|\["[^\]]*\])/g;

/** Whether the JSON of an item, whole or cut off, holds the person in an attribute that may. */
export function isQuotedIn(json: string, places: Places, person: Person): boolean {
  const whole = parsed(json);
  if (whole !== undefined) return holds(whole, places, person);
  return [...json.matchAll(pairs)].some(([, name = '', value = '']) =>
    holds({ [name]: parsed(value) }, places, person),
  );
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function holds(value: unknown, places: Places, person: Person, name?: string): boolean {
  if (typeof value === 'string') return maskOf(name, places)(value, person) !== value;
  if (Array.isArray(value)) return value.some(part => holds(part, places, person, name));
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([field, each]) => holds(each, places, person, field));
}
