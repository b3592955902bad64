import { Alert, List, Text } from '@mantine/core';
import type { BulkPreview as Preview } from '../../clients/react/index.ts';
import { counted } from '../parts/format.ts';
import { refusalWords } from './refusal-words.ts';

interface BulkPreviewProps {
  readonly preview: Preview;
  readonly action: 'approve' | 'cancel';
}

/** Of how many workflows it would be, how many of them would not be done, and some of them. */
export function BulkPreview({ preview, action }: BulkPreviewProps) {
  const { count, isExact, refusals, sample } = preview;
  const refused = Object.entries(refusals);
  const done = count - refused.reduce((sum, [, number]) => sum + number, 0);
  const verb = action === 'approve' ? 'approved' : 'cancelled';
  const of = done === count ? '' : `${done.toLocaleString('en')} of `;
  return (
    <Alert
      color={count === 0 ? 'gray' : 'blue'}
      role="status"
      title={
        count === 0
          ? 'No workflow is meant'
          : `${isExact ? '' : 'At least '}${of}${counted(count, 'workflow')} would be ${verb}`
      }
    >
      {refused.length > 0 && (
        <Text fz="sm" component="div">
          As it is now, the others would not be:
          <List size="sm">
            {refused.map(([code, number]) => (
              <List.Item key={code}>
                {number.toLocaleString('en')} × {refusalWords(code) ?? 'Refused'} ({code})
              </List.Item>
            ))}
          </List>
        </Text>
      )}
      {sample.length > 0 && (
        <Text fz="sm" className="wrap-anywhere">
          {sample.map(({ name, workflowId }) => name ?? workflowId).join(', ')}
          {count > sample.length && ', …'}
        </Text>
      )}
    </Alert>
  );
}
