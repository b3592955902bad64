import { dashboardForAll } from './support/dashboard.ts';
import { unique } from './support/target.ts';

const dashboard = dashboardForAll(400_000);

/** A stack of its own gives a proposal three minutes; the scenarios' host twenty seconds. */
const deadlineMs = 240_000;

test('a proposal made in one window is seen, answered and timed out in the other', async () => {
  const [ana, bea] = [unique('ana'), unique('bea')];
  const fightId = unique('open-');
  await dashboard.target.put('Fights', {
    fightId,
    status: 'betting',
    title: fightId,
    updatedAt: new Date().toISOString(),
  });
  const own = (userId: string) => `[data-bettor="${userId}"]`;
  const one = await dashboard.open('bettor', '/bettors', { userId: ana });
  const other = await dashboard.open('bettor', '/bettors', { userId: bea });
  await other.locator(own(bea)).getByText('Connected').waitFor();
  const form = one.locator(own(ana));
  await form.getByText('Connected').waitFor();
  const propose = async (amount: string): Promise<void> => {
    await form.getByLabel('To').fill(bea);
    await form.getByLabel('Amount').fill(amount);
    await form.getByLabel('Fight').fill(fightId);
    await form.getByRole('button', { name: 'Propose' }).click();
  };

  await propose('750');
  const seen = other.locator(`${own(bea)} .pending`, { hasText: '750.00 MXN' });
  await seen.getByRole('timer').waitFor();
  await seen.getByRole('button', { name: 'Accept' }).click();
  const outcome = (page: typeof one, userId: string, status: string) =>
    page.locator(`${own(userId)} [data-status=${status}]`).waitFor({ timeout: deadlineMs });
  await Promise.all([outcome(one, ana, 'accepted'), outcome(other, bea, 'accepted')]);

  await propose('60');
  await other.locator(`${own(bea)} .pending`, { hasText: '60.00 MXN' }).waitFor();
  await Promise.all([outcome(one, ana, 'timeout'), outcome(other, bea, 'timeout')]);
  await one.context().close();
  await other.context().close();
});
