/** What came instead of an answer. */
type NoAnswer =
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'unanswered'; readonly reason: string };

/** What went wrong and what to do next, for the person who asked. */
export function explain(outcome: NoAnswer): string {
  if (outcome.kind === 'unanswered') {
    return outcome.reason === 'busy'
      ? 'Too many requests at once. Wait for an answer, then try again.'
      : 'No answer came. It may still have worked: check the list below.';
  }
  return advice[outcome.code] ?? `${outcome.message} (${outcome.code})`;
}

const advice: Readonly<Record<string, string>> = {
  INVALID_MESSAGE:
    'The server did not accept it. Names are letters, digits and signs without spaces; a message is plain text on one line.',
  UNKNOWN_ACTION: 'The server does not support this. Reload the page.',
  ROLE_NOT_ALLOWED: 'Only bettors can do this. Sign in as one.',
  USER_NOT_ALLOWED: 'You cannot bet now: you are not an active user of the platform.',
  RECIPIENT_NOT_AVAILABLE: 'This person cannot bet. Choose somebody else.',
  MAKER_NOT_AVAILABLE: 'The person who made it can no longer bet. You can only reject it.',
  BETTING_CLOSED:
    'Bets are closed for this fight. Choose another one, or wait for the next window.',
  FIGHT_NOT_FOUND: 'There is no fight with this id. Choose one with open bets.',
  CURRENCY_NOT_ALLOWED:
    'Proposals in this currency are not accepted. Reload the page and choose another one.',
  SELF_PROPOSAL: 'You cannot propose to yourself. Choose somebody else.',
  TOO_MANY_PENDING: 'Too many of your proposals are waiting for an answer. Take one back first.',
  PROPOSAL_EXPIRED: 'Too late: its time is over.',
  PROPOSAL_NOT_PENDING: 'It has already been decided.',
  PROPOSAL_NOT_FOUND: 'It no longer exists.',
  NOT_RECIPIENT: 'Only the person it was made to can answer it.',
  NOT_MAKER: 'Only the person who made it can take it back.',
  REQUEST_ID_REUSED: 'The same request was sent twice with different contents. Try again.',
  TOKEN_EXPIRED: 'Your token has expired. Sign out, and in again with a fresh one.',
  CONNECTION_UNKNOWN: 'The connection ended. Wait until it is back, then try again.',
  INTERNAL_ERROR: 'The server failed. Wait a moment, then try again.',
  RATE_LIMITED: 'That was too fast. Wait a moment, then try again.',
};
