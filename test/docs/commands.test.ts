import { globSync } from 'node:fs';
import { parseSettings } from '../../lib/settings.ts';
import { documentedPages, fencesOf } from '../support/fences.ts';
import { read, rowsOf, section } from '../support/page-parts.ts';
import { shells } from '../support/pasted-lines.ts';

describe('what is to be typed', () => {
  const { scripts } = JSON.parse(read('package.json'));
  const commands = globSync('{tools,examples,bench}/**/*.ts').sort();
  const texts = ['CHANGELOG.md', ...documentedPages, ...commands].map(
    file => [file, read(file)] as const,
  );

  it('runs on the Node.js of the project, whatever the machine has: by npm, not by node', () => {
    const bare = texts.flatMap(([file, text]) =>
      [...text.matchAll(/(?<!\w)node (?:-\S+ )*[\w./-]+\.ts/g)].map(([line]) => `${file}: ${line}`),
    );
    expect(bare).toEqual([]);
  });

  it('is a script of package.json', () => {
    const named = texts.flatMap(([, text]) =>
      [...text.matchAll(/\bnpm run (?:-s |--silent )?([a-z][\w:-]*)/g)].map(
        ([, name = '']) => name,
      ),
    );
    expect(named).toContain('forget');
    expect([...new Set(named)].filter(name => !(name in scripts))).toEqual([]);
  });

  it('is what each command gives as its own usage', () => {
    const usages = commands.flatMap(file =>
      [...read(file).matchAll(/usage: `usage: (.*?)npm run (?:-s )?([\w:-]+)/g)].map(
        ([, , name = '']) => [file, scripts[name]] as const,
      ),
    );
    expect(usages.length).toBeGreaterThan(12);
    expect(usages.filter(([file, script]) => script !== `node ${file}`)).toEqual([]);
  });
});

describe('what is to be pasted', () => {
  const fences = documentedPages.flatMap(fencesOf);
  const placesOf = (pattern: RegExp) =>
    fences.filter(({ text }) => pattern.test(text)).map(({ page, line }) => `${page}:${line}`);

  it('finds the outputs and the stack of a stage, whose name is another', () => {
    expect(placesOf(/\.GalloBetsRealtime\b|--stack-name GalloBets/)).toEqual([]);
    const found = /Object\.values\(require\('\.\/[^']+'\)\)\[0\]\.\w+/;
    expect(placesOf(found).length).toBeGreaterThan(12);
  });

  it('uses no variable that its page has not set before', () => {
    const unset = documentedPages.flatMap(page => {
      const set = new Set<string>();
      return fencesOf(page)
        .filter(({ language }) => shells.includes(language))
        .flatMap(({ text, line }) => {
          for (const [, name = ''] of text.matchAll(/\b([A-Z][A-Z_]+)(?:=| in )/g)) set.add(name);
          const used = [...text.matchAll(/\$\{?([A-Z][A-Z_]+)/g)].map(([, name = '']) => name);
          return used.filter(name => !set.has(name)).map(name => `${page}:${line}: ${name}`);
        });
    });
    expect(unset).toEqual([]);
  });

  it('changes a stack by its settings, which no later deployment forgets', () => {
    expect(placesOf(/\bcdk deploy\b/)).toEqual([]);
  });

  it('has settings that a stack takes, where it shows some', () => {
    const shown = ['docs/operations.md'].flatMap(fencesOf).filter(({ text }) => /Units/.test(text));
    expect(shown.map(({ text }) => parseSettings(JSON.parse(text)))).toEqual([
      expect.objectContaining({ maxReadRequestUnits: 6_000, maxWriteRequestUnits: 4_000 }),
    ]);
  });
});

describe('docs/personal-data.md', () => {
  it('names every table', () => {
    const ours = rowsOf(section('docs/personal-data.md', 'What the system keeps'));
    const theirs = section('docs/personal-data.md', "What is the backend's");
    const all = rowsOf(section('docs/architecture.md', 'Tables')).map(([name]) => name ?? '');
    const documented = all.filter(
      name => ours.some(([where]) => where === name) || new RegExp(`\\b${name}\\b`).test(theirs),
    );
    expect(documented).toEqual(all);
    expect(all.length).toBeGreaterThan(10);
  });

  it('has a rule for every table of ours that holds people', () => {
    const rows = rowsOf(section('docs/personal-data.md', 'What the system keeps'));
    const untouched = rows.filter(
      ([, what, , forgetting = '']) => what === 'nothing' || forgetting.startsWith('nothing'),
    );
    expect(untouched.map(([where]) => where)).toEqual([
      ...['EventLog', 'Statistics', 'Deadlines', 'Rooms', 'BulkItems', 'WebhookDeliveries'],
    ]);
    const code = read('tools/forget/forget-user.ts');
    const handled = rows.filter(row => !untouched.includes(row)).map(([where]) => where);
    expect(handled.filter(name => !code.includes(`'${name}'`))).toEqual([]);
  });
});
