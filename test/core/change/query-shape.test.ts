import { queryShape } from '../../../core/change/query-shape.ts';

test.each([
  ["SELECT * FROM bets WHERE user = 'ana'", 'SELECT * FROM bets WHERE user = ?'],
  ["SELECT 'it''s ana'", 'SELECT ?'],
  ["SELECT N'ana', E'ana', x'1F', _utf8mb4'ana', DATE '2026-11-21'", 'SELECT ?, ?, ?, ?, DATE ?'],
  ['SELECT 1, -2.5, .5, 1e10, 0xFF', 'SELECT ?, -?, ?, ?, ?'],
  ['SELECT 1_234_567, 0b1010, 0o17, 0xDEAD_BEEF', 'SELECT ?, ?, ?, ?'],
  ['SELECT t1.col_2 FROM t1 LIMIT 10', 'SELECT t1.col_2 FROM t1 LIMIT ?'],
  ['SELECT $1, ?, :id, :2, @v FROM t', 'SELECT $1, ?, :id, :2, @v FROM t'],
  ["SELECT $$it's ana$$, $q$ana $$ beto$q$", 'SELECT ?, ?'],
  ['WHERE id IN (1, 2,3 , 4)', 'WHERE id IN (?)'],
  ["VALUES (1, 'ana'), (2, 'beto'), (3, 'caro')", 'VALUES (?)'],
  ['SELECT `odd 1` FROM `t`', 'SELECT `odd 1` FROM `t`'],
  ["SELECT a::int, data#>>'{x}' FROM t", 'SELECT a::int, data#>>? FROM t'],
  ['SELECT\n  a,\n\tb', 'SELECT a, b'],
  ["SELECT a -- don't tell ana\nFROM t", 'SELECT a FROM t'],
  ['SELECT a # ana\nFROM t', 'SELECT a FROM t'],
  ["SELECT /* ana's /* and beto's */ own */ a", 'SELECT a'],
  ['', ''],
])('%j is shown as %j', (query, shape) => {
  expect(queryShape(query)).toBe(shape);
});

test.each([
  [
    'names beside a dot',
    'SELECT "u"."email" FROM "users" "u"',
    'SELECT "u"."email" FROM "users" "u"',
  ],
  ['a name after JOIN', 'FROM a JOIN "b" ON "x" = \'ana\'', 'FROM a JOIN "b" ON "x" = ?'],
  ['a name after UPDATE', 'UPDATE "users" SET "name" = \'ana\'', 'UPDATE "users" SET "name" = ?'],
  [
    'literals, without such a sign',
    'SELECT * FROM u WHERE n IN ("ana", "beto")',
    'SELECT * FROM u WHERE n IN (?)',
  ],
  ['literals after the FROM of a function', 'SELECT trim("x" FROM "ana")', 'SELECT trim(? FROM ?)'],
])('double quotes hold %s', (_title, query, shape) => {
  expect(queryShape(query)).toBe(shape);
});

test.each([
  ['a backslash before a quote', "SELECT 'a\\' OR name = 'ana'", 'SELECT ?…'],
  ['a backslash before a double quote', 'SELECT "a\\" OR name = "ana"', 'SELECT ?…'],
  ['a quote after what only some call a comment', "SELECT 1--'x\nana'", 'SELECT ??…'],
  ["Oracle's own quotes", "SELECT q'[it's ana]'", 'SELECT ?…'],
  [
    'values that an ORM logs behind the query',
    'SELECT "User"."id" FROM "User" WHERE "User"."email" = $1; "ana@x.mx", "secret"',
    'SELECT "User"."id" FROM "User" WHERE "User"."email" = $1?…',
  ],
  ['a string without end', "SELECT a, 'ana", 'SELECT a, ?'],
  ['a comment without end', 'SELECT a /* ana', 'SELECT a'],
])('where dialects disagree, less is shown: %s', (_title, query, shape) => {
  expect(queryShape(query)).toBe(shape);
});

test('a shape has 1,000 characters at most', () => {
  expect(queryShape('a'.repeat(1_000))).toBe('a'.repeat(1_000));
  expect(queryShape('a'.repeat(1_001))).toBe(`${'a'.repeat(999)}…`);
});

/** Every text that a pattern was tried on while that was done. */
function textsRead(action: () => void): readonly string[] {
  const exec = jest.spyOn(RegExp.prototype, 'exec');
  try {
    action();
    return exec.mock.calls.map(([text]) => text);
  } finally {
    exec.mockRestore();
  }
}

test.each([`'`, '"', '/*', '$', '$a', '$$', '(?,', '( ?', '_a', '1', ' ', '`', '#', '--'])(
  'of a hostile query of %j 16,384 characters are read, each pattern tried once at each',
  piece => {
    let shape = '';
    const texts = textsRead(() => {
      shape = queryShape(piece.repeat(100_000));
    });
    expect(shape.length).toBeLessThanOrEqual(1_000);
    expect(texts.filter(({ length }) => length > 16_384)).toEqual([]);
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.length).toBeLessThanOrEqual(14 * 16_384);
  },
);
