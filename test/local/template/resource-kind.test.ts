import { z } from 'zod';
import { resourceKind } from '../../../local/template/resource-kind.ts';
import { createTestHost } from '../test-host.ts';

const kind = resourceKind({
  type: 'AWS::Some::Thing',
  properties: z.object({
    Name: z.string().optional(),
    Code: z.object({ Key: z.string().transform(key => key.length) }).prefault({ Key: '' }),
    Targets: z
      .array(z.object({ Arn: z.string() }).refine(() => true))
      .max(2)
      .default([]),
    Variables: z.record(z.string(), z.string()).default({}),
    Document: z.looseObject({ Statement: z.unknown() }).optional(),
    Size: z.union([z.number(), z.object({ Of: z.number() })]).optional(),
  }),
  ignored: { Tags: 'no effect' },
  create: ({ Code, Targets }) => ({
    ref: String(Code.Key),
    attributes: { Count: `${Targets.length}` },
  }),
});
const declared = (properties: Record<string, unknown>) => ({
  logicalId: 'Mine',
  type: kind.type,
  properties,
});

test('the properties of the schema are those that are honoured, at any depth', () => {
  expect(kind.honoured).toEqual([
    'Name',
    'Code.Key',
    'Targets.Arn',
    'Variables',
    'Document',
    'Size',
  ]);
  expect(kind.ignored).toEqual({ Tags: 'no effect' });
});

test('a resource is made of what the schema reads', async () => {
  const properties = { Code: { Key: 'key' }, Targets: [{ Arn: 'a' }] };
  expect(await kind.create(declared(properties), createTestHost())).toEqual({
    ref: '3',
    attributes: { Count: '1' },
  });
});

test('a wrong property is an error naming the resource, what was received and what was expected', async () => {
  const properties = { Name: 'mine', Targets: [{ Arn: 5 }] };
  await expect(kind.create(declared(properties), createTestHost())).rejects.toThrow(
    'Mine (AWS::Some::Thing): Targets.0.Arn: Invalid input: expected string, received number; received 5',
  );
});
