import type { Item } from '../../../core/change/change.ts';
import { itemSchemas } from '../../../core/change/item-schemas.ts';
import { keyNames, type PublishedTable } from '../item-write.ts';
import type { RowPlace } from './row-place.ts';

/** A row's plain values by the names of the model's attributes. */
export type Row = Readonly<Record<string, unknown>>;

/** How the rows of a model become items of a table. */
export interface RowMapping {
  readonly table: PublishedTable;
  /**
   * The item of a row, or `undefined` for a row that has none. Default: the attributes that the
   * table's contract names and the model has too, and nothing else. Where keys are not unique over
   * the schemas of several tenants, it has to give the key, from `place`.
   */
  readonly toItem?: (row: Row, place: RowPlace) => Item | undefined;
}

/** The item of a row; its key is the row's, as text, unless the mapping gives one. */
export function rowItem(
  { table, toItem }: RowMapping,
  key: unknown,
  row: Row,
  place: RowPlace,
): Item | undefined {
  const item = toItem === undefined ? contractItem(table, row) : toItem(row, place);
  if (item === undefined) return undefined;
  return { [keyNames[table]]: String(key), ...withoutNulls(item) };
}

function contractItem(table: PublishedTable, row: Row): Item {
  const names = [...contractNames(table), 'createdAt', 'updatedAt'];
  return Object.fromEntries(names.flatMap(name => (name in row ? [[name, row[name]]] : [])));
}

function contractNames(table: PublishedTable): readonly string[] {
  if (table !== 'SystemReports') return Object.keys(itemSchemas[table].shape);
  return itemSchemas.SystemReports.options.flatMap(({ shape }) => Object.keys(shape));
}

/** A database's NULL is an attribute that is not there. */
function withoutNulls(item: Item): Item {
  return Object.fromEntries(
    Object.entries(item).filter(([, value]) => value !== null && value !== undefined),
  );
}
