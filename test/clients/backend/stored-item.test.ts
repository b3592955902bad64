import { storedItem } from '../../../clients/backend/stored-item.ts';

test('half a character, as a text has it that was cut too short, is stored as U+FFFD', () => {
  expect(storedItem({ title: 'Pelea \ud83d', data: { 'a\ud83d': ['\udd25'] } })).toEqual({
    kind: 'stored',
    stored: {
      title: { S: 'Pelea \ufffd' },
      data: { M: { 'a\ufffd': { L: [{ S: '\ufffd' }] } } },
    },
  });
});
