import { Select, TextInput } from '@mantine/core';

interface FightFieldProps {
  readonly fightIds: readonly string[];
  readonly fightId: string;
  readonly onFight: (fightId: string) => void;
}

/** One of the fights whose bets are open; where none is known, its name as it is typed. */
export function FightField({ fightIds, fightId, onFight }: FightFieldProps) {
  if (fightIds.length === 0) {
    return (
      <TextInput
        label="Fight"
        placeholder="A fight with open bets"
        value={fightId}
        onChange={event => onFight(event.currentTarget.value)}
      />
    );
  }
  return (
    <Select
      label="Fight"
      data={fightIds}
      value={fightId}
      onChange={value => value !== null && onFight(value)}
      allowDeselect={false}
      searchable
      nothingFoundMessage="No open fight with this id"
    />
  );
}
