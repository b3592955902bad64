/**
 * What the role of a state machine may do that is logged: these, and what Step Functions asks for before it
 * writes a log, which names no resource.
 */
export function loggedMachine(...own: readonly string[]): readonly string[] {
  const delivery = [
    ...['CreateLogDelivery', 'DeleteLogDelivery', 'DescribeLogGroups', 'DescribeResourcePolicies'],
    ...['GetLogDelivery', 'ListLogDeliveries', 'PutResourcePolicy', 'UpdateLogDelivery'],
  ];
  return [...own, ...delivery.map(action => `logs:${action} on *`)];
}
