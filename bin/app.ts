import { App } from 'aws-cdk-lib';
import { bundleOnce } from '../lib/bundles.ts';
import { buildDashboardPage, placeDashboardPage } from '../lib/dashboard-page.ts';
import { RealtimeStack } from '../lib/realtime-stack.ts';
import { stackNameOf } from '../lib/settings/stage.ts';
import { stageSettings } from '../lib/stage-settings.ts';
import { SynthError } from '../lib/synth-error.ts';

try {
  const app = new App();
  const settings = stageSettings(app.node.getAllContext());
  const bundlesDirectory = await bundleOnce();
  placeDashboardPage(await buildDashboardPage(), bundlesDirectory);
  new RealtimeStack(app, stackNameOf(settings.stage), { ...settings, bundlesDirectory });
} catch (error) {
  if (!(error instanceof SynthError)) throw error;
  console.error(error.message);
  process.exit(1);
}
