/** Something whose view changes. */
interface Viewed<View> {
  readonly view: View;
  subscribe(watcher: () => void): () => void;
}

/** Resolves when the view is as wanted, or with `false` when it is not in time or was given up. */
export function untilView<View>(
  viewed: Viewed<View>,
  isWanted: (view: View) => boolean,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise(resolve => {
    const finish = (isThere: boolean): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      leave();
      resolve(isThere);
    };
    const giveUp = (): void => finish(false);
    const look = (): void => {
      if (isWanted(viewed.view)) finish(true);
    };
    const timer = setTimeout(giveUp, timeoutMs);
    const leave = viewed.subscribe(look);
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) giveUp();
    else look();
  });
}
