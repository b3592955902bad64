import type { ClientRecord } from './client-record.ts';

/** A record on one line. What a terminal would obey is escaped, should one show it. */
export function recordJson(record: ClientRecord): string {
  return JSON.stringify(record).replaceAll(
    /[\u007f-\u009f\u2028\u2029]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
