import { DefaultStackSynthesizer, type Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { acknowledgements } from './acknowledgements.ts';

/**
 * Has a synth fail on what AWS's own list for solutions finds (cdk-nag's AwsSolutions) and nobody has
 * acknowledged with a reason. Like the library's own checks it is left out with `CDK_VALIDATION=false`:
 * what is not deployed need not be fit to be (docs/decisions/0125).
 */
export async function review(stack: Stack): Promise<void> {
  if (process.env.CDK_VALIDATION === 'false') return;
  const { AwsSolutionsChecks } = await import('cdk-nag');
  acknowledge(stack);
  Validations.of(stack).addPlugins(new AwsSolutionsChecks());
}

/** Notes at each resource what is acknowledged there. */
function acknowledge(stack: Stack): void {
  // An account may have been bootstrapped under another name.
  const { DEFAULT_QUALIFIER } = DefaultStackSynthesizer;
  const { bootstrapQualifier = DEFAULT_QUALIFIER } = stack.synthesizer;
  for (const { finding, resources, reason } of acknowledgements) {
    const id = finding.replace(DEFAULT_QUALIFIER, bootstrapQualifier);
    for (const path of resources) {
      const resource = constructAt(stack, path);
      if (resource !== undefined) Validations.of(resource).acknowledge({ id, reason });
    }
  }
}

function constructAt(stack: IConstruct, path: string): IConstruct | undefined {
  return path
    .split('/')
    .reduce<IConstruct | undefined>((scope, id) => scope?.node.tryFindChild(id), stack);
}
