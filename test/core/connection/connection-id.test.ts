import {
  connectionIdOf,
  connectionName,
  isConnectionOf,
} from '../../../core/connection/connection-id.ts';

describe('the id of a connection', () => {
  it('is its name and a digest of its name and its user', async () => {
    expect(await connectionIdOf('Vf4kHd3mIAMCIqQ=', 'ana')).toBe(
      'Vf4kHd3mIAMCIqQ=.d6770cebecea5c1394cdd11e97dc94cc',
    );
  });

  it('belongs to its user, and to nobody else', async () => {
    const id = await connectionIdOf('Vf4kHd3mIAMCIqQ=', 'ana');
    expect(await isConnectionOf(id, 'ana')).toBe(true);
    expect(await isConnectionOf(id, 'bea')).toBe(false);
    expect(await isConnectionOf(id, 'ana ')).toBe(false);
  });

  it.each([
    ['a name without a digest', 'Vf4kHd3mIAMCIqQ='],
    ['a digest alone', '.0123456789abcdef0123456789abcdef'],
    ['another digest', 'Vf4kHd3mIAMCIqQ=.0123456789abcdef0123456789abcdef'],
    ['nothing', ''],
    ['a character more', 'Vf4kHd3mIAMCIqQ=.d6770cebecea5c1394cdd11e97dc94cc0'],
  ])('%s is nobody’s', async (_title, id) => {
    expect(await isConnectionOf(id, 'ana')).toBe(false);
  });

  it('gives its name back, and what is no such id is a name itself', async () => {
    expect(connectionName(await connectionIdOf('a.b', 'ana'))).toBe('a.b');
    expect(connectionName('goneWithoutWord=')).toBe('goneWithoutWord=');
  });
});
