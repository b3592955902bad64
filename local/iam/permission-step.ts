import { awsError } from '../aws-protocol/aws-error.ts';
import type { AccessControl, Permission } from '../contract/access-control.ts';
import type { AwsCall, GatewayStep } from '../contract/aws-call.ts';

/**
 * Lets a call pass that its caller's role allows. AWS asks this first, before it looks whether the
 * request makes sense; so does this.
 */
export function permissionStep(
  access: AccessControl,
  permissionsOf: (call: AwsCall) => readonly Permission[],
): GatewayStep {
  return async (call, next) => {
    const refusal = call.caller && access.refusal(call.caller, permissionsOf(call));
    if (refusal === undefined) return next(call);
    return awsError(400, 'com.amazon.coral.service#AccessDeniedException', refusal.message);
  };
}
