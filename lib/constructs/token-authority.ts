import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type {
  CredentialEnvironment,
  TokenEnvironment,
} from '../../lambdas/adapters/identity/token-environment.ts';
import { claimDefaults } from '../settings/identity-provider.ts';
import { type RoleMapping, roleMapVariable } from '../settings/role-map.ts';
import { GeneratedSecret } from './generated-secret.ts';

/** Whose tokens are believed. */
export interface TokenAuthorityProps {
  /** Where an OIDC provider publishes its keys. @default - an HS256 secret is made */
  readonly jwksUri?: string | undefined;
  readonly jwtIssuer: string;
  readonly jwtAudience: readonly string[];
  /** The clients whose tokens without `aud` are taken. @default - none */
  readonly jwtClientIds?: readonly string[] | undefined;
  /** The claim that has the role. @default role */
  readonly roleClaim?: string | undefined;
  /** Which of its values stands for which role. @default - a value is a role */
  readonly roleMap?: readonly RoleMapping[] | undefined;
  /** The role of who has none. @default - they are refused */
  readonly defaultRole?: string | undefined;
  /** The claim that has the permissions. @default permissions */
  readonly permissionsClaim?: string | undefined;
  /** How long the secret still counts after it was replaced. */
  readonly longestTokenSeconds: number;
  /** The origin whose pages may use a session cookie. @default - none */
  readonly frontDoorOrigin?: string | undefined;
  readonly removalPolicy: RemovalPolicy;
}

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
  readonly secret?: GeneratedSecret;
  /** Signs SSE tokens; without a provider it is `secret`. */
  readonly sseTokenSecret: GeneratedSecret;
  /** What programs that sign tokens must know of them, by the name of its output: what is not as ever. */
  readonly claimOutputs: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: TokenAuthorityProps) {
    super(scope, id);
    const { removalPolicy, defaultRole } = props;
    const roleClaim = unlessDefault('roleClaim', props.roleClaim);
    const permissionsClaim = unlessDefault('permissionsClaim', props.permissionsClaim);
    const roleMap = props.roleMap && roleMapVariable(props.roleMap);
    this.claimOutputs = {
      ...(roleClaim !== undefined && { RoleClaim: roleClaim }),
      ...(roleMap !== undefined && { RoleMap: roleMap }),
      ...(defaultRole !== undefined && { DefaultRole: defaultRole }),
      ...(permissionsClaim !== undefined && { PermissionsClaim: permissionsClaim }),
    };
    const claims = {
      JWT_ISSUER: props.jwtIssuer,
      // What is as ever takes no room: the variables of a function have 4 KB together. Those of a Web
      // Function may not be empty.
      JWT_AUDIENCE: props.jwtAudience.join(',') || undefined,
      JWT_CLIENT_IDS: props.jwtClientIds?.join(','),
      ROLE_CLAIM: roleClaim,
      ROLE_MAP: roleMap,
      DEFAULT_ROLE: defaultRole,
      PERMISSIONS_CLAIM: permissionsClaim,
      LONGEST_TOKEN_SECONDS: String(props.longestTokenSeconds),
    };
    if (props.jwksUri === undefined) {
      const description = 'Signs and verifies the tokens of GalloBets Realtime (HS256)';
      this.secret = new GeneratedSecret(this, 'Secret', {
        ...{ logicalId: 'JwtSecret', description, removalPolicy },
      });
      this.environment = { JWT_SECRET_ARN: this.secret.secretArn, ...claims };
      this.sseTokenSecret = this.secret;
    } else {
      const description = 'Signs and verifies the SSE tokens of GalloBets Realtime (HS256)';
      this.sseTokenSecret = new GeneratedSecret(this, 'SseSecret', {
        ...{ logicalId: 'SseTokenSecret', description, removalPolicy },
      });
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
    this.secret?.allowReading(grantee);
  }

  /**
   * Lets a function read what it needs to verify every credential, and to make SSE tokens: one secret,
   * for beside that of SSE tokens there is a provider or nothing.
   */
  allowCredentials(grantee: IGrantable): void {
    this.sseTokenSecret.allowReading(grantee);
  }
}

/** A function looks there in any case: the variable would only take room. */
function unlessDefault(name: keyof typeof claimDefaults, claim?: string): string | undefined {
  return claim === claimDefaults[name] ? undefined : claim;
}
