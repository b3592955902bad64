/**
 * The sequence number of the newest record of a table's stream; 0 while it has none, `undefined` when
 * that is not known. Only an engine whose database lies beside this process can be asked: it takes
 * microseconds, where a read of the stream is a request.
 */
export type NewestRecord = (tableName: string) => number | undefined;
