import { text } from '../runtime/read-environment.ts';

/** The variables of a function that settles the due times of workflows. */
export const workflowDeadlineVariables = {
  WORKFLOWS_TABLE_NAME: text,
  DEADLINES_TABLE_NAME: text,
};
