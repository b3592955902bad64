/*
 * Stands in bundles for the cache of endpoints that DynamoDB names itself, with the collections it is made
 * of (lib/bundles.ts). The SDK asks for such endpoints only where AWS_ENABLE_ENDPOINT_DISCOVERY says so.
 */

/** Every client makes one; @throws Error as soon as one is used. */
export class EndpointCache {
  get(): never {
    throw new Error('functions are bundled without endpoint discovery; expected it to be off');
  }

  set(): never {
    return this.get();
  }

  has(): never {
    return this.get();
  }
}
