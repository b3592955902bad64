import { type ConnectionEvent, nextState } from '../../../core/connection/transition.ts';
import { type ConnectionState, connectionStates } from '../../../core/wire/connection-state.ts';

const events: readonly ConnectionEvent[] = ['opened', 'active', 'quiet', 'unseen', 'ending'];
const open = connectionStates.filter(state => state !== 'disconnecting');

/** The states that a new connection goes through. */
function play(...happened: readonly ConnectionEvent[]): readonly ConnectionState[] {
  let state: ConnectionState = 'connecting';
  return happened.map(event => {
    state = nextState(state, event);
    return state;
  });
}

test.each<[readonly ConnectionEvent[], readonly ConnectionState[]]>([
  [
    ['opened', 'quiet', 'active', 'ending'],
    ['connected', 'idle', 'connected', 'disconnecting'],
  ],
  [
    ['quiet', 'unseen', 'opened'],
    ['connecting', 'stale', 'connected'],
  ],
  [
    ['active', 'unseen', 'quiet', 'unseen', 'active'],
    ['connected', 'stale', 'idle', 'stale', 'connected'],
  ],
  // That it is open is no news of one that has been quiet since.
  [
    ['opened', 'opened', 'quiet', 'opened', 'quiet'],
    ['connected', 'connected', 'idle', 'idle', 'idle'],
  ],
])('after %j it is %j', (happened, states) => {
  expect(play(...happened)).toEqual(states);
});

test('what is delivered or received makes any connection connected, but one that ends', () => {
  expect(new Set(open.map(state => nextState(state, 'active')))).toEqual(new Set(['connected']));
});

test('a holder that is silent for too long makes any connection stale, but one that ends', () => {
  expect(new Set(open.map(state => nextState(state, 'unseen')))).toEqual(new Set(['stale']));
});

test('whatever happens, a connection that ends stays so [L4]', () => {
  for (const state of connectionStates) {
    const ending = nextState(state, 'ending');
    expect(ending).toBe('disconnecting');
    for (const event of events) expect(nextState(ending, event)).toBe('disconnecting');
  }
});
