import { readFileSync } from 'node:fs';
import { defaultLimits, resourceKinds } from '../../../local/resources/kinds.ts';
import { propertyTables } from '../../../local/template/property-tables.ts';
import { withTables } from '../../../tools/property-tables/with-tables.ts';

test('docs/local-host.md says of every property what the code does with it; else: npm run tables', () => {
  const document = readFileSync('docs/local-host.md', 'utf8');
  expect(document).toBe(withTables(document, propertyTables(resourceKinds(defaultLimits))));
});

test('a table lists what is honoured, and what is ignored with its reason', () => {
  const kind = {
    type: 'AWS::Some::Thing',
    honoured: ['Name', 'Code.Key'],
    ignored: { Tags: 'no effect' },
    create: async () => ({ ref: '', attributes: {} }),
  };
  expect(propertyTables(new Map([[kind.type, kind]]))).toContain(
    [
      '### AWS::Some::Thing',
      '',
      'Honoured: `Name`, `Code.Key`.',
      '',
      '| ignored | because |',
      '|---|---|',
      '| `Tags` | no effect |',
      '',
    ].join('\n'),
  );
});

test('a document without its marker is refused', () => {
  expect(() => withTables('# Local host', '')).toThrow('the document has no line <!-- Written by');
});
