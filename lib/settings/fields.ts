import { z } from 'zod';

/**
 * A whole number; `-c key=value` brings it as a string. The message is what was expected, here and
 * below: `parseSettings` puts the key and what was received before it.
 */
export function wholeNumber(
  min: number,
  max: number,
  error = `a whole number from ${min} to ${max}`,
) {
  return z.preprocess(
    value => (typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value),
    z.int({ error }).min(min, { error }).max(max, { error }),
  );
}

/** A share, such as 0.01; `-c key=value` brings it as a string. */
export function share(error = 'a number from 0 to 1') {
  return z.preprocess(
    value => (typeof value === 'string' && /^\d(\.\d{1,9})?$/.test(value) ? Number(value) : value),
    z.number({ error }).min(0, { error }).max(1, { error }),
  );
}

/** One line of text. */
export function text(error: string) {
  return z.string({ error }).min(1, { error }).max(256, { error });
}

/** `-c key=value` brings it as a string. */
export const flagSchema = z.preprocess(
  value => (value === 'true' || value === 'false' ? value === 'true' : value),
  z.boolean({ error: 'true or false' }),
);
