import type { Environment, Surrounding } from './environment.ts';
import { ViewStore } from './view-store.ts';

/** A machine's pure half, and what its actions do. */
export interface MachineParts<State, Signal, Action, View extends object> {
  readonly initial: State;
  readonly transition: (
    state: State,
    signal: Signal,
    now: number,
  ) => { readonly state: State; readonly actions: readonly Action[] };
  /** When it needs a `timer` signal; `undefined`: it waits for nothing. */
  readonly wakeAt: (state: State) => number | undefined;
  readonly view: (state: State) => View;
  readonly do: (action: Action) => void;
  readonly trace: ((step: MachineStep<State, Signal, Action>) => void) | undefined;
}

/** One step, as `trace` receives it. */
export interface MachineStep<State, Signal, Action> {
  readonly at: number;
  readonly signal: Signal;
  readonly state: State;
  readonly actions: readonly Action[];
}

/**
 * A timer of a longer wait fires at once (HTML, 8.7: the timeout is a signed 32-bit integer). So a machine
 * that waits for longer gets its `timer` early, and has to check whether its time has come.
 */
const longestTimerMs = 2 ** 31 - 1;

/** The state as it is, with what is to be done. */
export function stay<State, Action>(
  state: State,
  actions: readonly Action[] = [],
): { readonly state: State; readonly actions: readonly Action[] } {
  return { state, actions };
}

/** The state with these changes of what lasts over connections. */
export function withMemory<Memory extends object, State extends { readonly memory: Memory }>(
  state: State & { readonly memory: Memory },
  changes: Partial<Memory>,
): State {
  return { ...state, memory: { ...state.memory, ...changes } };
}

/** Whether it is under way: then signals of its surroundings reach it. */
export function isActive<State extends { readonly kind: string }>(
  state: State,
): state is Exclude<State, { readonly kind: 'idle' | 'stopped' }> {
  return state.kind !== 'idle' && state.kind !== 'stopped';
}

/** Runs a pure state machine: one step after the other, with its one timer and its view. */
export class Machine<
  State extends { readonly kind: string },
  Signal extends { readonly type: string },
  Action,
  View extends object,
> {
  readonly #parts: MachineParts<State, Signal, Action, View>;
  readonly #environment: Environment;
  readonly #views: ViewStore<View>;
  readonly #signals: (Signal | { readonly type: 'timer' | Surrounding })[] = [];
  #state: State;
  #isBusy = false;
  #timer: { readonly at: number; readonly clear: () => void } | undefined;
  #unwatch: (() => void) | undefined;

  constructor(parts: MachineParts<State, Signal, Action, View>, environment: Environment) {
    this.#parts = parts;
    this.#environment = environment;
    this.#state = parts.initial;
    this.#views = new ViewStore(parts.view(parts.initial), environment.report);
  }

  get state(): State {
    return this.#state;
  }

  get views(): ViewStore<View> {
    return this.#views;
  }

  /** What a signal's actions cause comes after them: steps never nest. */
  send(signal: Signal | { readonly type: 'timer' | Surrounding }): void {
    this.#signals.push(signal);
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      for (let next = this.#signals.shift(); next; next = this.#signals.shift()) this.#step(next);
    } finally {
      this.#isBusy = false;
    }
  }

  #step(input: Signal | { readonly type: 'timer' | Surrounding }): void {
    const { transition, trace, wakeAt, view } = this.#parts;
    const at = this.#environment.now();
    // Every machine takes time and its surroundings for signals.
    const signal = input as Signal;
    const { state, actions } = transition(this.#state, signal, at);
    this.#state = state;
    try {
      trace?.({ at, signal, state, actions });
    } catch (error) {
      this.#environment.report(error);
    }
    this.#arm(wakeAt(state), at);
    this.#watch(isActive(state));
    for (const action of actions) this.#parts.do(action);
    this.#views.show(view(state));
  }

  #watch(isWanted: boolean): void {
    if (isWanted === (this.#unwatch !== undefined)) return;
    this.#unwatch?.();
    this.#unwatch = isWanted ? this.#environment.watch(type => this.send({ type })) : undefined;
  }

  #arm(at: number | undefined, now: number): void {
    if (this.#timer?.at === at) return;
    this.#timer?.clear();
    this.#timer = undefined;
    if (at === undefined) return;
    // What is no number is due now.
    const waitMs = Math.max(0, at - now) || 0;
    const fire = (): void => {
      this.#timer = undefined;
      this.send({ type: 'timer' });
    };
    const clear = this.#environment.setTimer(fire, Math.min(waitMs, longestTimerMs));
    this.#timer = { at, clear };
  }
}
