import {
  Checkbox,
  Group,
  NumberInput,
  SegmentedControl,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useReadableChannels } from '../feeds/use-feeds.ts';
import type { WebhookFields } from './webhook-fields.ts';

interface WebhookFieldsetProps {
  readonly fields: WebhookFields;
  readonly onChange: (fields: WebhookFields) => void;
  /** Id and signature are chosen once. */
  readonly isNew: boolean;
}

/** Where it leads, what is sent there, and how. */
export function WebhookFieldset(props: WebhookFieldsetProps) {
  const { fields, onChange, isNew } = props;
  const set = (more: Partial<WebhookFields>): void => onChange({ ...fields, ...more });
  return (
    <Stack gap="md">
      <TextInput
        label="URL"
        description="An https URL, or the ARN of a queue or a bus of AWS that the deployment names."
        placeholder="https://orders.example.com/hooks"
        value={fields.url}
        onChange={event => set({ url: event.currentTarget.value })}
        maxLength={2_048}
        required
        autoComplete="off"
        spellCheck={false}
      />
      {isNew && (
        <TextInput
          label="Id"
          description="Letters, digits, - and _. Empty: one is given. It stays as it is."
          placeholder="orders-desk"
          value={fields.webhookId}
          onChange={event => set({ webhookId: event.currentTarget.value })}
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
        />
      )}
      <TextInput
        label="Description"
        description="What it is for, for people."
        value={fields.description}
        onChange={event => set({ description: event.currentTarget.value })}
        maxLength={256}
        autoComplete="off"
      />
      <Channels fields={fields} set={set} />
      <Textarea
        label="Event types"
        description="One in a line, such as BET_MATCHED; stream.* is all that begin so, * is all."
        value={fields.types}
        onChange={event => set({ types: event.currentTarget.value })}
        autosize
        minRows={2}
        maxRows={10}
        required
        spellCheck={false}
      />
      <Choices {...props} />
      <Group gap="sm" align="flex-start">
        <NumberInput
          label="Retries"
          description="After the first attempt, over three days. Empty: as the deployment says."
          value={fields.retryAttempts}
          onChange={value => set({ retryAttempts: typeof value === 'number' ? value : '' })}
          min={0}
          max={9}
          allowDecimal={false}
          className="grow"
        />
        <NumberInput
          label="Timeout in seconds"
          description="How long one attempt may take. Empty: as the deployment says."
          value={fields.timeout}
          onChange={value => set({ timeout: typeof value === 'number' ? value : '' })}
          min={1}
          max={30}
          className="grow"
        />
      </Group>
    </Stack>
  );
}

interface PartProps extends Pick<WebhookFieldsetProps, 'fields'> {
  readonly set: (more: Partial<WebhookFields>) => void;
}

/** All channels, or some of those that the person may read. */
function Channels({ fields: { isAll, channels }, set }: PartProps) {
  const readable = useReadableChannels().map(({ name }) => name);
  const offered = [...new Set([...readable, ...channels])];
  return (
    <Stack gap="xs">
      <Switch
        label="Events of all channels that you may read"
        description="But for those of global alone."
        checked={isAll}
        onChange={event => set({ isAll: event.currentTarget.checked })}
      />
      {!isAll && (
        <Checkbox.Group
          label="Channels"
          value={[...channels]}
          onChange={chosen => set({ channels: chosen })}
        >
          <Group gap="sm" mt={4}>
            {offered.map(name => (
              <Checkbox key={name} value={name} label={name} />
            ))}
          </Group>
        </Checkbox.Group>
      )}
    </Stack>
  );
}

/** What is sent, and how it is signed. */
function Choices({ fields, onChange, isNew }: WebhookFieldsetProps) {
  return (
    <Group gap="lg" align="flex-start">
      <Stack gap={4}>
        <Text fz="sm" fw={500} id="webhook-format">
          What is sent
        </Text>
        <SegmentedControl
          aria-labelledby="webhook-format"
          value={fields.format}
          onChange={value =>
            onChange({ ...fields, format: value === 'slack' ? 'slack' : 'standard' })
          }
          data={[
            { value: 'standard', label: 'The event' },
            { value: 'slack', label: 'Text for Slack' },
          ]}
        />
      </Stack>
      {isNew && (
        <Stack gap={4}>
          <Text fz="sm" fw={500} id="webhook-signature">
            Signed with
          </Text>
          <SegmentedControl
            aria-labelledby="webhook-signature"
            value={fields.signature}
            onChange={value => onChange({ ...fields, signature: value === 'v1a' ? 'v1a' : 'v1' })}
            data={[
              { value: 'v1', label: 'A secret (v1)' },
              { value: 'v1a', label: 'Ed25519 (v1a)' },
            ]}
          />
        </Stack>
      )}
    </Group>
  );
}
