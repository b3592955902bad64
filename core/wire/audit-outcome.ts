/** How something that the audit holds ended: it was done, refused, or it failed. */
export const auditOutcomes = ['done', 'refused', 'failed'] as const;

export type AuditOutcome = (typeof auditOutcomes)[number];
