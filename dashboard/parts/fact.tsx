import { Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** Something that is so, under its name. */
export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <Text fz="xs" c="dimmed">
        {name}
      </Text>
      <Text fz="sm" component="div" className="wrap-anywhere">
        {children}
      </Text>
    </div>
  );
}
