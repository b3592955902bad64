import { z } from 'zod';
import { resourceKind } from '../../template/resource-kind.ts';
import { dashboardProblems } from './dashboard-body.ts';

const dashboardProperties = z.object({
  DashboardBody: z.string(),
  DashboardName: z
    .string()
    .regex(/^[\w-]{1,255}$/, 'expected 1 to 255 letters, digits, hyphens or underscores')
    .optional(),
});

/** `AWS::CloudWatch::Dashboard`: its body is checked as CloudWatch does, and shown nowhere. */
export const dashboardKind = resourceKind({
  type: 'AWS::CloudWatch::Dashboard',
  properties: dashboardProperties,
  create: ({ DashboardBody, DashboardName }, { logicalId }, { stackName }) => {
    const problems = dashboardProblems(DashboardBody);
    if (problems.length > 0) throw new Error(`${logicalId}: ${problems.join('; ')}`);
    return { ref: DashboardName ?? `${stackName}-${logicalId}`, attributes: {} };
  },
});
