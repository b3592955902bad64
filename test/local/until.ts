/** Resolves once `condition` holds: for what notifies nobody (a process or a file gone). */
export async function until(condition: () => boolean, timeoutMs = 10_000): Promise<void> {
  const deadlineMs = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > deadlineMs) throw new Error(`not within ${timeoutMs} ms: ${condition}`);
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
