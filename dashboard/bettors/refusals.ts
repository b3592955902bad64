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
  BETTING_CLOSED:
    'Bets are closed for this fight. Choose another one, or wait for the next window.',
  FIGHT_NOT_FOUND: 'There is no fight of this name. Choose one whose bets are open.',
  SELF_PROPOSAL: 'Nobody can propose to themselves. Choose somebody else.',
  TOO_MANY_PENDING: 'Too many of your proposals wait for an answer. Take one back first.',
  PROPOSAL_EXPIRED: 'Too late: its time is over.',
  PROPOSAL_NOT_PENDING: 'It was decided meanwhile.',
  RATE_LIMITED: 'That was too fast. Wait a moment, then try again.',
};
