/** Every code of a `proposal_error`. Stable: clients match on them. */
export const refusalCodes = [
  'INVALID_MESSAGE',
  'UNKNOWN_ACTION',
  'ROLE_NOT_ALLOWED',
  'USER_NOT_ALLOWED',
  'RECIPIENT_NOT_AVAILABLE',
  'MAKER_NOT_AVAILABLE',
  'SELF_PROPOSAL',
  'CURRENCY_NOT_ALLOWED',
  'FIGHT_NOT_FOUND',
  'BETTING_CLOSED',
  'PROPOSAL_NOT_FOUND',
  'NOT_RECIPIENT',
  'NOT_MAKER',
  'PROPOSAL_NOT_PENDING',
  'PROPOSAL_EXPIRED',
  'TOO_MANY_PENDING',
  'REQUEST_ID_REUSED',
  'TOKEN_EXPIRED',
  'RATE_LIMITED',
  'CONNECTION_UNKNOWN',
  'INTERNAL_ERROR',
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

/** Every code of an `error`: why a subscription to a workflow is refused. */
export const roomRefusalCodes = [
  'INVALID_MESSAGE',
  'WORKFLOW_NOT_FOUND',
  'TOO_MANY_SUBSCRIPTIONS',
  'TOKEN_EXPIRED',
  'RATE_LIMITED',
  'CONNECTION_UNKNOWN',
  'INTERNAL_ERROR',
] as const;

export type RoomRefusalCode = (typeof roomRefusalCodes)[number];

/** Every code of an `authentication_error`. */
export const authenticationErrorCodes = [
  'TOKEN_EXPIRED',
  'TOKEN_REFUSED',
  'TOKEN_REVOKED',
  'OTHER_USER',
  'CONNECTION_UNKNOWN',
] as const;

export type AuthenticationErrorCode = (typeof authenticationErrorCodes)[number];
