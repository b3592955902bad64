/**
 * Tokens as providers give them: the claims, and what kinds of values these have, are those of the page
 * that each names; names of people, roles and places are ours where those of the page say nothing. Times
 * are as there, so each is tried at a time of its own.
 */
export interface TokenShape {
  readonly title: string;
  /** The provider's page that has it. */
  readonly source: string;
  /** The heading of its recipe in docs/identity.md. */
  readonly recipe: string;
  readonly header: { readonly alg: 'RS256' | 'HS256'; readonly typ?: string };
  /** Whether the published key names its algorithm; Entra's do not. */
  readonly keyHasAlg: boolean;
  readonly payload: Readonly<Record<string, unknown>> & { readonly iat: number };
  /** Who it is with the recipe. */
  readonly identity: {
    readonly userId: string;
    readonly role: string;
    readonly permissions?: readonly string[];
  };
  /** What is different of the settings where it is refused, left out if undefined, and the sentence. */
  readonly refused: {
    readonly where: Readonly<Record<string, string | undefined>>;
    readonly message: string;
  };
}

const missingRole = 'the token’s claim role is missing; expected a text or a list of texts';

const noClaims = { roleClaim: undefined, roleMap: undefined, defaultRole: undefined };

const tenant = '72f988bf-86f1-41af-91ab-2d7cd011db47';

export const tokenShapes: readonly TokenShape[] = [
  {
    title: 'an access token of Cognito',
    source:
      'https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html',
    recipe: 'Cognito',
    header: { alg: 'RS256' },
    keyHasAlg: true,
    payload: {
      sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      device_key: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      'cognito:groups': ['operators', 'admins'],
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      auth_time: 1_562_190_524,
      iss: 'https://cognito-idp.us-west-2.amazonaws.com/us-west-2_example',
      exp: 1_562_194_124,
      iat: 1_562_190_524,
      origin_jti: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      jti: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      client_id: '57cbishk4j24pabc1234567890',
      username: 'janedoe@example.com',
    },
    identity: { userId: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee', role: 'admin' },
    refused: {
      where: { jwtClientIds: undefined, jwtAudience: '57cbishk4j24pabc1234567890' },
      message:
        'the token is meant for another audience than expected: the token’s claim aud is missing',
    },
  },
  {
    title: 'an ID token of Cognito with an attribute of one’s own',
    source:
      'https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html',
    recipe: 'Cognito, ID tokens',
    header: { alg: 'RS256' },
    keyHasAlg: true,
    payload: {
      sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      'cognito:groups': ['test-group-a', 'test-group-b', 'test-group-c'],
      email_verified: true,
      'cognito:preferred_role': 'arn:aws:iam::111122223333:role/my-test-role',
      iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_example',
      'cognito:username': 'my-test-user',
      'custom:role': 'operator',
      middle_name: 'Jane',
      nonce: 'abcdefg',
      origin_jti: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      'cognito:roles': ['arn:aws:iam::111122223333:role/my-test-role'],
      aud: '1example23456789abcdefghij',
      identities: [
        {
          userId: 'amzn1.account.EXAMPLE',
          providerName: 'LoginWithAmazon',
          providerType: 'LoginWithAmazon',
          issuer: null,
          primary: 'true',
          dateCreated: '1642699117273',
        },
      ],
      event_id: '64f513be-32db-42b0-b78e-b02127b4f463',
      token_use: 'id',
      auth_time: 1_676_312_777,
      exp: 1_676_316_377,
      iat: 1_676_312_777,
      jti: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      email: 'my-test-user@example.com',
    },
    identity: { userId: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee', role: 'operator' },
    refused: { where: noClaims, message: missingRole },
  },
  {
    title: 'an access token of Auth0 with roles under a namespace',
    source: 'https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles',
    recipe: 'Auth0',
    header: { alg: 'RS256', typ: 'JWT' },
    keyHasAlg: true,
    payload: {
      iss: 'https://gallobets.auth0.com/',
      sub: 'auth0|123456',
      aud: ['https://realtime.gallobets.example', 'https://gallobets.auth0.com/userinfo'],
      azp: 'my_client_id',
      exp: 1_311_281_970,
      iat: 1_311_280_970,
      scope: 'openid profile',
      'https://gallobets.example/roles': ['Operator'],
    },
    identity: { userId: 'auth0|123456', role: 'operator' },
    refused: { where: noClaims, message: missingRole },
  },
  {
    title: 'an access token of Auth0 with permissions, by RFC 9068',
    source: 'https://auth0.com/docs/get-started/apis/enable-role-based-access-control-for-apis',
    recipe: 'Auth0, permissions',
    header: { alg: 'RS256', typ: 'at+jwt' },
    keyHasAlg: true,
    payload: {
      iss: 'https://gallobets.auth0.com/',
      sub: 'auth0|123456',
      aud: ['https://realtime.gallobets.example', 'https://gallobets.auth0.com/userinfo'],
      client_id: 'my_client_id',
      exp: 1_311_281_970,
      iat: 1_311_280_970,
      jti: '73WakrfVbNJBaAmhQtEeDv',
      scope: 'openid profile',
      permissions: ['events:publish', 'role:admin'],
    },
    identity: {
      userId: 'auth0|123456',
      role: 'admin',
      permissions: ['events:publish', 'role:admin'],
    },
    refused: { where: noClaims, message: missingRole },
  },
  {
    title: 'an access token of Entra, version 2, with app roles',
    source: 'https://learn.microsoft.com/en-us/entra/identity-platform/access-tokens',
    recipe: 'Entra',
    header: { alg: 'RS256', typ: 'JWT' },
    keyHasAlg: false,
    payload: {
      aud: '6e74172b-be56-4843-9ff4-e66a39bb12e3',
      iss: `https://login.microsoftonline.com/${tenant}/v2.0`,
      iat: 1_537_231_048,
      nbf: 1_537_231_048,
      exp: 1_537_234_948,
      aio: 'AXQAi/8IAAAAtAaZLo3ChMif6KOnttRB7eBq4',
      azp: '6e74172b-be56-4843-9ff4-e66a39bb12e3',
      azpacr: '0',
      name: 'Abe Lincoln',
      oid: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
      preferred_username: 'abeli@example.com',
      rh: 'I',
      roles: ['Gallo.Operator'],
      scp: 'access_as_user',
      sub: 'HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ',
      tid: tenant,
      uti: 'fqiBqXLPj0eQa82S-IYFAA',
      ver: '2.0',
    },
    identity: { userId: 'HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ', role: 'operator' },
    refused: { where: noClaims, message: missingRole },
  },
  {
    title: 'an access token of Entra, version 1',
    source: 'https://learn.microsoft.com/en-us/entra/identity-platform/access-tokens',
    recipe: 'Entra, version 1',
    header: { alg: 'RS256', typ: 'JWT' },
    keyHasAlg: false,
    payload: {
      aud: 'api://ef1da9d4-ff77-4c3e-a005-840c3f830745',
      iss: 'https://sts.windows.net/fa15d692-e9c7-4460-a743-29f2956fd429/',
      iat: 1_537_233_106,
      nbf: 1_537_233_106,
      exp: 1_537_237_006,
      acr: '1',
      aio: 'AXQAi/8IAAAAFm+E/QTG+gFnVxLjWdw8K+61AGrS',
      amr: ['wia'],
      appid: '75dbe77f-10a3-4e59-85fd-8c127544f17c',
      appidacr: '0',
      email: 'abeli@example.com',
      family_name: 'Lincoln',
      given_name: 'Abe',
      idp: `https://sts.windows.net/${tenant}/`,
      ipaddr: '203.0.113.22',
      name: 'abeli',
      oid: '02223b6b-aa1d-42d4-9ec0-1b2bb9194438',
      rh: 'I',
      roles: ['Gallo.Admin'],
      scp: 'user_impersonation',
      sub: 'l3_roISQU222bULS9yi2k0XpqpOiMz5H3ZACo1GeXA',
      tid: 'fa15d692-e9c7-4460-a743-29f2956fd429',
      unique_name: 'abeli@example.com',
      uti: 'FVsGxYXI30-TuikuuUoFAA',
      ver: '1.0',
    },
    identity: { userId: 'l3_roISQU222bULS9yi2k0XpqpOiMz5H3ZACo1GeXA', role: 'admin' },
    refused: {
      where: { jwtAudience: 'ef1da9d4-ff77-4c3e-a005-840c3f830745' },
      message:
        'the token is meant for another audience than expected: the token’s claim aud is "api://ef1da9d4-ff77-4c3e-a005-840c3f830745"',
    },
  },
  {
    title: 'an access token of Keycloak with realm roles',
    source: 'https://www.keycloak.org/docs/latest/server_admin/#_oidc_token_role_mappings',
    recipe: 'Keycloak',
    header: { alg: 'RS256', typ: 'JWT' },
    keyHasAlg: true,
    payload: {
      exp: 1_673_171_296,
      iat: 1_673_170_996,
      jti: 'd58f5dc8-fd8f-462b-8a19-716f8f83985b',
      iss: 'https://id.gallobets.example/realms/gallobets',
      aud: ['gallobets-realtime', 'account'],
      sub: '36fa0f91-f94d-4a0c-afed-6b7d952e47da',
      typ: 'Bearer',
      azp: 'gallobets-page',
      session_state: '2a88c258-f73a-4103-b862-e1fbd8f4e04e',
      acr: '1',
      'allowed-origins': ['https://admin.gallobets.example'],
      realm_access: {
        roles: ['offline_access', 'default-roles-gallobets', 'uma_authorization', 'operator'],
      },
      resource_access: {
        account: { roles: ['manage-account', 'manage-account-links', 'view-profile'] },
      },
      scope: 'email profile',
      sid: '2a88c258-f73a-4103-b862-e1fbd8f4e04e',
      email_verified: true,
      name: 'Olga Night',
      preferred_username: 'olga',
      given_name: 'Olga',
      family_name: 'Night',
      email: 'olga@example.com',
    },
    identity: { userId: '36fa0f91-f94d-4a0c-afed-6b7d952e47da', role: 'operator' },
    refused: { where: noClaims, message: missingRole },
  },
  {
    title: 'an access token of Keycloak with roles of a client',
    source: 'https://www.keycloak.org/docs/latest/server_admin/#_oidc_token_role_mappings',
    recipe: 'Keycloak, client roles',
    header: { alg: 'RS256', typ: 'JWT' },
    keyHasAlg: true,
    payload: {
      exp: 1_621_497_315,
      iat: 1_621_497_015,
      jti: 'b390e0bc-292f-423d-9eb9-8eeced0b5272',
      iss: 'https://id.gallobets.example/realms/gallobets',
      aud: ['gallobets', 'account'],
      sub: 'aefc221c-1402-41b4-8fb0-4be2eaa003f2',
      typ: 'Bearer',
      azp: 'gallobets-page',
      session_state: '93bf159e-c617-4436-9891-a0f0333e37d9',
      acr: '1',
      realm_access: { roles: ['offline_access', 'uma_authorization', 'app-user'] },
      resource_access: {
        gallobets: { roles: ['admin'] },
        account: { roles: ['manage-account', 'manage-account-links'] },
      },
      scope: 'email profile',
      email_verified: true,
      preferred_username: 'ana',
    },
    identity: { userId: 'aefc221c-1402-41b4-8fb0-4be2eaa003f2', role: 'admin' },
    refused: { where: noClaims, message: missingRole },
  },
  {
    title: 'a session token of Clerk with metadata',
    source: 'https://clerk.com/docs/guides/sessions/customize-session-tokens',
    recipe: 'Clerk',
    header: { alg: 'RS256', typ: 'JWT' },
    keyHasAlg: true,
    payload: {
      aud: 'gallobets-realtime',
      azp: 'https://admin.gallobets.example',
      exp: 1_713_158_460,
      fva: [7, -1],
      iat: 1_713_158_400,
      iss: 'https://clerk.gallobets.example',
      jti: '1234567890',
      metadata: { role: 'admin', onboardingComplete: true },
      nbf: 1_713_158_395,
      pla: 'u:free',
      sid: 'sess_123',
      sts: 'active',
      sub: 'user_123',
      v: 2,
    },
    identity: { userId: 'user_123', role: 'admin' },
    refused: { where: noClaims, message: missingRole },
  },
  {
    title: 'a session token of Clerk with an organization',
    source: 'https://clerk.com/docs/guides/sessions/session-tokens',
    recipe: 'Clerk, organizations',
    header: { alg: 'RS256', typ: 'JWT' },
    keyHasAlg: true,
    payload: {
      aud: 'gallobets-realtime',
      azp: 'https://admin.gallobets.example',
      exp: 1_713_158_460,
      fva: [7, -1],
      iat: 1_713_158_400,
      iss: 'https://clerk.gallobets.example',
      jti: '1234567890',
      nbf: 1_713_158_395,
      // Whoever makes an organization is its admin: the role in it is none here.
      o: { id: 'org_123', slg: 'org-slug', rol: 'admin', per: 'read,manage', fpm: '3,2' },
      sid: 'sess_123',
      sub: 'user_123',
      v: 2,
    },
    identity: { userId: 'user_123', role: 'operator' },
    refused: { where: noClaims, message: missingRole },
  },
  {
    title: 'a token that a backend mints with the stack’s secret',
    source: 'docs/identity.md',
    recipe: 'A backend that mints its own bettors’ tokens, 1',
    header: { alg: 'HS256' },
    keyHasAlg: true,
    payload: {
      iss: 'gallobets',
      aud: 'gallobets-realtime',
      sub: 'bea',
      jti: 't-1',
      iat: 1_795_000_000,
      exp: 1_795_000_900,
      account: { kind: 'player', since: 2024 },
      scope: 'proposals:make workflow:read',
    },
    identity: { userId: 'bea', role: 'bettor', permissions: ['proposals:make', 'workflow:read'] },
    refused: { where: noClaims, message: missingRole },
  },
  {
    title: 'a token that a backend mints with a key of its own',
    source: 'docs/identity.md',
    recipe: 'A backend that mints its own bettors’ tokens, 2',
    header: { alg: 'RS256' },
    keyHasAlg: true,
    payload: {
      iss: 'https://api.gallobets.example',
      aud: 'gallobets-app',
      sub: 'bea',
      jti: 't-1',
      iat: 1_795_000_000,
      exp: 1_795_000_900,
    },
    identity: { userId: 'bea', role: 'bettor' },
    refused: { where: noClaims, message: missingRole },
  },
];
