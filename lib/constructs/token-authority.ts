import type { RemovalPolicy } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type {
  CredentialEnvironment,
  TokenEnvironment,
} from '../../lambdas/adapters/identity/token-environment.ts';
import { pinLogicalId } from './pin-logical-id.ts';

/** Whose tokens are believed. */
export interface TokenAuthorityProps {
  /** Where an OIDC provider publishes its keys. @default - an HS256 secret is made */
  readonly jwksUri?: string | undefined;
  readonly jwtIssuer: string;
  readonly jwtAudience: string;
  /** How long the secret still counts after it was replaced. */
  readonly longestTokenSeconds: number;
  /** The origin whose pages may use a session cookie. @default - none */
  readonly frontDoorOrigin?: string | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** 64 letters and digits: 380 bits, above the 256 that HS256 asks for (RFC 7518, 3.2). */
const secretLength = 64;

/**
 * What verifies tokens: an OIDC provider's keys, or a secret of this stack. SSE tokens are always the
 * stack's own: with a provider, a secret verifies those and nothing else.
 */
export class TokenAuthority extends Construct {
  /** The variables by which a function verifies tokens. */
  readonly environment: TokenEnvironment;
  /** The same for a function that takes session cookies and SSE tokens too. */
  readonly credentialEnvironment: CredentialEnvironment;
  /** Signs the tokens that `environment` is about; absent with an OIDC provider. */
  readonly secret?: Secret;
  /** Signs SSE tokens; without a provider it is `secret`. */
  readonly sseTokenSecret: Secret;

  constructor(scope: Construct, id: string, props: TokenAuthorityProps) {
    super(scope, id);
    const claims = {
      JWT_ISSUER: props.jwtIssuer,
      JWT_AUDIENCE: props.jwtAudience,
      LONGEST_TOKEN_SECONDS: String(props.longestTokenSeconds),
    };
    if (props.jwksUri === undefined) {
      const description = 'Signs and verifies the tokens of GalloBets Realtime (HS256)';
      this.secret = this.makeSecret('Secret', 'JwtSecret', description, props);
      this.environment = { JWT_SECRET_ARN: this.secret.secretArn, ...claims };
      this.sseTokenSecret = this.secret;
    } else {
      const description = 'Signs and verifies the SSE tokens of GalloBets Realtime (HS256)';
      this.sseTokenSecret = this.makeSecret('SseSecret', 'SseTokenSecret', description, props);
      this.environment = { JWKS_URI: props.jwksUri, ...claims };
    }
    this.credentialEnvironment = {
      ...this.environment,
      SSE_TOKEN_SECRET_ARN: this.sseTokenSecret.secretArn,
      FRONT_DOOR_ORIGIN: props.frontDoorOrigin,
    };
  }

  /** Lets a function read what it needs to verify tokens. */
  allowVerification(grantee: IGrantable): void {
    if (this.secret !== undefined) allowReading(this.secret, grantee);
  }

  /**
   * Lets a function read what it needs to verify every credential, and to make SSE tokens: one secret,
   * for beside that of SSE tokens there is a provider or nothing.
   */
  allowCredentials(grantee: IGrantable): void {
    allowReading(this.sseTokenSecret, grantee);
  }

  private makeSecret(
    id: string,
    logicalId: string,
    description: string,
    { removalPolicy }: Pick<TokenAuthorityProps, 'removalPolicy'>,
  ): Secret {
    const secret = new Secret(this, id, {
      description,
      generateSecretString: { passwordLength: secretLength, excludePunctuation: true },
      removalPolicy,
    });
    pinLogicalId(secret, logicalId);
    return secret;
  }
}

function allowReading(secret: Secret, grantee: IGrantable): void {
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['secretsmanager:GetSecretValue'],
      resources: [secret.secretArn],
    }),
  );
}
