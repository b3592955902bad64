import { z } from 'zod';

/** "arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION-ARN/invocations". */
export function functionArnOf(uri: string, context: z.RefinementCtx): string {
  const arn = /:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/.exec(uri)?.[1];
  if (arn !== undefined) return arn;
  context.addIssue({ code: 'custom', message: 'expected the invocation URI of a function' });
  return z.NEVER;
}
