import { Paper, Stack, Text, Title } from '@mantine/core';
import type {
  ChannelEvent,
  WorkflowDecided,
  WorkflowDelegated,
} from '../../clients/react/index.ts';
import { EventTimeline } from '../events/event-timeline.tsx';
import { dayAndTime } from '../parts/format.ts';
import { workflowEventColor } from './workflow-event-color.ts';

interface WorkflowHistoryProps {
  /** Oldest first, like the decisions and the delegations. */
  readonly events: readonly ChannelEvent[];
  readonly isWhole: boolean;
  readonly decisions: readonly WorkflowDecided[];
  readonly delegations: readonly WorkflowDelegated[];
}

/** What was decided of a workflow, and what happened to it. */
export function WorkflowHistory(props: WorkflowHistoryProps) {
  const { events, isWhole, decisions, delegations } = props;
  const said = [...decisions.map(decided), ...delegations.map(delegated)].sort(
    (one, other) => other.at - one.at,
  );
  return (
    <>
      <Paper withBorder p="lg" className="card" component="section" aria-label="Decisions">
        <Title order={3} fz="md" mb="md">
          Decisions
        </Title>
        {said.length === 0 && (
          <Text fz="sm" c="dimmed">
            Nobody has decided anything yet.
          </Text>
        )}
        <Stack gap="sm">
          {said.map(({ key, text, comment, at }) => (
            <div key={key}>
              <Text fz="sm" className="wrap-anywhere">
                {text}
              </Text>
              {comment !== undefined && (
                <Text fz="sm" fs="italic" className="wrap-anywhere">
                  “{comment}”
                </Text>
              )}
              <Text fz="xs" c="dimmed">
                <time dateTime={new Date(at).toISOString()}>{dayAndTime(at)}</time>
              </Text>
            </div>
          ))}
        </Stack>
      </Paper>
      <Paper withBorder p="lg" className="card" component="section" aria-label="History">
        <Title order={3} fz="md" mb="md">
          History
        </Title>
        <Stack gap="md">
          <EventTimeline events={events.toReversed()} colorOf={workflowEventColor} />
          {!isWhole && (
            <Text fz="sm" c="dimmed">
              {events.length === 0
                ? 'The log has no event of it any more, or none among its newest.'
                : 'Older events are not among the newest of the log.'}
            </Text>
          )}
        </Stack>
      </Paper>
    </>
  );
}

const at = (step: string | number | undefined): string =>
  step === undefined ? '' : ` the step ${step}`;

function decided({ by, for: whose, decision, step, comment, at: when }: WorkflowDecided) {
  const forWhom = whose === undefined ? '' : ` for ${whose}`;
  const verb = decision === 'approve' ? 'approved' : 'rejected';
  const text = `${by} ${verb}${at(step)}${forWhom}`;
  return { key: `${by} ${step} ${when}`, text, comment, at: when };
}

function delegated({ from, to, step, at: when }: WorkflowDelegated) {
  const text = `${from} lets ${to} decide${at(step)}`;
  return { key: `${from} ${to} ${when}`, text, comment: undefined, at: when };
}
