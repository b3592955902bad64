import { type Answer, connectManagement, type Management } from './support/management.ts';
import { connectTarget, type Target, unique } from './support/target.ts';

let target: Target;
let management: Management;

beforeAll(async () => {
  target = await connectTarget();
  management = await connectManagement(target);
  Object.assign(tokens, await tokensOfPeople());
});
afterAll(async () => {
  await target.close();
});

/** Who tries every route: three roles, and four who bring no token that holds there. */
const people = [
  'admin',
  'operator',
  'bettor',
  'stranger',
  'expired',
  'otherAudience',
  'sseToken',
] as const;

const tokens: Partial<Record<(typeof people)[number], string>> = {};

async function tokensOfPeople(): Promise<typeof tokens> {
  const name = unique('m');
  const admin = await target.token(`${name}-admin`, 'admin');
  const issued = await management.call('POST', '/token', { token: admin, body: {} });
  return {
    admin,
    operator: await target.token(`${name}-operator`, 'operator'),
    bettor: await target.token(`${name}-bettor`, 'bettor'),
    expired: await target.token(`${name}-admin`, 'admin', -60),
    otherAudience: await target.sign({
      sub: `${name}-admin`,
      role: 'admin',
      ttlSeconds: 3_600,
      audience: 'another',
    }),
    sseToken: issued.body.token,
  };
}

interface Row {
  /** As the document has it. */
  readonly route: string;
  /** What takes the place of the path's templates, and the query. @default - the path itself */
  readonly asked?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** In the order of `people`. */
  readonly statuses: string;
}

const banned = unique('banned');
const ofMatrix = unique('matrix');
const atFrontDoor = { origin: 'https://front.example.com' };

/** Who may what. A route that is not here, or is here and not in the document, fails a test. */
const matrix: readonly Row[] = [
  // In the order of                                   admin oper bett none exp. aud. sse
  { route: 'GET /openapi.json', statuses: '200 200 200 200 200 200 200' },
  { route: 'GET /asyncapi.json', statuses: '200 200 200 200 200 200 200' },
  { route: 'GET /events.schema.json', statuses: '200 200 200 200 200 200 200' },
  { route: 'GET /connections', statuses: '200 403 403 401 401 401 401' },
  {
    route: 'GET /connections/{id}',
    asked: '/connections/nobodys',
    statuses: '404 403 403 401 401 401 401',
  },
  {
    route: 'DELETE /connections/{id}',
    asked: '/connections/nobodys',
    body: { reason: 'matrix' },
    statuses: '404 403 403 401 401 401 401',
  },
  {
    route: 'DELETE /users/{id}/connections',
    asked: '/users/nobody/connections',
    body: { reason: 'matrix' },
    statuses: '200 403 403 401 401 401 401',
  },
  {
    route: 'GET /users/{id}/presence',
    asked: '/users/nobody/presence',
    statuses: '200 403 403 401 401 401 401',
  },
  {
    route: 'POST /events',
    body: { target: { users: ['nobody'] }, type: 'notification', data: {} },
    statuses: '200 403 403 401 401 401 401',
  },
  { route: 'POST /test-broadcast', body: {}, statuses: '200 403 403 401 401 401 401' },
  { route: 'POST /health', body: {}, statuses: '200 403 403 401 401 401 401' },
  { route: 'GET /poll', asked: '/poll?channel=inbox', statuses: '200 200 200 401 401 401 200' },
  { route: 'GET /streams', statuses: '200 200 200 401 401 401 401' },
  {
    route: 'GET /streams/{id}',
    asked: '/streams/nobodys',
    statuses: '404 404 404 401 401 401 401',
  },
  {
    // Made by the first, and there for the second.
    route: 'POST /streams',
    body: {
      streamId: unique('matrix'),
      ...{ sender: 'nobody', recipient: 'no one', ratePerSecond: '0', depositedAmount: '0' },
    },
    statuses: '201 200 403 401 401 401 401',
  },
  { route: 'GET /workflows', statuses: '200 200 200 401 401 401 401' },
  {
    route: 'GET /workflows/{id}',
    asked: '/workflows/nobodys',
    statuses: '404 404 404 401 401 401 401',
  },
  {
    route: 'POST /workflows',
    body: { name: 'access matrix', draft: true },
    statuses: '201 201 403 401 401 401 401',
  },
  {
    route: 'POST /workflows/{id}/decisions',
    asked: '/workflows/nobodys/decisions',
    body: { decision: 'approve' },
    statuses: '404 404 404 401 401 401 401',
  },
  {
    route: 'POST /workflows/{id}/delegations',
    asked: '/workflows/nobodys/delegations',
    body: { to: 'nobody' },
    statuses: '404 404 404 401 401 401 401',
  },
  {
    route: 'POST /workflows/bulk',
    body: { action: 'cancel', ids: ['nobodys'], preview: true },
    statuses: '200 200 403 401 401 401 401',
  },
  {
    route: 'GET /workflows/bulk/{id}',
    asked: '/workflows/bulk/nobodys',
    statuses: '404 404 403 401 401 401 401',
  },
  {
    route: 'GET /workflows/bulk/{id}/results',
    asked: '/workflows/bulk/nobodys/results',
    statuses: '404 404 403 401 401 401 401',
  },
  {
    route: 'DELETE /workflows/bulk/{id}',
    asked: '/workflows/bulk/nobodys',
    body: { reason: 'access matrix' },
    statuses: '404 404 403 401 401 401 401',
  },
  {
    route: 'POST /workflows/bulk/{id}/retry',
    asked: '/workflows/bulk/nobodys/retry',
    body: {},
    statuses: '404 404 403 401 401 401 401',
  },
  {
    // Made by the first, and there for the second. No event is of its type.
    route: 'POST /webhooks',
    body: { webhookId: ofMatrix, url: 'https://hooks.example.com/', types: ['no.such.event'] },
    statuses: '201 409 403 401 401 401 401',
  },
  { route: 'GET /webhooks', statuses: '200 200 403 401 401 401 401' },
  {
    route: 'GET /webhooks/{id}',
    asked: '/webhooks/nobodys',
    statuses: '404 404 403 401 401 401 401',
  },
  {
    // An admin's: an operator is refused as if it were not there.
    route: 'PATCH /webhooks/{id}',
    asked: `/webhooks/${ofMatrix}`,
    body: { status: 'paused' },
    statuses: '200 404 403 401 401 401 401',
  },
  {
    // It is paused by now.
    route: 'POST /webhooks/{id}/test',
    asked: `/webhooks/${ofMatrix}/test`,
    body: {},
    statuses: '409 404 403 401 401 401 401',
  },
  {
    route: 'POST /webhooks/{id}/rotate',
    asked: `/webhooks/${ofMatrix}/rotate`,
    body: {},
    statuses: '200 404 403 401 401 401 401',
  },
  {
    route: 'POST /webhooks/{id}/recover',
    asked: `/webhooks/${ofMatrix}/recover`,
    body: { since: '0' },
    statuses: '202 404 403 401 401 401 401',
  },
  {
    route: 'GET /webhooks/{id}/keys',
    asked: '/webhooks/nobodys/keys',
    statuses: '404 404 404 404 404 404 404',
  },
  {
    route: 'GET /webhooks/{id}/deliveries',
    asked: '/webhooks/nobodys/deliveries',
    statuses: '404 404 403 401 401 401 401',
  },
  {
    route: 'GET /webhooks/{id}/deliveries/{deliveryId}',
    asked: '/webhooks/nobodys/deliveries/none',
    statuses: '404 404 403 401 401 401 401',
  },
  {
    route: 'POST /webhooks/{id}/deliveries/{deliveryId}/redeliver',
    asked: `/webhooks/${ofMatrix}/deliveries/none/redeliver`,
    body: {},
    statuses: '404 404 403 401 401 401 401',
  },
  {
    route: 'DELETE /webhooks/{id}',
    asked: `/webhooks/${ofMatrix}`,
    statuses: '200 404 403 401 401 401 401',
  },
  { route: 'GET /health', statuses: '200 200 200 200 200 200 200' },
  {
    route: 'GET /health',
    asked: '/health?details=true',
    statuses: '200 403 403 401 401 401 401',
  },
  { route: 'GET /stats', statuses: '200 200 403 401 401 401 401' },
  { route: 'GET /audit', statuses: '200 403 403 401 401 401 401' },
  { route: 'POST /token', body: {}, statuses: '200 200 200 401 401 401 401' },
  {
    route: 'POST /session',
    body: {},
    headers: atFrontDoor,
    statuses: '200 200 200 401 401 401 401',
  },
  {
    route: 'DELETE /session',
    body: {},
    headers: atFrontDoor,
    statuses: '200 200 200 200 200 200 200',
  },
  {
    route: 'POST /revocations',
    body: { userId: banned, reason: 'access matrix' },
    statuses: '200 403 403 401 401 401 401',
  },
  {
    route: 'GET /revocations',
    asked: `/revocations?userId=${banned}`,
    statuses: '200 403 403 401 401 401 401',
  },
  {
    route: 'DELETE /revocations',
    body: { userId: banned, reason: 'access matrix' },
    statuses: '200 403 403 401 401 401 401',
  },
  // Without a reason, so that it drains nobody who is played on beside this.
  { route: 'POST /drain', body: {}, statuses: '400 403 403 401 401 401 401' },
  { route: 'DELETE /drain', statuses: '200 403 403 401 401 401 401' },
];

test('the table has every route of the document and no other [L7]', () => {
  const documented = Object.entries(management.document.paths).flatMap(([path, item]) =>
    Object.keys(item).map(method => `${method.toUpperCase()} ${path}`),
  );
  expect([...new Set(matrix.map(({ route }) => route))].sort()).toEqual(documented.sort());
});

test.each(matrix)(
  '$route answers admin, operator, bettor, stranger and invalid tokens: $statuses',
  async ({ route, asked, body, headers, statuses }) => {
    const [method = '', path = ''] = route.split(' ');
    const answers: Answer[] = [];
    for (const person of people) {
      const token = tokens[person];
      const options = {
        ...(token === undefined ? {} : { token }),
        ...(body === undefined ? {} : { body }),
        ...(headers === undefined ? {} : { headers }),
      };
      answers.push(await management.call(method, asked ?? path, options));
    }
    expect(answers.map(({ status }) => status).join(' ')).toBe(statuses);
    const unauthorized = answers.filter(({ status }) => status === 401);
    expect(unauthorized.map(({ body: { code } }) => code)).toEqual(
      unauthorized.map(() => 'TOKEN_REFUSED'),
    );
  },
  90_000,
);

test('a token in the query does what one in a header does, wherever a caller is expected', async () => {
  const asked = matrix.filter(({ route }) => route.startsWith('GET '));
  const isPublic = ({ route }: Row) =>
    management.document.paths[route.slice(4)]?.get?.security?.length === 0;
  for (const row of asked.filter(each => !isPublic(each))) {
    const path = row.asked ?? row.route.slice(4);
    const mark = path.includes('?') ? '&' : '?';
    const { status } = await management.call('GET', `${path}${mark}token=${tokens.admin}`);
    expect([row.route, String(status)]).toEqual([row.route, row.statuses.slice(0, 3)]);
  }
});

test('anyone reads the document, whose server is where it was read', async () => {
  const { status, body } = await management.call('GET', '/openapi.json');
  expect(status).toBe(200);
  expect(body).toMatchObject({ openapi: '3.1.0', servers: [{ url: management.url }] });
});
