import { appSyncVariant, containersVariant, socketsVariant } from './other-counts.ts';
import { channelsVariant, liveVariant, webVariant } from './our-counts.ts';

/** The ways that are compared: ours first. */
export const variants = [
  channelsVariant,
  liveVariant,
  webVariant,
  containersVariant,
  socketsVariant,
  appSyncVariant,
] as const;
