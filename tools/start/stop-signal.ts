/** What a shell reports for a command that SIGINT ended. */
const interruptedExitCode = 130;

/** Aborts at the first Ctrl-C or SIGTERM; the second ends the process there and then. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  const onSignal = (): void => {
    if (stop.signal.aborted) process.exit(interruptedExitCode);
    stop.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return stop.signal;
}
