import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { rotateSecret } from '../../../tools/rotate/rotate-secret.ts';

const rotatedAtMs = Date.parse('2026-11-20T20:00:00.000Z');
const hourMs = 3_600_000;

/** Rotates, so long after the last time, what was rotated once; gives the operations that it took. */
async function rotated(afterMs: number, drops = false) {
  const client = new SecretsManagerClient({ region: 'us-east-1' });
  const operations: string[] = [];
  client.middlewareStack.add(
    (_next, { commandName = '' }) =>
      async () => {
        operations.push(commandName);
        const Versions = [
          { VersionStages: ['AWSCURRENT'], CreatedDate: new Date(rotatedAtMs) },
          { VersionStages: ['AWSPREVIOUS'] },
        ];
        return { response: {}, output: { $metadata: {}, Versions } };
      },
    { step: 'initialize' },
  );
  const now = rotatedAtMs + afterMs;
  const rotation = { secretArn: 'arn', overlapMs: hourMs, drops, now };
  return { untilMs: await rotateSecret(client, rotation), operations };
}

test('the one before counts for its whole time, and not a moment longer', async () => {
  await expect(rotated(hourMs - 1)).rejects.toThrow('still hold until 2026-11-20T21:00:00.000Z');
  expect(await rotated(hourMs)).toEqual({
    untilMs: Date.parse('2026-11-20T22:00:00.000Z'),
    operations: ['ListSecretVersionIdsCommand', 'PutSecretValueCommand'],
  });
});

test('what is dropped counts no more, whenever the last time was', async () => {
  expect(await rotated(0, true)).toEqual({
    untilMs: undefined,
    operations: [
      'ListSecretVersionIdsCommand',
      'PutSecretValueCommand',
      'UpdateSecretVersionStageCommand',
    ],
  });
});
