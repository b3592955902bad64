import {
  createPacker,
  packJson,
  unpackJson,
} from '../../../../lambdas/adapters/log/packed-json.ts';

const text = JSON.stringify(
  Array.from({ length: 50 }, (_, at) => ({ id: `e${at}`, año: 'ñandú' })),
);

test('what is packed is smaller, and the same text again', async () => {
  const packed = await packJson(text);
  expect(packed.byteLength).toBeLessThan(text.length / 2);
  expect(await unpackJson(packed)).toBe(text);
});

test('a packer packs each of the last four texts once', async () => {
  const pack = createPacker();
  const first = pack('[1]');
  expect(pack('[1]')).toBe(first);
  for (const other of ['[2]', '[3]', '[4]']) void pack(other);
  expect(pack('[1]')).toBe(first);
  void pack('[5]');
  expect(pack('[1]')).not.toBe(first);
  expect(await unpackJson(await pack('[1]'))).toBe('[1]');
});
