type Item = Readonly<Record<string, unknown>>;

/** A condition on an item, with the names and values that it mentions. */
export interface Condition {
  readonly condition: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/** That these attributes of an item are still what was read, or that there still is no item. */
export function isAsRead(
  key: string,
  item: Item | undefined,
  attributes: readonly string[],
): Condition {
  if (item === undefined) {
    return { condition: 'attribute_not_exists(#key)', names: { '#key': key }, values: {} };
  }
  const known = attributes.filter(name => item[name] !== undefined);
  const parts = attributes.map(name =>
    item[name] === undefined ? `attribute_not_exists(#${name})` : `#${name} = :${name}`,
  );
  return {
    condition: ['attribute_exists(#key)', ...parts].join(' AND '),
    names: Object.fromEntries([['#key', key], ...attributes.map(name => [`#${name}`, name])]),
    values: Object.fromEntries(known.map(name => [`:${name}`, item[name]])),
  };
}

/** The condition as a write takes it: DynamoDB refuses an empty list of values. */
export function conditionOf({ condition, names, values }: Condition) {
  return {
    ConditionExpression: condition,
    ExpressionAttributeNames: { ...names },
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: { ...values } }),
  };
}
