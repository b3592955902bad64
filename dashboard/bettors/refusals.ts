/** What came instead of an answer. */
type NoAnswer =
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'unanswered'; readonly reason: string };

/** What went wrong and what to do next, for the person who asked. */
export function explain(outcome: NoAnswer): string {
  if (outcome.kind === 'unanswered') {
    return outcome.reason === 'busy'
      ? 'Too much was asked at once. Wait for an answer, then try again.'
      : 'No answer came. It may have worked all the same: look at the list below.';
  }
  return advice[outcome.code] ?? `${outcome.message} (${outcome.code})`;
}

const advice: Readonly<Record<string, string>> = {
  INVALID_MESSAGE:
    'It was not taken as it is. Names are letters, digits and signs without spaces; a message is plain text on one line.',
  UNKNOWN_ACTION: 'The server does not know how to do this. Load the page anew.',
  ROLE_NOT_ALLOWED: 'Only bettors can do this. Sign in as one.',
  USER_NOT_ALLOWED: 'You cannot bet now: you are not an active user of the platform.',
  RECIPIENT_NOT_AVAILABLE: 'This person takes no part in bets. Choose somebody else.',
  MAKER_NOT_AVAILABLE: 'Whoever made it takes no part in bets any more. You can only reject it.',
  BETTING_CLOSED:
    'Bets are closed for this fight. Choose another one, or wait for the next window.',
  FIGHT_NOT_FOUND: 'There is no fight of this name. Choose one whose bets are open.',
  CURRENCY_NOT_ALLOWED:
    'The platform takes no proposals in this currency. Load the page anew, and choose another one.',
  SELF_PROPOSAL: 'Nobody can propose to themselves. Choose somebody else.',
  TOO_MANY_PENDING: 'Too many of your proposals wait for an answer. Take one back first.',
  PROPOSAL_EXPIRED: 'Too late: its time is over.',
  PROPOSAL_NOT_PENDING: 'It was decided meanwhile.',
  PROPOSAL_NOT_FOUND: 'It is not there any more.',
  NOT_RECIPIENT: 'Only the one to whom it was made can answer it.',
  NOT_MAKER: 'Only the one who made it can take it back.',
  REQUEST_ID_REUSED: 'It was asked for twice in different words. Try again.',
  TOKEN_EXPIRED: 'Your token has expired. Sign out, and in again with a fresh one.',
  CONNECTION_UNKNOWN:
    'The connection has ended meanwhile. Wait for it to come back, then try again.',
  INTERNAL_ERROR: 'The server failed at it. Wait a moment, then try again.',
  RATE_LIMITED: 'That was too fast. Wait a moment, then try again.',
};
