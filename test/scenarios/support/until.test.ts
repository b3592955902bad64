import { untilSeen } from './until.ts';

test('what is as wanted is given, at the first look or a later one', async () => {
  let looks = 0;
  const look = async () => {
    looks += 1;
    return looks;
  };
  expect(await untilSeen(look, seen => seen > 0)).toBe(1);
  expect(await untilSeen(look, seen => seen > 2, { everyMs: 1 })).toBe(3);
});

test('a wait that runs out reports what was last seen', async () => {
  const look = async () => ({ state: 'connecting' });
  await expect(
    untilSeen(look, ({ state }) => state === 'connected', { withinMs: 10 }),
  ).rejects.toThrow('not so within 10 ms; the last that was seen: {"state":"connecting"}');
});

test('an answer of another shape is looked at again', async () => {
  const answers = [{}, { body: { total: 1 } }] as { body: { total: number } }[];
  const look = async () => answers.shift();
  const seen = await untilSeen(look, answer => answer?.body.total === 1, { everyMs: 1 });
  expect(seen).toEqual({ body: { total: 1 } });
  const broken = () => {
    throw new Error('broken');
  };
  await expect(untilSeen(async () => 1, broken)).rejects.toThrow('broken');
});
