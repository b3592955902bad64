import { Alert, Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core';
import { IconCheck, IconCopy, IconKey } from '@tabler/icons-react';
import type { WebhookRotated } from '../../clients/react/index.ts';

type Shown = Pick<WebhookRotated, 'secret' | 'publicKey'>;

/** The secret of a new key, which nobody can read again, or its public key. */
export function ShownOnce({ secret, publicKey }: Shown) {
  const text = secret ?? publicKey;
  if (text === undefined) {
    return <Alert color="orange">The answer has no key; rotate it to get another one.</Alert>;
  }
  const isSecret = secret !== undefined;
  return (
    <Alert
      color={isSecret ? 'orange' : 'blue'}
      icon={<IconKey size={18} />}
      title={isSecret ? 'The secret is shown this once' : 'The public key'}
    >
      <Stack gap="xs">
        <Text fz="sm">
          {isSecret
            ? 'Put it where the receiver reads its secrets, now: it cannot be shown again. Once it is lost, rotate the key.'
            : 'The receiver verifies with it. It can be read again on the page of the webhook; the private key nobody can read.'}
        </Text>
        <Code block tabIndex={0} className="envelope" data-key={isSecret ? 'secret' : 'public'}>
          {text}
        </Code>
        <Group gap="xs">
          <CopyButton value={text}>
            {({ copied, copy }) => (
              <Button
                size="xs"
                variant="default"
                onClick={copy}
                leftSection={
                  copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />
                }
              >
                {copied ? 'Copied' : isSecret ? 'Copy the secret' : 'Copy the public key'}
              </Button>
            )}
          </CopyButton>
        </Group>
      </Stack>
    </Alert>
  );
}
