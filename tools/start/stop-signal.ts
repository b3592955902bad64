/** What a shell reports for a command that SIGINT ended. */
const interruptedExitCode = 130;

/**
 * Under npm one Ctrl-C may arrive twice: the terminal signals the whole group, and npm forwards what it
 * got to its script (@npmcli/run-script, signal-manager). So what follows at once is the same one.
 */
const sameKeystrokeMs = 500;

/** Aborts at the first Ctrl-C or SIGTERM; the second ends the process there and then. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  let firstAtMs = Number.POSITIVE_INFINITY;
  const onSignal = (): void => {
    if (performance.now() - firstAtMs > sameKeystrokeMs) process.exit(interruptedExitCode);
    firstAtMs = Math.min(firstAtMs, performance.now());
    stop.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return stop.signal;
}
