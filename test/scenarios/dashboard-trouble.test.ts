import { requireOutput } from '../../tools/outputs.ts';
import { dashboardForAll } from './support/dashboard.ts';

const dashboard = dashboardForAll();

test('a page whose file is gone says so, leaves the menu, and can be loaded again', async () => {
  const file = /\/assets\/operations-page/;
  const page = await dashboard.open('admin', '/debugger', {
    before: async page => await page.route(file, route => route.abort()),
  });
  await page.getByRole('link', { name: 'Operations' }).click();
  await page.getByRole('alert').getByText('This page could not be shown').waitFor();
  await page.getByRole('link', { name: 'Debugger' }).click();
  await page.getByRole('heading', { name: 'Debugger', level: 1 }).waitFor();
  await page.getByRole('link', { name: 'Operations' }).click();
  await page.getByRole('alert').getByText('This page could not be shown').waitFor();
  await page.unroute(file);
  await page.getByRole('button', { name: 'Reload' }).click();
  await page.getByRole('heading', { name: 'Operations', level: 1 }).waitFor();
  await page.context().close();
});

test('a page whose file did not come, for the network was away, comes with the network', async () => {
  const page = await dashboard.open('admin', '/debugger');
  await page.getByRole('heading', { name: 'Debugger', level: 1 }).waitFor();
  await page.context().setOffline(true);
  await page.getByRole('link', { name: 'Operations' }).click();
  const alert = page.getByRole('alert').getByText('This page could not be shown');
  await alert.waitFor();
  const tried = page.waitForEvent('requestfailed', request =>
    request.url().endsWith('config.json'),
  );
  await page.getByRole('button', { name: 'Reload' }).click();
  await tried;
  await alert.waitFor();
  await page.getByRole('link', { name: 'Debugger' }).click();
  await page.getByRole('heading', { name: 'Debugger', level: 1 }).waitFor();
  await page.context().setOffline(false);
  await page.getByRole('link', { name: 'Operations' }).click();
  await page.getByRole('heading', { name: 'Operations', level: 1 }).waitFor();
  await page.context().close();
});

test('a request that fails is reported above the last answer', async () => {
  const url = new URL('connections', requireOutput(dashboard.target.outputs, 'ManagementUrl'));
  const asked = (address: URL): boolean => address.href.startsWith(url.href);
  const page = await dashboard.open('admin', '/operations');
  await page.getByText('Refreshed every 4 s while this page is open.').waitFor();
  await page.route(asked, route => route.abort());
  const alert = page.getByRole('alert').filter({ hasText: 'Not up to date' });
  await alert.waitFor();
  await page.getByText('Refreshed every 4 s while this page is open.').waitFor();
  await page.unroute(asked);
  // The page asks again by itself, too: the button may be gone by now.
  const again = alert.getByRole('button', { name: 'Try again' });
  await again.click({ timeout: 2_000 }).catch(() => {});
  await alert.waitFor({ state: 'detached' });
  await page.context().close();
});

test('what is awaited shows that it is, and is not taken for nothing', async () => {
  const { outputs } = dashboard.target;
  const url = requireOutput(outputs, 'LiveUrl');
  const page = await dashboard.open('operator', '/fights', {
    // Never answered, until the page goes.
    before: async page =>
      await page.route(
        ({ href }) => href.startsWith(url),
        () => {},
      ),
  });
  await page.getByRole('status').getByText('Loading the latest events…').waitFor();
  expect(await page.getByText('No fights yet').count()).toBe(0);
  await page.getByRole('navigation').getByRole('link', { name: 'Fights' }).last().click();
  await page.getByRole('status').getByText('Loading the last 100 events…').waitFor();
  expect(await page.getByText('No events yet').count()).toBe(0);
  await page.context().close();
});
