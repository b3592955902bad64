import { HostContext } from '../../local/host-context.ts';

function context(): HostContext {
  return new HostContext({
    assembly: {
      directory: '/nowhere',
      stackName: 'Stack',
      template: { Resources: {} },
      assets: new Map(),
    },
    region: 'us-east-1',
    accountId: '000000000000',
    dynamoDbEndpoint: 'http://127.0.0.1:1',
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    logs: { hasGroup: () => false, addGroup: () => {}, append: () => {} },
    metrics: { record: () => {}, observe: () => {} },
    allowedHosts: [],
    firstPort: 0,
  });
}

test('a page of the host is let in at localhost wherever it is at 127.0.0.1, and nobody else is', () => {
  const host = context();
  host.registerPage('http://127.0.0.1:4570/');
  expect(
    host.localized({
      Cors: { AllowOrigins: ['https://admin.example.com', 'http://127.0.0.1:4570'] },
      Variables: { ALLOWED_ORIGINS: 'https://admin.example.com,http://127.0.0.1:4570' },
      others: ['http://127.0.0.1:3000', 'http://127.0.0.1:4570/'],
      json: '{"url":"http://127.0.0.1:4570/","more":[1,2]}',
    }),
  ).toEqual({
    Cors: {
      AllowOrigins: ['https://admin.example.com', 'http://127.0.0.1:4570', 'http://localhost:4570'],
    },
    Variables: {
      ALLOWED_ORIGINS: 'https://admin.example.com,http://127.0.0.1:4570,http://localhost:4570',
    },
    others: ['http://127.0.0.1:3000', 'http://127.0.0.1:4570/'],
    json: '{"url":"http://127.0.0.1:4570/","more":[1,2]}',
  });
});
