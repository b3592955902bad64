import * as z from 'zod';
import { type CachedValueOptions, cachedValue } from '../../../core/cached-value.ts';
import type { ParameterReader } from './parameter.ts';

/** Where a deployment is called, as its dashboard and its management API know it. `lib` writes it, at deploy. */
export const endpointsSchema = z.strictObject({
  channels: z.array(
    z.strictObject({
      name: z.string(),
      title: z.string(),
      url: z.url(),
      /** The roles that may read it, or everybody who is signed in. */
      readers: z.union([z.array(z.string()).readonly(), z.literal('signed-in')]),
      /** Whoever has it may read it, too. */
      permission: z.string().optional(),
    }),
  ),
  /** One stream of several channels. A stack of before has none. */
  liveUrl: z.url().optional(),
  managementUrl: z.url(),
  proposalsWebSocketUrl: z.url(),
});

export type Endpoints = Readonly<z.infer<typeof endpointsSchema>>;

/** A deployment that moved an endpoint is noticed this late. */
const freshMs = 5 * 60_000;

/**
 * Reads the endpoints once per environment and five minutes. Those that are known serve on for an hour
 * while the parameter cannot be read.
 */
export function endpointSource(
  name: string,
  read: ParameterReader,
  options: Pick<CachedValueOptions<Endpoints>, 'now' | 'onStale'>,
): () => Promise<Endpoints> {
  const { known } = cachedValue({
    ...options,
    freshMs,
    read: async () => endpointsSchema.parse(JSON.parse(await read(name))),
  });
  return known;
}
