import {
  Button,
  CloseButton,
  Group,
  MultiSelect,
  Paper,
  SegmentedControl,
  Text,
  TextInput,
  Tooltip,
} from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconSearch, IconTrash } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { Feed, FeedView } from '../../clients/react/index.ts';
import { everything, type FeedFilter, isEverything, typesIn } from './feed-filter.ts';
import type { Pausable } from './use-pausable.ts';

const priorities = ['critical', 'high', 'normal', 'low'];

interface FeedToolbarProps {
  readonly feed: Feed;
  readonly view: FeedView;
  readonly pausable: Pausable;
  readonly filter: FeedFilter;
  readonly onFilter: (filter: FeedFilter) => void;
  /** How many entries the filter lets through. */
  readonly shown: number;
}

/** What is shown of a feed, and how it comes. */
export function FeedToolbar(props: FeedToolbarProps) {
  const { feed, view, pausable, filter, onFilter, shown } = props;
  const types = useMemo(() => typesIn(pausable.entries), [pausable.entries]);
  const change = (changes: Partial<FeedFilter>): void => onFilter({ ...filter, ...changes });
  return (
    <Paper withBorder p="sm" className="card">
      <Group gap="sm" align="flex-end">
        <TextInput
          aria-label="Search"
          placeholder="Search in all fields"
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
          nothingFoundMessage="No event of such a type has come"
          className="grow"
        />
      </Group>
      <Group gap="sm" mt="sm" justify="space-between">
        <Group gap="xs">
          <Button
            variant={pausable.isPaused ? 'filled' : 'default'}
            size="xs"
            onClick={() => pausable.toggle()}
            leftSection={
              pausable.isPaused ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />
            }
          >
            {pausable.isPaused ? `Resume (${pausable.waiting} waiting)` : 'Pause'}
          </Button>
          <Tooltip label="Empties this list; the log keeps everything">
            <Button
              variant="default"
              size="xs"
              leftSection={<IconTrash size={14} />}
              onClick={() => feed.clear()}
            >
              Clear
            </Button>
          </Tooltip>
          <Text fz="xs" c="dimmed" role="status">
            {isEverything(filter)
              ? `${shown.toLocaleString('en')} entries`
              : `${shown.toLocaleString('en')} of ${pausable.entries.length.toLocaleString('en')} entries`}
          </Text>
          {!isEverything(filter) && (
            <Button variant="subtle" size="compact-xs" onClick={() => onFilter(everything)}>
              Show all
            </Button>
          )}
        </Group>
        <MethodChoice feed={feed} view={view} />
      </Group>
    </Paper>
  );
}

function MethodChoice({ feed: { stream }, view }: Pick<FeedToolbarProps, 'feed' | 'view'>) {
  const { sse, poll } = view.failures;
  return (
    <Group gap="xs">
      <Text fz="xs" c="dimmed">
        failures: SSE {sse.total}, polling {poll.total}
      </Text>
      <SegmentedControl
        size="xs"
        aria-label="How events come"
        value={view.choice}
        data={[
          { value: 'auto', label: 'Auto' },
          { value: 'sse', label: 'SSE' },
          { value: 'poll', label: 'Polling' },
        ]}
        onChange={choice => {
          if (choice === 'sse') stream.forceSSE();
          else if (choice === 'poll') stream.forcePolling();
          else stream.auto();
        }}
      />
    </Group>
  );
}
