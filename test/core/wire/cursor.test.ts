import fc from 'fast-check';
import { formatCursor, parseCursor } from '../../../core/wire/cursor.ts';

test('a cursor is written as epoch and number', () => {
  expect(formatCursor({ epoch: 'k3f9', seq: 1841 })).toBe('k3f9.1841');
  expect(parseCursor('k3f9.1841')).toEqual({ epoch: 'k3f9', seq: 1841 });
});

test('every cursor comes back from its text', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z0-9]{1,16}$/),
      fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
      (epoch, seq) => {
        expect(parseCursor(formatCursor({ epoch, seq }))).toEqual({ epoch, seq });
      },
    ),
  );
});

test.each([
  '',
  'k3f9',
  'k3f9.',
  '.5',
  'k3f9.05',
  'k3f9.-1',
  'K3F9.1',
  'k3f9.1.2',
  'k3f9.9999999999999999',
  'k3f9.1\n',
])('%j is not a cursor', text => {
  expect(parseCursor(text)).toBeUndefined();
});
