import { Button, CloseButton, Group, MultiSelect, Paper, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type ReactNode, useMemo } from 'react';
import type { FeedEntry } from '../../clients/react/index.ts';
import { everything, type FeedFilter, isEverything, typesIn } from './feed-filter.ts';

const priorities = ['critical', 'high', 'normal', 'low'];

interface FeedToolbarProps {
  /** All there is to filter. */
  readonly entries: readonly FeedEntry[];
  readonly filter: FeedFilter;
  readonly onFilter: (filter: FeedFilter) => void;
  /** How many entries the filter lets through. */
  readonly shown: number;
  /** What can be done with the feed as a whole. */
  readonly children: ReactNode;
}

/** What is shown of a feed. */
export function FeedToolbar(props: FeedToolbarProps) {
  const { entries, filter, onFilter, shown, children } = props;
  const types = useMemo(() => typesIn(entries), [entries]);
  const change = (changes: Partial<FeedFilter>): void => onFilter({ ...filter, ...changes });
  return (
    <Paper withBorder p="sm" className="card">
      <Group gap="sm" align="flex-end">
        <TextInput
          aria-label="Search"
          placeholder="Search"
          leftSection={<IconSearch size={16} />}
          rightSection={
            filter.text !== '' && (
              <CloseButton
                size="sm"
                aria-label="Clear the search"
                onClick={() => change({ text: '' })}
              />
            )
          }
          value={filter.text}
          onChange={event => change({ text: event.currentTarget.value })}
          className="grow"
        />
        <MultiSelect
          aria-label="Priorities"
          placeholder={filter.priorities.length === 0 ? 'Any priority' : ''}
          data={priorities}
          value={[...filter.priorities]}
          onChange={value => change({ priorities: value })}
          clearable
          className="grow"
        />
        <MultiSelect
          aria-label="Event types"
          placeholder={filter.types.length === 0 ? 'Any type' : ''}
          data={types}
          value={[...filter.types]}
          onChange={value => change({ types: value })}
          searchable
          clearable
          nothingFoundMessage="No event of this type yet"
          className="grow"
        />
      </Group>
      <Group gap="xs" mt="sm">
        {children}
        <Text fz="xs" c="dimmed" role="status">
          {isEverything(filter)
            ? `${shown.toLocaleString('en')} entries`
            : `${shown.toLocaleString('en')} of ${entries.length.toLocaleString('en')} entries`}
        </Text>
        {!isEverything(filter) && (
          <Button variant="subtle" size="compact-xs" onClick={() => onFilter(everything)}>
            Show all
          </Button>
        )}
      </Group>
    </Paper>
  );
}
