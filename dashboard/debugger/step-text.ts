import type { ChannelStep } from '../../clients/react/index.ts';

/** Signals that say nothing which the wire itself does not show. */
const silent = new Set(['bytes', 'frame', 'retry']);

/** What the client did and why, on one line; undefined when nothing is worth a line. */
export function stepText({ signal, state, actions }: ChannelStep): string | undefined {
  const done = actions.map(({ type }) => type).filter(type => type !== 'deliver');
  const isSilent = silent.has(signal.type) && done.length === 0;
  if (isSilent) return undefined;
  const why = signal.type === 'frame' ? `frame ${signal.frame.kind}` : signal.type;
  const what = done.length === 0 ? '' : `: ${done.join(', ')}`;
  return `${why}, now ${state.kind}${what}`;
}

/** What went wrong, if the step reports a problem. */
export function problemText({ signal }: ChannelStep): string | undefined {
  if (signal.type !== 'failed' && signal.type !== 'refused') return undefined;
  const { category, code, message, recovery } = signal.problem;
  return `${category} ${code}: ${message} (recovery: ${recovery})`;
}
