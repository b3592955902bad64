import { sseHosts } from '../../../lib/account-concurrency.ts';
import { dashboardOrigin } from '../readable.ts';
import { synthesize } from '../synthesize.ts';

/** Longer than any URL that Lambda or API Gateway makes. */
const longestUrl = 'u'.repeat(100);

function endpointsOf(template: ReturnType<typeof synthesize>): string {
  const [parameter] = Object.values(template.findResources('AWS::SSM::Parameter'));
  expect(parameter?.Properties).toMatchObject({
    Name: '/GalloBetsRealtime/endpoints',
    Type: 'String',
  });
  const [separator, parts]: [string, unknown[]] = parameter?.Properties.Value['Fn::Join'] ?? [
    '',
    [],
  ];
  return parts.map(part => (typeof part === 'string' ? part : longestUrl)).join(separator);
}

describe('the dashboard', () => {
  it('learns each channel with its readers, the management API and the socket', () => {
    const endpoints = JSON.parse(endpointsOf(synthesize()));
    expect(endpoints.channels).toContainEqual({
      name: 'fights',
      title: 'Fights',
      url: longestUrl,
      readers: ['admin', 'operator'],
    });
    expect(Object.keys(endpoints)).toEqual([
      'channels',
      'liveUrl',
      'managementUrl',
      'proposalsWebSocketUrl',
    ]);
  });

  it.each(sseHosts)(
    'finds them in a standard parameter, which holds 4096 bytes, with %s',
    sseHost => {
      expect(Buffer.byteLength(endpointsOf(synthesize({ sseHost })))).toBeLessThan(4_096);
    },
  );

  it('learns the paths of a Web Function', () => {
    const { channels, liveUrl } = JSON.parse(endpointsOf(synthesize({ sseHost: 'web-function' })));
    expect(channels).toContainEqual(
      expect.objectContaining({ name: 'bets', url: `https://${longestUrl}/bets` }),
    );
    expect(liveUrl).toBe(`https://${longestUrl}/live`);
  });

  it('is a variable of every function that asks browsers for their origin', () => {
    const origins = Object.values(synthesize().findResources('AWS::Lambda::Function'))
      .map(({ Properties }) => Properties.Environment.Variables)
      .filter(({ ALLOWED_ORIGINS }) => ALLOWED_ORIGINS !== undefined);
    // Eleven channels, Live, the management API and the socket.
    expect(origins).toHaveLength(14);
    for (const { ALLOWED_ORIGINS } of origins) expect(ALLOWED_ORIGINS).toEqual(dashboardOrigin);
  });

  it('is given nothing secret: its function knows where to look, how long things take, and nothing else', () => {
    const set = synthesize({ proposalTimeoutSeconds: '5', streamLifetimeSeconds: '60' });
    const variables = Object.values(set.findResources('AWS::Lambda::Function'))
      .map(({ Properties }) => Properties.Environment.Variables)
      .find(({ POWERTOOLS_SERVICE_NAME }) => POWERTOOLS_SERVICE_NAME === 'dashboard');
    expect(variables).toEqual({
      ENDPOINTS_PARAMETER: '/GalloBetsRealtime/endpoints',
      PROPOSAL_TIMEOUT_SECONDS: '5',
      DEPLETION_NOTICE_SECONDS: '3600',
      STREAM_LIFETIME_SECONDS: '60',
      NODE_OPTIONS: '--enable-source-maps',
      POWERTOOLS_SERVICE_NAME: 'dashboard',
      POWERTOOLS_METRICS_NAMESPACE: 'GalloBetsRealtime',
    });
  });
});
