const colors: Readonly<Record<string, string>> = {
  'workflow.created': 'blue',
  'workflow.updated': 'blue',
  'workflow.approved': 'teal',
  'workflow.rejected': 'orange',
  'workflow.cancelled': 'gray',
  'workflow.reminder': 'yellow',
  'workflow.escalated': 'orange',
  'workflow.overdue': 'red',
};

/** The colour of what happened to a workflow. */
export const workflowEventColor = (type: string): string => colors[type] ?? 'gray';
