import { useDeployment } from '../session/use-deployment.ts';

/** How long before a deposit is used up this deployment reports it. */
export function useNoticeMs(): number {
  const { depletionNoticeSeconds = 0 } = useDeployment();
  return depletionNoticeSeconds * 1_000;
}
