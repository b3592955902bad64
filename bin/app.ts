import { App } from 'aws-cdk-lib';
import { bundleOnce } from '../lib/bundles.ts';
import { buildDashboardPage, placeDashboardPage } from '../lib/dashboard-page.ts';
import { RealtimeStack } from '../lib/realtime-stack.ts';
import { review } from '../lib/review/review.ts';
import { stackNameOf } from '../lib/settings/stage.ts';
import { stageSettings } from '../lib/stage-settings.ts';
import { SynthError } from '../lib/synth-error.ts';

try {
  const app = new App();
  const settings = stageSettings(app.node.getAllContext());
  const bundlesDirectory = await bundleOnce();
  placeDashboardPage(await buildDashboardPage(), bundlesDirectory);
  const name = stackNameOf(settings.stage);
  const stack = new RealtimeStack(app, name, { ...settings, bundlesDirectory });
  await review(stack);
} catch (error) {
  if (!(error instanceof SynthError)) throw error;
  console.error(error.message);
  process.exit(1);
}
