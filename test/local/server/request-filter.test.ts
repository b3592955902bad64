import { runAssembly } from '../running-host.ts';
import { functionResource, urlResource } from '../tiny-assembly.ts';

const tiny = {
  functions: {
    main: 'export const handler = async event => event.rawPath + event.rawQueryString;',
  },
  resources: { Main: functionResource('main'), Url: urlResource('Main', 'BUFFERED') },
  outputs: { Url: { Value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } } },
};

test('a function gets the target that the filter made of a request', async () => {
  const seen: unknown[] = [];
  const host = await runAssembly(tiny, {
    requestFilter: async ({ target, headers }) => {
      seen.push([target, headers['x-test']]);
      return '/other?b=2';
    },
  });
  try {
    const response = await fetch(`${host.outputs.Url}some?a=1`, { headers: { 'x-test': 'yes' } });
    expect(await response.text()).toBe('"/otherb=2"');
    expect(seen).toEqual([['/some?a=1', 'yes']]);
  } finally {
    await host.stop();
  }
});

test('a filter that fails lets nothing through', async () => {
  const host = await runAssembly(tiny, {
    requestFilter: () => Promise.reject(new Error('no signer')),
  });
  try {
    expect((await fetch(host.outputs.Url ?? '')).status).toBe(502);
  } finally {
    await host.stop();
  }
});

test('what a filter answers itself comes from no function, and is kept nowhere', async () => {
  const host = await runAssembly(tiny, {
    requestFilter: async ({ target }) =>
      target === '/own' ? { status: 201, json: { a: 1 } } : target,
  });
  try {
    const own = await fetch(`${host.outputs.Url}own`);
    expect([own.status, await own.json()]).toEqual([201, { a: 1 }]);
    expect(own.headers.get('cache-control')).toBe('no-store');
    expect(await (await fetch(`${host.outputs.Url}other`)).text()).toBe('"/other"');
  } finally {
    await host.stop();
  }
});
