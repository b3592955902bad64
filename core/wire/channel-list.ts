import * as z from 'zod';
import { type ChannelName, channelNames } from './event.ts';

const names: readonly string[] = channelNames;

/** Channels by name, separated by commas, each once: as a query has them. */
export const channelListSchema = z
  .string()
  .max(256, 'expected at most 256 characters')
  .refine(
    text =>
      text.split(',').every((name, at, all) => names.includes(name) && all.indexOf(name) === at),
    `expected names of channels separated by commas, each once, of ${channelNames.join(', ')}`,
  );

/** The channels of a text that `channelListSchema` has let through. */
export function channelsOf(text: string): readonly ChannelName[] {
  return text.split(',') as ChannelName[];
}
