import { Button, Popover, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { type FormEvent, type Ref, useState } from 'react';
import { fieldValue, readStartTime, stepsBack } from './start-time.ts';

interface JumpMenuProps {
  /** From when on history is shown; undefined while the feed is live. */
  readonly atMs: number | undefined;
  readonly onJump: (atMs: number) => void;
  readonly buttonRef: Ref<HTMLButtonElement>;
}

/** Chooses the time from which to show history. */
export function JumpMenu({ atMs, onJump, buttonRef }: JumpMenuProps) {
  const [isOpen, setIsOpen] = useState(false);
  const jump = (toMs: number): void => {
    setIsOpen(false);
    onJump(toMs);
  };
  return (
    <Popover
      opened={isOpen}
      onChange={setIsOpen}
      width={290}
      position="bottom-start"
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Button
          ref={buttonRef}
          variant="default"
          size="xs"
          leftSection={<IconHistory size={14} />}
          onClick={() => setIsOpen(!isOpen)}
        >
          Jump to history
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Jump to history">
        <Stack gap="sm">
          <Text fz="xs" c="dimmed">
            Everything since a point in time, including what was not loaded here
          </Text>
          <SimpleGrid cols={2} spacing={6}>
            {stepsBack.map(({ label, ms }) => (
              <Button key={label} size="xs" variant="default" onClick={() => jump(Date.now() - ms)}>
                {label}
              </Button>
            ))}
          </SimpleGrid>
          <TimeForm atMs={atMs} onJump={jump} />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function TimeForm({ atMs, onJump }: Pick<JumpMenuProps, 'atMs' | 'onJump'>) {
  const [text, setText] = useState(() => fieldValue(atMs ?? Date.now() - stepsBack[2].ms));
  const [reason, setReason] = useState<string>();

  function submit(event: FormEvent): void {
    event.preventDefault();
    const result = readStartTime(text, Date.now());
    if (result.kind === 'time') onJump(result.atMs);
    else setReason(result.reason);
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="xs">
        <TextInput
          type="datetime-local"
          label="Day and time"
          size="sm"
          value={text}
          onChange={event => {
            setText(event.currentTarget.value);
            setReason(undefined);
          }}
          error={reason}
        />
        <Button type="submit" size="xs">
          Show from then
        </Button>
      </Stack>
    </form>
  );
}
