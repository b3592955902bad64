/*
 * The publisher's adapter for Sequelize (docs/backend.md). What is not exported here is private.
 */
export {
  attachSequelize,
  type SequelizeAttachment,
  type SequelizeOptions,
} from './attach-sequelize.ts';
export type { Row, RowMapping } from './row-item.ts';
export type { RowPlace } from './row-place.ts';
export type { RowFailure } from './row-publisher.ts';
