import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sourceKindsOf, watchSources } from '../../../tools/start/watch-sources.ts';

test.each([
  ['core/change/fights.ts', ['functions']],
  ['lambdas/management/handler.ts', ['functions']],
  ['core/wire/event.ts', ['functions', 'page']],
  ['dashboard/main.tsx', ['page']],
  ['clients/react/index.ts', ['page']],
  ['lib/realtime-stack.ts', ['start']],
  ['tools/start.ts', ['start']],
  ['config/staging.json', ['start']],
  ['test/core/change/fights.test.ts', []],
  ['core/change/.fights.ts.swp', []],
  ['core/change/fights.ts~', []],
  ['core/change/4913', []],
  ['README.md', []],
])('%s is of %j', (file, kinds) => {
  expect(sourceKindsOf(file)).toEqual(kinds);
});

describe('a watch', () => {
  let project: string;
  let saved: string[];
  let unwatch: () => void;
  let look = (): void => {};

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'watch-sources-'));
    saved = [];
    save('core/change/fights.ts');
    const onSave = (file: string): void => {
      saved.push(file);
      look();
    };
    unwatch = watchSources(project, onSave, error => {
      throw error;
    });
  });
  afterEach(() => {
    unwatch();
    rmSync(project, { recursive: true });
  });

  function save(file: string): void {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    writeFileSync(join(project, file), '');
  }

  /** Does that, and waits until the file is reported. */
  async function seen(file: string, change: () => void): Promise<void> {
    saved = [];
    await new Promise<void>(resolve => {
      look = () => {
        if (saved.includes(file)) resolve();
      };
      change();
    });
  }

  test('sees a file that is written, one that is replaced again and again, and one that is new', async () => {
    const file = 'core/change/fights.ts';
    await seen(file, () => save(file));
    for (const times of ['once', 'twice']) {
      writeFileSync(join(project, times), '');
      await seen(file, () => renameSync(join(project, times), join(project, file)));
      await seen(file, () => save(file));
    }
    await seen('core/change/bets.ts', () => save('core/change/bets.ts'));
  });

  test('sees what is in a folder that is new, also when it was there before', async () => {
    await seen('core/odds/line.ts', () => save('core/odds/line.ts'));
    rmSync(join(project, 'core/odds'), { recursive: true });
    await seen('core/odds/other.ts', () => save('core/odds/other.ts'));
    await seen('core/odds/other.ts', () => save('core/odds/other.ts'));
  });
});
