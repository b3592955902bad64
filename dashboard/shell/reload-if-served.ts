import { loadDeployment } from '../session/deployment.ts';

/**
 * Loads the whole page anew, its newest version, if there is somebody to ask for it; throws if not.
 * Without a network a reload would leave the browser's own page, which has no menu and no way back.
 */
export async function reloadIfServed(): Promise<void> {
  await loadDeployment();
  location.reload();
}
