import { Group, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core';
import type { BulkFields } from './bulk-request.ts';

interface BulkChoiceProps {
  readonly fields: BulkFields;
  readonly onChange: (fields: BulkFields) => void;
}

/** Which workflows: by what they are like, or one by one. */
export function BulkChoice({ fields, onChange }: BulkChoiceProps) {
  const { by, step, assignee, dueBefore, ids } = fields;
  const set = (more: Partial<BulkFields>): void => onChange({ ...fields, ...more });
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label="Which workflows"
        value={by}
        onChange={value => set({ by: value === 'ids' ? 'ids' : 'filter' })}
        data={[
          { value: 'filter', label: 'By a filter' },
          { value: 'ids', label: 'By their ids' },
        ]}
      />
      {by === 'filter' ? (
        <>
          <Group gap="sm" align="flex-end">
            <TextInput
              label="At the step"
              value={step}
              onChange={event => set({ step: event.currentTarget.value })}
              maxLength={256}
              autoComplete="off"
              className="grow"
            />
            <TextInput
              label="Assigned to"
              value={assignee}
              onChange={event => set({ assignee: event.currentTarget.value })}
              maxLength={128}
              autoComplete="off"
              className="grow"
            />
            <TextInput
              label="Due before"
              type="datetime-local"
              value={dueBefore}
              onChange={event => set({ dueBefore: event.currentTarget.value })}
              className="grow"
            />
          </Group>
          <Text fz="xs" c="dimmed">
            Those that wait for a decision and match all of these; fill in at least one. Drafts can
            be cancelled, too.
          </Text>
        </>
      ) : (
        <Textarea
          label="Ids"
          description="One in a line, 10,000 at most."
          value={ids}
          onChange={event => set({ ids: event.currentTarget.value })}
          autosize
          minRows={3}
          maxRows={12}
          spellCheck={false}
        />
      )}
    </Stack>
  );
}
