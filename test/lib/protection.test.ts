import { parseSettings } from '../../lib/settings.ts';

describe('settings of what a stack may lose and cost', () => {
  const refused = (context: Readonly<Record<string, unknown>>) => () => parseSettings(context);

  it.each(['true', true])('refuse to protect what goes with its stack (%j)', deletionProtection => {
    expect(refused({ removalPolicy: 'destroy', deletionProtection })).toThrow(
      new Error(
        `bad context:\n  deletionProtection: received ${JSON.stringify(deletionProtection)}, expected false, because removalPolicy=destroy deletes the tables with the stack`,
      ),
    );
  });

  it('take protection of what is kept, and none of what goes', () => {
    expect(parseSettings({ deletionProtection: 'true' }).deletionProtection).toBe(true);
    const gone = parseSettings({ removalPolicy: 'destroy', deletionProtection: 'false' });
    expect(gone.deletionProtection).toBe(false);
  });

  it.each(['maxReadRequestUnits', 'maxWriteRequestUnits'] as const)(
    'bound %s, and have none unless it is given',
    key => {
      expect(parseSettings({})).not.toHaveProperty(key);
      expect(parseSettings({ [key]: '100' })[key]).toBe(100);
      expect(parseSettings({ [key]: 1_000_000 })[key]).toBe(1_000_000);
      const expected = 'a whole number from 100 to 1000000';
      for (const value of ['99', '1000001', 'many']) {
        expect(refused({ [key]: value })).toThrow(
          new Error(
            `bad context:\n  ${key}: received ${JSON.stringify(value)}, expected ${expected}`,
          ),
        );
      }
    },
  );
});
