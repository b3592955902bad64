import type { RemovalPolicy } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { TokenEnvironment } from '../../lambdas/adapters/token-environment.ts';
import { pinLogicalId } from './pin-logical-id.ts';

/** Whose tokens are believed. */
export interface TokenAuthorityProps {
  /** Where an OIDC provider publishes its keys. @default - an HS256 secret is made */
  readonly jwksUri?: string | undefined;
  readonly jwtIssuer: string;
  readonly jwtAudience: string;
  readonly removalPolicy: RemovalPolicy;
}

/** 64 letters and digits: 380 bits, above the 256 that HS256 asks for (RFC 7518, 3.2). */
const secretLength = 64;

/** What verifies tokens: an OIDC provider's keys, or a secret of this stack. */
export class TokenAuthority extends Construct {
  /** The variables that tell a function how to verify. */
  readonly environment: TokenEnvironment;
  /** Absent with an OIDC provider. */
  readonly secret?: Secret;

  constructor(scope: Construct, id: string, props: TokenAuthorityProps) {
    super(scope, id);
    const claims = { JWT_ISSUER: props.jwtIssuer, JWT_AUDIENCE: props.jwtAudience };
    if (props.jwksUri !== undefined) {
      this.environment = { JWKS_URI: props.jwksUri, ...claims };
      return;
    }
    this.secret = new Secret(this, 'Secret', {
      description: 'Signs and verifies the tokens of GalloBets Realtime (HS256)',
      generateSecretString: { passwordLength: secretLength, excludePunctuation: true },
      removalPolicy: props.removalPolicy,
    });
    pinLogicalId(this.secret, 'JwtSecret');
    this.environment = { JWT_SECRET_ARN: this.secret.secretArn, ...claims };
  }

  /** Lets a function read what it needs to verify tokens. */
  allowVerification(grantee: IGrantable): void {
    if (this.secret === undefined) return;
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['secretsmanager:GetSecretValue'],
        resources: [this.secret.secretArn],
      }),
    );
  }
}
