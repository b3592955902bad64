import { create } from 'zustand';
import { type DemoPerson, type Deployment, loadDemoPeople, loadDeployment } from './deployment.ts';

/** How far the configuration has come. */
export type DeploymentState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly reason: string }
  | {
      readonly kind: 'ready';
      readonly deployment: Deployment;
      readonly people: readonly DemoPerson[];
    };

interface Store {
  readonly state: DeploymentState;
  load(): Promise<void>;
}

/** The deployment that served this page. */
export const useDeploymentStore = create<Store>(set => ({
  state: { kind: 'loading' },
  async load() {
    set({ state: { kind: 'loading' } });
    try {
      const [deployment, people] = await Promise.all([loadDeployment(), loadDemoPeople()]);
      set({ state: { kind: 'ready', deployment, people } });
    } catch (error) {
      set({
        state: { kind: 'failed', reason: error instanceof Error ? error.message : 'unknown' },
      });
    }
  },
}));

/** The deployment, for pages, which are shown only when it is there. */
export function useDeployment(): Deployment {
  const { state } = useDeploymentStore();
  if (state.kind !== 'ready') throw new Error('a page is shown before its configuration is there');
  return state.deployment;
}

/** Everybody there is to be here; nobody on a deployed stack. */
export function useDemoPeople(): readonly DemoPerson[] {
  const { state } = useDeploymentStore();
  return state.kind === 'ready' ? state.people : [];
}
