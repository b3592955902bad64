import * as z from 'zod';

/** A query parameter that may be given several times, up to so often: a list of what each must be. */
export function repeated<T extends z.ZodType<unknown, string>>(each: T, max: number, what: string) {
  const list = z.array(each).max(max, `expected at most ${max} ${what}`);
  return z.preprocess(given => (typeof given === 'string' ? [given] : given), list);
}
