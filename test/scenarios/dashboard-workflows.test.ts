import type { Page } from 'playwright-core';
import { graveViolations } from './support/accessibility.ts';
import { dashboardForAll } from './support/dashboard.ts';
import { streamsOf } from './support/streams-of.ts';
import { unique } from './support/target.ts';

const dashboard = dashboardForAll();

/** A workflow that a backend writes. */
async function create(workflowId: string, more: Readonly<Record<string, unknown>>): Promise<void> {
  const waiting = { status: 'pending', currentStep: 'legal', version: 1, createdBy: 'a backend' };
  await dashboard.target.put('Workflows', { workflowId, ...waiting, ...more });
}

const cardOf = (page: Page, workflowId: string) => page.locator(`[data-workflow="${workflowId}"]`);

/** Until the state's tab says that many. */
const counted = async (page: Page, state: string, count: string): Promise<void> =>
  await page.locator(`[data-count=${state}]`).getByText(count, { exact: true }).waitFor();

/** The page of somebody, with what is assigned to that user alone. */
async function openBoard(role: string, assignee: string): Promise<Page> {
  const page = await dashboard.open(role, '/');
  await page.getByRole('link', { name: 'Workflows', exact: true }).first().click();
  await page.getByRole('heading', { name: 'Workflows', level: 1 }).waitFor();
  await page.getByRole('textbox', { name: 'Assigned to' }).fill(assignee);
  return page;
}

test('they stand by state and by step, move as they are written, and their time is counted down [W1]', async () => {
  const [assignee, legal, finance] = [unique('bea'), unique('wf-legal'), unique('wf-finance')];
  const assignees = [assignee];
  const dueAt = (afterMs: number) => new Date(Date.now() + afterMs).toISOString();
  await create(legal, { assignees, dueAt: dueAt(3_600_000) });
  await create(finance, { assignees, currentStep: 'finance', dueAt: dueAt(-60_000) });
  const page = await openBoard('operator', assignee);
  await counted(page, 'pending', '2');
  await counted(page, 'approved', '0');
  const step = (name: string) => page.getByRole('region', { name, exact: true });
  await step('legal').locator(`[data-workflow="${legal}"]`).getByRole('timer').waitFor();
  await step('legal')
    .getByText(/^due in 59 min/)
    .waitFor();
  await step('finance').locator('[data-workflow-state=overdue]').waitFor();

  const { target } = dashboard;
  await target.update('Workflows', { workflowId: legal }, { currentStep: 'finance', version: 2 });
  await step('finance').locator(`[data-workflow="${legal}"]`).waitFor();
  await target.update('Workflows', { workflowId: legal }, { status: 'approved', version: 3 });
  await counted(page, 'pending', '1');
  await counted(page, 'approved', '1');
  await page.getByRole('tab', { name: /^Approved/ }).click();
  await cardOf(page, legal).locator('[data-workflow-state=approved]').waitFor();
  await page.context().close();
});

test('an approver decides with a comment, and the history says so at once [W1]', async () => {
  const [assignee, workflowId] = [unique('bea'), unique('wf with, a / sign.and more ')];
  const approvers = { roles: ['operator'] };
  const steps = ['legal', 'finance'].map(name => ({ name, approvers }));
  await create(workflowId, { assignees: [assignee], approvers, steps, name: 'A payout' });
  const page = await openBoard('operator', assignee);
  await cardOf(page, workflowId).getByRole('link', { name: 'A payout' }).click();
  await page.getByRole('listitem').filter({ hasText: '1. legal' }).waitFor();
  const history = page.getByRole('region', { name: 'History' });
  await history.locator('[data-event="workflow.created"]').waitFor();
  await page.getByRole('textbox', { name: 'Comment' }).fill('the papers are fine');
  await page.getByRole('button', { name: 'Approve' }).click();
  const decisions = page.getByRole('region', { name: 'Decisions' });
  await decisions.getByText(/approved the step legal$/).waitFor();
  await decisions.getByText('“the papers are fine”').waitFor();
  await page.locator('[aria-current=step]').getByText('2. finance').waitFor();
  await history.locator('[data-event="workflow.updated"]').waitFor();
  // Somebody else is faster.
  const changes = { status: 'cancelled', updatedBy: 'olga', version: 9 };
  await dashboard.target.update('Workflows', { workflowId }, changes);
  await history.locator('[data-event="workflow.cancelled"]').waitFor();
  await page.getByRole('region', { name: 'Decide' }).waitFor({ state: 'hidden' });
  expect(await history.locator('[data-event]').first().getAttribute('data-event')).toBe(
    'workflow.cancelled',
  );
  await page.getByRole('link', { name: 'All workflows' }).click();
  await page.getByRole('tab', { name: /^Pending/ }).waitFor();
  await page.context().close();
});

test('many are approved at once: a preview first, then progress, what failed and its retry [W2]', async () => {
  const assignee = unique('bea');
  const ids = Array.from({ length: 12 }, (_, at) => unique(`wf-bulk-${at}`));
  const foreign = unique('wf-foreign');
  for (const id of ids) await create(id, { assignees: [assignee] });
  await create(foreign, { assignees: [assignee], approvers: { users: [unique('nobody')] } });
  const page = await openBoard('operator', assignee);
  await counted(page, 'pending', '13');
  await page.getByRole('link', { name: 'Many at once' }).click();
  await page.getByRole('textbox', { name: 'Assigned to' }).fill(assignee);
  const start = page.getByRole('button', { name: 'Approve 13 workflows' });
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByText('12 of 13 workflows would be approved').waitFor();
  await page.getByText('1 × Somebody else decides this step (NOT_AN_APPROVER)').waitFor();
  expect(await start.isDisabled()).toBe(true);
  await page.getByRole('textbox', { name: 'Reason' }).fill('the season is over');
  await start.click();
  await page.locator('[data-bulk-status=completed]').waitFor();
  await page.getByText('12 done, 1 failed, 0 skipped of 13').waitFor();
  const failed = page.getByRole('region', { name: 'Failed' }).locator(`[data-failed="${foreign}"]`);
  await failed.getByText(/^Somebody else decides this step/).waitFor();
  await dashboard.target.update(
    'Workflows',
    { workflowId: foreign },
    { approvers: {}, version: 2 },
  );
  await page.getByRole('button', { name: 'Retry 1 failed workflow' }).click();
  await page.getByText('1 done, 0 failed, 0 skipped of 1').waitFor();
  await page.getByRole('link', { name: 'All workflows' }).click();
  await page.getByRole('textbox', { name: 'Assigned to' }).fill(assignee);
  await counted(page, 'pending', '0');
  await counted(page, 'approved', '13');
  await page.context().close();
});

test('who may not read them has no such page, and who has the permission has it [W1]', async () => {
  const stranger = await dashboard.open('bettor', '/workflows');
  await stranger.getByText('You may not see the workflows').waitFor();
  expect(await stranger.getByRole('link', { name: 'Workflows' }).count()).toBe(0);
  await stranger.context().close();

  const userId = unique('clerk');
  const claims = { sub: userId, role: 'bettor', ttlSeconds: 3_600 };
  const token = await dashboard.target.sign({ ...claims, permissions: ['workflow:read'] });
  const assignee = unique('bea');
  const workflowId = unique('wf');
  await create(workflowId, { assignees: [assignee] });
  const page = await dashboard.open('bettor', '/workflows', { userId, token });
  await page.getByRole('textbox', { name: 'Assigned to' }).fill(assignee);
  await cardOf(page, workflowId).getByRole('link').click();
  await page.getByText(/^You are none of those who decide it now/).waitFor();
  expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  await page.context().close();
});

test('board, workflow and bulk form are accessible in light and dark, no wider than a phone, by one stream', async () => {
  const userId = unique('admin');
  const [assignee, workflowId] = [unique('bea'), unique('a-name-without-a-space-'.repeat(4))];
  await create(workflowId, { assignees: [assignee], comments: 'x'.repeat(300) });
  const viewport = { width: 390, height: 844 };
  const options = { userId, viewport, reducedMotion: 'reduce' } as const;
  const page = await dashboard.open('admin', '/workflows', options);
  await page.getByRole('textbox', { name: 'Assigned to' }).fill(assignee);
  const found: string[] = [];
  const look = async (where: string): Promise<void> => {
    found.push(...(await graveViolations(page)).map(violation => `${where}: ${violation}`));
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    if (width > viewport.width) found.push(`${where}: ${width} px wide`);
  };
  await cardOf(page, workflowId).waitFor();
  await look('board');
  await cardOf(page, workflowId).getByRole('link').click();
  await page.locator('[data-event="workflow.created"]').waitFor();
  await look('workflow');
  await page.getByRole('link', { name: 'All workflows' }).click();
  await page.getByRole('link', { name: 'Many at once' }).click();
  await page.getByRole('textbox', { name: 'Assigned to' }).fill(assignee);
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByText('1 workflow would be approved').waitFor();
  await look('bulk');
  expect(found).toEqual([]);
  await page.locator('[data-state=open]').waitFor();
  const streams = await streamsOf(dashboard.target, userId);
  expect(streams.map(({ channels }) => channels)).toEqual([['workflows']]);
  await page.context().close();
});
