import { z } from 'zod';
import { isStageName } from '../../core/deployment/stack-name.ts';

export { stackNameOf } from '../../core/deployment/stack-name.ts';

const stageExpectation =
  'a name such as staging: up to 20 lower-case letters, digits and hyphens, the first a letter, and none of aws, default and local';

/** Which of several stacks of one account it is. */
export const stageSchema = z
  .string({ error: stageExpectation })
  .refine(isStageName, { error: stageExpectation });
