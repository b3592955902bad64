import type { Excuse } from './grant-review.ts';

/** What the scenarios cannot make the functions do, and why it is granted. */
export const unexercisedGrants: readonly Excuse[] = [];
