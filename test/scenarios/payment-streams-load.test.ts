import { startWatchedHost } from '../../bench/latency/start-watched-host.ts';
import { planLoad } from '../../bench/payment-streams/load-plan.ts';
import { measureLoad } from '../../bench/payment-streams/measure-load.ts';
import { createTokenSigner } from '../../tools/token-signer.ts';
import { sseHostContext } from './support/host-settings.ts';
import { startTurn } from './support/own-host.ts';

/** Readers that share an environment: fifty threads would take all of a machine that runs other tests too. */
const readersPerEnvironment = 25;

/** On a host of its own: fifty streams of people who are not staff are half of those there may be. */
const onLocalHost = process.env.OUTPUTS ? describe.skip : describe;

onLocalHost('a load', () => {
  test('1,000 payment streams with 20 changes a second, followed by 50 readers each of their own: none lost, none foreign, none twice [F1]', async () => {
    const turn = await startTurn();
    const host = await startWatchedHost(sseHostContext(), readersPerEnvironment).finally(() =>
      turn?.release(),
    );
    try {
      const { outputs } = host;
      const target = { outputs, sign: await createTokenSigner(outputs) };
      const plan = planLoad('load', { streams: 1_000, readers: 50 });
      const load = { changesPerSecond: 20, seconds: 15 };
      const figures = await measureLoad(target, plan, 'own', load);
      // Four changes in five are of two of the readers: 300 × 4/5 × 2.
      const none = { lost: 0, foreign: 0, twice: 0 };
      expect(figures).toMatchObject({ expected: 480, delivered: 480, ...none });
    } finally {
      await host.stop();
    }
  }, 300_000);
});
