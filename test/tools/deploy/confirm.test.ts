import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { confirm } from '../../../tools/deploy/confirm.ts';

/** The answer to lines that are typed, and all that was shown meanwhile. */
async function typed(...lines: readonly string[]) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const shown = text(output);
  for (const line of lines) input.write(`${line}\n`);
  if (lines.length === 0) input.end();
  const answer = await confirm('Deploy it?', { input, output });
  output.end();
  return { answer, shown: await shown, reads: !input.isPaused() };
}

test.each([
  [['yes'], true],
  [['YES '], true],
  [['no'], false],
  [['n'], false],
  [[], false],
])('%j is %j', async (lines, answer) => {
  expect(await typed(...lines)).toMatchObject({ answer, reads: false });
});

test('whatever else is typed is asked again: y is none, for it is typed too easily', async () => {
  const { answer, shown } = await typed('y', '', 'yes please', 'yes');
  expect(answer).toBe(true);
  expect(shown.split('Deploy it? (yes or no) ')).toHaveLength(5);
});
