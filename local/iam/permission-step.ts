import type { AwsAnswer, AwsCall, GatewayStep } from '../gateway/aws-call.ts';
import { awsError } from '../gateway/aws-error.ts';
import type { AccessControl } from './access-control.ts';
import type { Permission } from './role.ts';

/** How a service words a refusal. */
export type RefusalAnswer = (message: string) => AwsAnswer;

/** As the services with a JSON protocol refuse. */
export const jsonRefusal: RefusalAnswer = message =>
  awsError(400, 'com.amazon.coral.service#AccessDeniedException', message);

/**
 * Lets a call pass that its caller's role allows. AWS asks this first, before it looks whether the
 * request makes sense; so does this.
 */
export function permissionStep(
  access: AccessControl,
  permissionsOf: (call: AwsCall) => readonly Permission[],
  refuse: RefusalAnswer = jsonRefusal,
): GatewayStep {
  return async (call, next) => {
    if (call.caller === undefined) return next(call);
    const refusal = access.refusal(call.caller, permissionsOf(call));
    return refusal === undefined ? next(call) : refuse(refusal.message);
  };
}
