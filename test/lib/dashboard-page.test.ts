import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildDashboardPage, placeDashboardPage } from '../../lib/dashboard-page.ts';

let project: string;
const built: string[] = [];

const build = () =>
  buildDashboardPage({
    projectDirectory: project,
    bundle: async directory => {
      built.push(directory);
      writeFileSync(join(directory, 'index.html'), readFileSync(join(project, 'dashboard/a.tsx')));
    },
  });

beforeEach(() => {
  built.length = 0;
  project = mkdtempSync(join(tmpdir(), 'dashboard-page-'));
  for (const folder of ['dashboard', 'clients/react', 'core/wire']) {
    mkdirSync(join(project, folder), { recursive: true });
  }
  writeFileSync(join(project, 'dashboard/a.tsx'), 'one');
  writeFileSync(join(project, 'clients/react/b.ts'), '');
  writeFileSync(join(project, 'package-lock.json'), '{}');
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

describe('the dashboard’s page', () => {
  it('is built once from the same files, and again when one of them changes', async () => {
    const first = await build();
    expect(await build()).toBe(first);
    expect(built).toHaveLength(1);
    writeFileSync(join(project, 'dashboard/a.tsx'), 'two');
    const second = await build();
    expect(second).not.toBe(first);
    expect(readFileSync(join(second, 'index.html'), 'utf8')).toBe('two');
    expect(readFileSync(join(first, 'index.html'), 'utf8')).toBe('one');
  });

  it.each(['clients/react/b.ts', 'core/wire/new.ts', 'package-lock.json'])(
    'is built again when %s changes',
    async file => {
      await build();
      writeFileSync(join(project, file), 'changed');
      await build();
      expect(built).toHaveLength(2);
    },
  );

  it('takes the place of builds that were not asked for in a day', async () => {
    const [asked, forgotten] = [await build(), join(project, 'build/dashboard/forgotten')];
    mkdirSync(forgotten);
    const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1_000);
    for (const each of [asked, forgotten]) utimesSync(each, yesterday, yesterday);
    await build();
    writeFileSync(join(project, 'dashboard/a.tsx'), 'two');
    const newest = await build();
    expect([asked, forgotten, newest].map(existsSync)).toEqual([true, false, true]);
  });

  it('is not taken for built when a build broke off', async () => {
    const broken = buildDashboardPage({
      projectDirectory: project,
      bundle: async directory => {
        writeFileSync(join(directory, 'index.html'), 'half');
        throw new Error('a.tsx:1: Unexpected token');
      },
    });
    await expect(broken).rejects.toThrow(
      'the dashboard could not be built:\na.tsx:1: Unexpected token',
    );
    expect(readFileSync(join(await build(), 'index.html'), 'utf8')).toBe('one');
  });

  it('may be built twice at once', async () => {
    const [one, other] = await Promise.all([build(), build()]);
    expect(one).toBe(other);
    expect(existsSync(join(one, 'index.html'))).toBe(true);
  });

  it('lies beside the bundle of its function, and nothing of an older one with it', async () => {
    const bundles = join(project, 'build', 'lambdas');
    mkdirSync(join(bundles, 'dashboard', 'page'), { recursive: true });
    writeFileSync(join(bundles, 'dashboard', 'page', 'old.js'), '');
    placeDashboardPage(await build(), bundles);
    expect(existsSync(join(bundles, 'dashboard', 'page', 'index.html'))).toBe(true);
    expect(existsSync(join(bundles, 'dashboard', 'page', 'old.js'))).toBe(false);
  });
});
