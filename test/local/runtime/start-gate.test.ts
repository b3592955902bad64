import { StartGate } from '../../../local/runtime/start-gate.ts';

/** Tasks that end when the test ends them. */
function controlled() {
  const running: string[] = [];
  const ends = new Map<string, { resolve(): void; reject(error: Error): void }>();
  const task = (name: string) => () =>
    new Promise<void>((resolve, reject) => {
      running.push(name);
      ends.set(name, { resolve, reject });
    });
  return { running, ends, task };
}

test('at most the limit runs at once, and the others follow in order', async () => {
  const { running, ends, task } = controlled();
  const gate = new StartGate(2);
  const all = ['a', 'b', 'c', 'd'].map(name => gate.run(task(name)));
  expect(running).toEqual(['a', 'b']);
  ends.get('b')?.resolve();
  await all[1];
  expect(running).toEqual(['a', 'b', 'c']);
  ends.get('a')?.resolve();
  await all[0];
  expect(running).toEqual(['a', 'b', 'c', 'd']);
});

test('a task that fails gives its place to the next', async () => {
  const { running, ends, task } = controlled();
  const gate = new StartGate(1);
  const failing = gate.run(task('a'));
  const next = gate.run(task('b'));
  ends.get('a')?.reject(new Error('no'));
  await expect(failing).rejects.toThrow('no');
  expect(running).toEqual(['a', 'b']);
  ends.get('b')?.resolve();
  await next;
});
