import { localProblem } from '../../../../clients/browser/client-problem.ts';
import type {
  ChannelAction,
  ChannelSignal,
  ChannelState,
} from '../../../../clients/browser/stream/channel-state.ts';
import { channelTransition } from '../../../../clients/browser/stream/channel-transition.ts';
import { at } from './channel-states.ts';

export const problem = localProblem('NETWORK_FAILED', 'cut');

/** Plays signals, each with the attempt that is under way, and gives what was done for the last. */
export function play(
  state: ChannelState,
  ...steps: readonly { readonly now: number; readonly signal: object }[]
): { readonly state: ChannelState; readonly actions: readonly ChannelAction[] } {
  let result: { state: ChannelState; actions: readonly ChannelAction[] } = { state, actions: [] };
  for (const { now, signal } of steps) {
    const attempt = { attempt: result.state.memory.attempt };
    const received = { ...('frame' in signal || isAnswer(signal) ? attempt : {}), ...signal };
    result = channelTransition(result.state, received as ChannelSignal, at(now));
  }
  return result;
}

const isAnswer = (signal: object) =>
  'type' in signal && ['failed', 'refused', 'page', 'bytes', 'retry'].includes(String(signal.type));

export const refused = (status: number, afterMs?: number) => ({
  type: 'refused',
  status,
  problem,
  ...(afterMs === undefined ? {} : { afterMs }),
});
export const failed = { type: 'failed', problem };
export const timer = { type: 'timer' };
export const connected = {
  type: 'frame',
  frame: {
    kind: 'connected',
    connected: {
      connectionId: 'c1',
      channel: 'fights',
      role: 'admin',
      heartbeatMs: 15_000,
      endsAt: 400_000,
    },
  },
};
