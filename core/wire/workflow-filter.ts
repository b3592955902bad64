import * as z from 'zod';
import { repeated } from './management/repeated.ts';

const maxWorkflows = 100;
const expected = 'expected 1 to 256 characters';

/** What a query may ask of the channel `workflows`; repeated, never separated by commas. */
export const workflowFields = {
  workflows: repeated(z.string().min(1, expected).max(256, expected), maxWorkflows, 'workflows')
    .optional()
    .describe('Of `workflows` only these, by `workflowId`; repeated for each'),
};
