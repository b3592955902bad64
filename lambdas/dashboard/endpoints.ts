import * as z from 'zod';
import type { Clock } from '../../core/clock.ts';
import type { ParameterReader } from '../adapters/parameter.ts';

/** What the page must know of the deployment that it is served by. `lib` writes it, at deploy. */
export const endpointsSchema = z.strictObject({
  channels: z.array(
    z.strictObject({
      name: z.string(),
      title: z.string(),
      url: z.url(),
      /** The roles that may read it, or everybody who is signed in. */
      readers: z.union([z.array(z.string()).readonly(), z.literal('signed-in')]),
    }),
  ),
  managementUrl: z.url(),
  proposalsWebSocketUrl: z.url(),
});

export type Endpoints = Readonly<z.infer<typeof endpointsSchema>>;

/** A deployment that moved an endpoint is noticed this late. */
const cacheMs = 5 * 60_000;

/** Reads the endpoints once per environment and five minutes; a read that failed is tried again. */
export function endpointSource(
  name: string,
  read: ParameterReader,
  now: Clock,
): () => Promise<Endpoints> {
  let cached: { readonly endpoints: Promise<Endpoints>; readonly readAtMs: number } | undefined;
  return () => {
    if (cached && now() - cached.readAtMs < cacheMs) return cached.endpoints;
    const endpoints = read(name).then(value => endpointsSchema.parse(JSON.parse(value)));
    const entry = { endpoints, readAtMs: now() };
    endpoints.catch(() => {
      if (cached === entry) cached = undefined;
    });
    cached = entry;
    return endpoints;
  };
}
