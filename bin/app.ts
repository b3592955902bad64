import { App } from 'aws-cdk-lib';
import { buildBundles } from '../lib/bundles.ts';
import { RealtimeStack } from '../lib/realtime-stack.ts';
import { parseSettings } from '../lib/settings.ts';
import { SynthError } from '../lib/synth-error.ts';

try {
  const app = new App();
  const settings = parseSettings(app.node.getAllContext());
  new RealtimeStack(app, 'GalloBetsRealtime', { ...settings, bundlesDirectory: buildBundles() });
} catch (error) {
  if (!(error instanceof SynthError)) throw error;
  console.error(error.message);
  process.exit(1);
}
