import { wellFormed } from '../../../core/wire/well-formed.ts';

test('half a character becomes U+FFFD wherever it stands, and all else stays as it was', () => {
  const bytes = new Uint8Array([0xd8, 0x3d]);
  const date = new Date(0);
  expect(
    wellFormed({
      'a\ud83d': ['\udd25b', { c: 'd\ud83d' }],
      set: new Set(['e\ud83d', 'f']),
      whole: '🔥',
      bytes,
      date,
      big: 1n,
      nothing: null,
      missing: undefined,
    }),
  ).toEqual({
    'a\ufffd': ['\ufffdb', { c: 'd\ufffd' }],
    set: new Set(['e\ufffd', 'f']),
    whole: '🔥',
    bytes,
    date,
    big: 1n,
    nothing: null,
    missing: undefined,
  });
});
