import { Button, Group } from '@mantine/core';

interface PageButtonsProps {
  /** The place of the page that is shown; none: the first. */
  readonly place: string | undefined;
  /** The place of the page behind it, if there is one. */
  readonly behind: string | undefined;
  /** What the first page is called, and the one behind. */
  readonly words: { readonly first: string; readonly behind: string };
  readonly go: (place: string | undefined) => void;
}

/** From page to page of a list whose end is not known. */
export function PageButtons({ place, behind, words, go }: PageButtonsProps) {
  return (
    <Group justify="flex-end" gap="xs">
      {place !== undefined && (
        <Button size="xs" variant="default" onClick={() => go(undefined)}>
          {words.first}
        </Button>
      )}
      {behind !== undefined && (
        <Button size="xs" variant="default" onClick={() => go(behind)}>
          {words.behind}
        </Button>
      )}
    </Group>
  );
}
