import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Fixes the logical id of a construct that holds state. Otherwise the id follows from its place in
 * the construct tree, and moving it there would make CloudFormation replace it, data and all.
 *
 * @throws when the construct has no CloudFormation resource of its own
 */
export function pinLogicalId(construct: IConstruct, logicalId: string): void {
  const resource = construct.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) {
    throw new Error(
      `cannot pin ${logicalId}: expected a construct with a CloudFormation resource, received ${construct.node.path}`,
    );
  }
  resource.overrideLogicalId(logicalId);
}
