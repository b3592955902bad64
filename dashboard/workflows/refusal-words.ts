const words: Readonly<Record<string, string>> = {
  STEP_CHANGED: 'It has gone on to another step meanwhile',
  DECIDED_ALREADY: 'It was decided already by the same person',
  WORKFLOW_ENDED: 'It was decided meanwhile',
  WORKFLOW_NOT_SUBMITTED: 'It is a draft still',
  WORKFLOW_NOT_FOUND: 'There is none, or it is not shown to you',
  WORKFLOW_FULL: 'It holds as many decisions as it may',
  OWN_WORKFLOW: 'Who created a workflow does not decide it',
  NOT_AN_APPROVER: 'Somebody else decides this step',
  NOT_ALLOWED: 'Only staff and who created it may do that',
  APPLIED_ALREADY: 'It stands so already',
  OPERATION_CANCELLED: 'The operation was stopped before',
};

/** Why something was not done, for people; `undefined` of a code that nobody wrote words for. */
export const refusalWords = (code: string | undefined): string | undefined =>
  code === undefined ? undefined : words[code];
