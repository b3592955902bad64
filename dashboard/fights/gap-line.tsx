import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';

/** Says that what is shown may be out of date for good, for what changed it never came. */
export function GapLine() {
  return (
    <Alert color="orange" icon={<IconAlertTriangle size={18} />} p="xs" mb="md" role="status">
      <Text fz="sm">
        Something may be missing here: some events are no longer kept, so a fight may be further
        along than is shown.
      </Text>
    </Alert>
  );
}
