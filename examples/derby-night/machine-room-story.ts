import type { Stage } from './stage.ts';
import type { Item } from './step.ts';

const components = ['api', 'wallet', 'video', 'odds'] as const;

/** What the platform reports about itself: health, a slow query, a short maintenance. */
export function playMachineRoom(stage: Stage, endsAtMs: number): void {
  let reports = 0;
  const report = (atMs: number, item: Item): void => {
    reports += 1;
    stage.enter('SystemReports', `${stage.nightId}-report-${reports}`, item).at(atMs, {});
  };
  for (let atMs = 2_000; atMs < endsAtMs; atMs += 14_000) {
    const component = stage.random.pick(components);
    report(atMs, { kind: 'status', component, status: 'ok', message: 'all checks passed' });
  }
  const slowAtMs = endsAtMs * 0.3;
  report(slowAtMs, {
    kind: 'status',
    component: 'wallet',
    status: 'degraded',
    message: 'answers take 1.8 s, usually 0.2 s',
  });
  for (const [index, durationMs] of [640, 2_300].entries()) {
    report(slowAtMs + 2_000 + index * 5_000, {
      kind: 'database',
      component: 'wallet',
      query:
        "SELECT * FROM transactions WHERE user_id = 'don.chema' AND amount > 100000 ORDER BY created_at",
      durationMs,
      thresholdMs: 500,
    });
  }
  const maintenance = { kind: 'maintenance', component: 'wallet' };
  report(endsAtMs * 0.5, {
    ...maintenance,
    status: 'on',
    message: 'adding an index; deposits may take longer',
  });
  report(endsAtMs * 0.5 + 12_000, { ...maintenance, status: 'off', message: 'index added' });
}
