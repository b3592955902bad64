import type * as z from 'zod';

/** What stands in `next`: where DynamoDB is to go on, which is nobody's to read or to rely on. */
export interface PageToken<Key> {
  encode(key: Key): string;
  /** `undefined` for what is no key of ours, whoever made it. */
  decode(next: string): Key | undefined;
}

/** Keys of one query, which the schema describes so tightly that no other query's key fits. */
export function pageToken<Key>(schema: z.ZodType<Key>): PageToken<Key> {
  return {
    encode: key => Buffer.from(JSON.stringify(key)).toString('base64url'),
    decode: next => {
      try {
        return schema.safeParse(JSON.parse(Buffer.from(next, 'base64url').toString('utf8'))).data;
      } catch {
        return undefined;
      }
    },
  };
}
