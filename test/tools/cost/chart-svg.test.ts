import type { Curve } from '../../../tools/cost/chart.ts';
import { chartSvg } from '../../../tools/cost/chart-svg.ts';
import '../../support/page.ts';

/** As much of a parsed picture as is looked at; the tools know no DOM. */
interface XmlElement {
  readonly tagName: string;
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
}

declare const window: {
  readonly DOMParser: new () => {
    parseFromString(
      text: string,
      type: string,
    ): {
      readonly documentElement: XmlElement;
      querySelector(name: string): XmlElement | null;
      querySelectorAll(name: string): Iterable<XmlElement>;
    };
  };
};

const curve = (name: string, dollars: number): Curve => ({
  ...{ name, title: name },
  points: [1, 10, 1_000].map(pages => ({ pages, dollars: dollars * pages })),
});

test('the picture is well-formed SVG with its heading, and a named line for each series [R6]', () => {
  const svg = chartSvg([curve('Channels', 3), curve('Live', 1)], 'A month by open pages');
  const parsed = new window.DOMParser().parseFromString(svg, 'image/svg+xml');
  expect(parsed.querySelector('parsererror')).toBeNull();
  expect(parsed.documentElement.tagName).toBe('svg');
  expect(parsed.querySelector('title')?.textContent).toBe('A month by open pages');
  const texts = [...parsed.querySelectorAll('text')].map(({ textContent }) => textContent);
  expect(texts).toEqual(expect.arrayContaining(['Channels', 'Live', '1,000', '$1', '$1,000']));
  const lines = [...parsed.querySelectorAll('polyline')].map(
    line => line.getAttribute('points')?.split(' ').length,
  );
  expect(lines).toEqual([3, 3]);
});
