import * as z from 'zod';
import { errorCategories, recoveries } from '../error-category.ts';
import { problemCodes } from '../problem-code.ts';

/** Every refusal of the API (RFC 9457). */
export const problemSchema = z
  .strictObject({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    code: z.enum(problemCodes),
    category: z.enum(errorCategories),
    recovery: z.enum(Object.values(recoveries)),
    detail: z.string().describe('What was received and what was expected'),
  })
  .meta({ id: 'Problem', description: 'A refusal, as RFC 9457 has it' });
