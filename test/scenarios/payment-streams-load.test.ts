import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planLoad } from '../../bench/payment-streams/load-plan.ts';
import { measureLoad } from '../../bench/payment-streams/measure-load.ts';
import { startOwnHost } from './support/own-host.ts';
import { connectTarget, unique } from './support/target.ts';

/** On a host of its own: fifty streams of people who are not staff are half of those there may be. */
const onLocalHost = process.env.OUTPUTS ? test.skip : test;

onLocalHost(
  '1,000 payment streams with 20 changes a second, followed by 50 readers each of their own: none lost, none foreign, none twice [F1]',
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'payment-streams-'));
    const host = await startOwnHost(directory, {});
    const target = await connectTarget(host.outputsFile);
    try {
      const plan = planLoad(unique('load'), { streams: 1_000, readers: 50 });
      const figures = await measureLoad(target, plan, 'own', {
        changesPerSecond: 20,
        seconds: 15,
      });
      // Four changes in five are of two of the readers: 300 × 4/5 × 2.
      expect(figures).toMatchObject({
        expected: 480,
        delivered: 480,
        lost: 0,
        foreign: 0,
        twice: 0,
      });
    } finally {
      await target.close();
      await host.stop();
      await rm(directory, { recursive: true, force: true });
    }
  },
  240_000,
);
