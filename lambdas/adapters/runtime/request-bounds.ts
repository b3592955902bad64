/** How long opening a connection may take, in milliseconds as all bounds of the SDK. */
const connectionTimeoutMs = 1_000;

/**
 * The bounds of one attempt of an AWS SDK client, to be passed as its `requestHandler`. Without
 * them an attempt may wait for ever; the SDK merely warns unless `throwOnRequestTimeout` is set.
 */
export function requestBounds(requestTimeoutMs: number) {
  return {
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true,
  };
}
