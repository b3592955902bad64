import { App } from 'aws-cdk-lib';
import { bundleOnce } from '../lib/bundles.ts';
import { buildDashboardPage, placeDashboardPage } from '../lib/dashboard-page.ts';
import { RealtimeStack } from '../lib/realtime-stack.ts';
import { review } from '../lib/review/review.ts';
import { parseSettings } from '../lib/settings.ts';
import { SynthError } from '../lib/synth-error.ts';

try {
  const app = new App();
  const settings = parseSettings(app.node.getAllContext());
  const bundlesDirectory = await bundleOnce();
  placeDashboardPage(await buildDashboardPage(), bundlesDirectory);
  const stack = new RealtimeStack(app, 'GalloBetsRealtime', { ...settings, bundlesDirectory });
  await review(stack);
} catch (error) {
  if (!(error instanceof SynthError)) throw error;
  console.error(error.message);
  process.exit(1);
}
