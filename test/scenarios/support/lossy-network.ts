import { type Environment, globalEnvironment } from '../../../clients/browser/index.ts';

/** The network of a page, which fails when a test makes it fail. */
export interface LossyNetwork {
  readonly fetch: Environment['fetch'];
  /** The requests that got through. */
  readonly requests: readonly string[];
  /** Whether requests to that URL never get through. */
  block(url: string): void;
  unblock(): void;
  /** Cuts whatever is open. */
  cut(): void;
}

/** A network that breaks each stream after as many bytes as `cutAfter` says for it. */
export function lossyNetwork(
  cutAfter: () => number = () => Number.POSITIVE_INFINITY,
): LossyNetwork {
  const { fetch } = globalEnvironment();
  const requests: string[] = [];
  const cuts = new Set<() => void>();
  let blocked: string | undefined;
  return {
    requests,
    block: url => {
      blocked = url;
    },
    unblock: () => {
      blocked = undefined;
    },
    cut: () => {
      for (const cut of cuts) cut();
    },
    fetch: async (url, init) => {
      if (blocked !== undefined && url.startsWith(blocked)) throw new TypeError('blocked');
      requests.push(url);
      const response = await fetch(url, init);
      const { body, status, headers } = response;
      if (body === null || !headers.get('content-type')?.startsWith('text/event-stream')) {
        return response;
      }
      let left = cutAfter();
      const limiter = new TransformStream<Uint8Array, Uint8Array>({
        start: controller => {
          cuts.add(() => controller.error(new TypeError('cut')));
        },
        transform: (bytes, controller) => {
          controller.enqueue(bytes.subarray(0, left));
          left -= bytes.byteLength;
          if (left <= 0) controller.error(new TypeError('cut'));
        },
      });
      void body
        .pipeTo(limiter.writable, init.signal ? { signal: init.signal } : {})
        .catch(() => {});
      return new Response(limiter.readable, { status, headers });
    },
  };
}
