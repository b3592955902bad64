import type { Timers } from '../clock.ts';
import type { Mailbox } from '../connection/mailbox.ts';
import type { DrainCheck } from '../drain/drains.ts';
import { beatMs } from './heart.ts';
import type { OpenStreams } from './open-streams.ts';

/** What watching a process's mailbox works with. */
export interface MailboxWatchPorts {
  readonly mailbox: Pick<Mailbox, 'read' | 'remove'>;
  readonly drains: DrainCheck;
  readonly streams: Pick<OpenStreams, 'whileAny' | 'stop' | 'stopAll'>;
  readonly clock: Pick<Timers, 'every'>;
  /** Called with why the mailbox could not be read, or what was read not removed; the next second tries again. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Looks once a second, while the process has streams, whether a lease of theirs ended or the deployment
 * drains, and ends those that it concerns. One read serves all of them.
 */
export function watchMailbox({
  mailbox,
  drains,
  streams,
  clock,
  onFailure,
}: MailboxWatchPorts): void {
  let isLooking = false;

  /** Removes after it acted: what a lost answer leaves there is read again, and ends nothing twice. */
  async function look(): Promise<void> {
    // Neither waits for the other, which may be slow.
    const draining = drains.current().then(drain => {
      if (drain !== undefined) streams.stopAll('draining');
    });
    const reading = mailbox.read().then(async notices => {
      for (const { connectionId, reason } of notices) streams.stop(connectionId, reason);
      if (notices.length > 0) await mailbox.remove(notices);
    });
    await Promise.all([draining, reading]);
  }

  function beat(): void {
    if (isLooking) return;
    isLooking = true;
    void look()
      .catch(onFailure)
      .finally(() => {
        isLooking = false;
      });
  }

  streams.whileAny(() => clock.every(beatMs, beat));
}
