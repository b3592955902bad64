import type { Model, ModelStatic } from 'sequelize';

/** Where the rows of a call are, where several tenants have the same tables. */
export interface RowPlace {
  /** Of `Model.schema(…)`, or of the model itself. */
  readonly schema?: string;
  /** Of the call's option `searchPath` (PostgreSQL). */
  readonly searchPath?: string | undefined;
}

/** Where a call on this model found its rows: `Model.schema(…)` makes a model of its own. */
export function placeOf(model: ModelStatic<Model>, searchPath: string | undefined): RowPlace {
  const table = model.getTableName();
  return {
    ...(typeof table === 'object' && { schema: table.schema }),
    ...(searchPath !== undefined && { searchPath }),
  };
}
