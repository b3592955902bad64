import type { FightBill } from './fight-bill.ts';
import type { Stage } from './stage.ts';

/** A fight's video: idle, live with its viewers coming and going, sometimes an error, ended. */
export function playVideo(stage: Stage, bill: FightBill, endsAtMs: number): void {
  const { random } = stage;
  const video = stage.enter('VideoStreams', `${bill.fightId}-video`, { fightId: bill.fightId });
  let viewerCount = random.int(80, 400);
  video.at(bill.opensAtMs - 3_000, { status: 'idle', viewerCount: 0 });
  video.at(bill.opensAtMs + 1_500, { status: 'live', viewerCount });

  const troubleAtMs =
    bill.video === 'steady' ? Infinity : bill.opensAtMs + random.int(9_000, 14_000);
  const backAtMs = bill.video === 'interrupted' ? troubleAtMs + 4_000 : Infinity;
  for (let atMs = bill.opensAtMs + 4_000; atMs < endsAtMs; atMs += random.int(2_200, 3_600)) {
    if (atMs >= troubleAtMs && atMs < backAtMs + 500) continue;
    viewerCount = Math.max(0, viewerCount + random.int(-25, 60));
    video.at(atMs, { viewerCount });
  }
  if (Number.isFinite(troubleAtMs)) {
    video.at(troubleAtMs, { status: 'error', error: 'encoder stopped sending' });
  }
  if (Number.isFinite(backAtMs)) video.at(backAtMs, { status: 'live', error: undefined });
  video.at(endsAtMs + random.int(3_000, 5_000), { status: 'ended' });
}
