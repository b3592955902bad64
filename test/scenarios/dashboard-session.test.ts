import { dashboardForAll, patienceMs, rowOf } from './support/dashboard.ts';
import { connectManagement } from './support/management.ts';
import { unique } from './support/target.ts';

const dashboard = dashboardForAll();

test('every page reports that the token was revoked, and offers to sign in again', async () => {
  const { target } = dashboard;
  const userId = unique('revoked');
  const page = await dashboard.open('admin', '/channels/fights', { userId });
  await page.getByText('Live', { exact: true }).first().waitFor();
  const management = await connectManagement(target);
  const token = await target.token(unique('admin'), 'admin');
  const body = { userId, reason: 'the scenario of a lost phone' };
  expect((await management.call('POST', '/revocations', { token, body })).status).toBe(200);
  await page.getByText('Your token is no longer accepted').first().waitFor();
  await page.getByRole('link', { name: 'Operations' }).click();
  await page.getByRole('heading', { name: 'Your token is no longer accepted' }).waitFor();
  await page.getByRole('alert').getByRole('button', { name: 'Sign in again' }).first().click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await page.context().close();
});

test('on the local host a refused token is replaced without a message', async () => {
  const { target } = dashboard;
  if (target.outputs.AwsEndpointUrl === undefined) return;
  const [head, claims] = (await target.token('ana', 'admin')).split('.');
  const ofAnotherHost = `${head}.${claims}.${Buffer.alloc(32, 7).toString('base64url')}`;
  const page = await dashboard.open('admin', '/channels/fights', { token: ofAnotherHost });
  const title = unique('Renewed ');
  await page.getByText('Live', { exact: true }).first().waitFor();
  await target.put('Fights', { fightId: unique('f'), title, status: 'upcoming' });
  await rowOf(page, title).waitFor();
  await page.getByRole('link', { name: 'Operations' }).click();
  await page
    .getByRole('row', { name: /ana admin/ })
    .first()
    .waitFor();
  await page.context().close();
});

test('a pasted token is judged by the deployment, and its reason is shown', async () => {
  const { target } = dashboard;
  const page = await dashboard.open('admin', '/', { token: 'none' });
  const field = page.getByRole('textbox', { name: 'Token' });
  const paste = async (token: string) => {
    await field.fill(token);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  const holder = { sub: unique('pasted'), role: 'operator', ttlSeconds: 3_600 };
  await paste(await target.sign({ ...holder, audience: 'another' }));
  await page
    .getByText('The deployment does not take this token: the token is meant for another audience')
    .waitFor();
  await paste(await target.sign(holder));
  await page.getByRole('link', { name: 'Operations' }).waitFor();
  const found = await page.evaluate<string>("sessionStorage.getItem('gallobets-session')");
  expect(JSON.parse(found)).toMatchObject({ userId: holder.sub, role: 'operator' });
  await page.context().close();
});

test('a tab that is duplicated reads for itself, and the first one reads on', async () => {
  const { target } = dashboard;
  const first = await dashboard.open('admin', '/channels/fights');
  const context = first.context();
  context.setDefaultTimeout(patienceMs);
  await first.getByText('Live', { exact: true }).first().waitFor();
  // A window that a page opens begins with a copy of its sessionStorage, as a duplicate does.
  const opened = context.waitForEvent('page');
  await first.evaluate('void window.open(location.href)');
  const second = await opened;
  await second.getByText('Live', { exact: true }).first().waitFor();
  await seenByBoth();
  await second.reload();
  await second.getByText('Live', { exact: true }).first().waitFor();
  await seenByBoth();
  await context.close();

  async function seenByBoth(): Promise<void> {
    const title = unique('Duplicated ');
    await target.put('Fights', { fightId: unique('f'), title, status: 'upcoming' });
    for (const page of [first, second]) {
      await rowOf(page, title).waitFor();
      await page.getByText('Live', { exact: true }).first().waitFor();
    }
  }
});
