import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** The red of a rooster's comb. */
const gallo: MantineColorsTuple = [
  '#fff0ec',
  '#ffded5',
  '#ffbaa8',
  '#ff9478',
  '#fe744f',
  '#f85f36',
  '#e84d24',
  '#c93d18',
  '#ab3213',
  '#8a270e',
];

/** Cooler and deeper than the library's own, for pages that are open all night. */
const dark: MantineColorsTuple = [
  '#d5dae3',
  '#b4bccb',
  '#96a0b4',
  '#5d687d',
  '#3a4458',
  '#2c3547',
  '#212938',
  '#171d29',
  '#10151f',
  '#0a0e15',
];

export const theme = createTheme({
  primaryColor: 'gallo',
  primaryShade: { light: 7, dark: 7 },
  colors: { gallo, dark },
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily:
    'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontWeight: '650' },
  components: {
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300 } },
    Badge: { defaultProps: { radius: 'sm' } },
  },
});
