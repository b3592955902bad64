import type { RemovalPolicy } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { pinLogicalId } from './pin-logical-id.ts';

/** 64 letters and digits: 380 bits, above the 256 that HS256 asks for (RFC 7518, 3.2). */
const secretLength = 64;

/** What makes one secret differ from another. */
export interface GeneratedSecretProps {
  /** No refactoring changes it. */
  readonly logicalId: string;
  readonly description: string;
  readonly removalPolicy: RemovalPolicy;
}

/** A secret that nobody chose: Secrets Manager makes it when the stack is made. */
export class GeneratedSecret extends Secret {
  constructor(scope: Construct, id: string, props: GeneratedSecretProps) {
    super(scope, id, {
      description: props.description,
      generateSecretString: { passwordLength: secretLength, excludePunctuation: true },
      removalPolicy: props.removalPolicy,
    });
    pinLogicalId(this, props.logicalId);
  }

  /** Lets a function read it, and nothing else. */
  allowReading(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['secretsmanager:GetSecretValue'],
        resources: [this.secretArn],
      }),
    );
  }
}
