import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Refused } from '../../core/wire/refused.ts';
import { storableBody } from './invalid.ts';

/** Refuses a body of more than so many bytes, and one that could not be stored: it is read whole before. */
export function bodyWithin(maxBytes: number) {
  const onError = (context: Context): never => {
    const bytes = context.req.header('content-length');
    const detail = `received a body of ${bytes} bytes; expected at most ${maxBytes}`;
    throw new Refused('BODY_TOO_LARGE', detail);
  };
  return [bodyLimit({ maxSize: maxBytes, onError }), storableBody] as const;
}
