import type { ManagementPorts } from './ports.ts';
import { healthRoutes } from './routes/health.ts';
import { shellAround } from './shell.ts';

/** The whole API: its routes by group, in the order of its document. */
export function createApp(ports: ManagementPorts) {
  return shellAround([healthRoutes()], ports);
}
