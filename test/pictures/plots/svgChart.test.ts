import { describe, expect, test } from 'vitest';
import { svgChart } from '../../../src/pictures/plots/svgChart.ts';

const peak = { label: 'peak', x: [0, 1, 2], y: [0, 10, 0] };

/** The points of the n-th line (bold or pale), and the box that the axes span. */
function geometry(svg: string, line = 0): { points: number[][]; box: Record<string, number> } {
  const paths = [...svg.matchAll(/<path d="([^"]+)" fill="none" stroke="#\w+" stroke-width/g)];
  const points = [...(paths[line]?.[1] ?? '').matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map((match) => [
    Number(match[1]),
    Number(match[2]),
  ]);
  const grid = [...svg.matchAll(/<path d="M([\d.]+) ([\d.]+)H([\d.]+)" stroke="#e2e8f0"/g)];
  const heights = grid.map((match) => Number(match[2]));
  return {
    points,
    box: {
      left: Number(grid[0]?.[1]),
      right: Number(grid[0]?.[3]),
      top: Math.min(...heights),
      bottom: Math.max(...heights),
    },
  };
}

test('puts extreme points at the right place', () => {
  const { points, box } = geometry(svgChart({ series: [peak], title: 'T', xLabel: 'x' }));
  const { left = NaN, right = NaN, top = NaN, bottom = NaN } = box;
  expect(points[0]).toEqual([left, bottom]);
  expect(points[1]?.[0]).toBeCloseTo((left + right) / 2, 1);
  expect(points[1]?.[1]).toBe(top);
  expect(points[2]).toEqual([right, bottom]);
  expect(right).toBeGreaterThan(left + 500);
  expect(bottom).toBeGreaterThan(top + 250);
});

test('describes itself to those who cannot see it', () => {
  const svg = svgChart({ series: [peak], title: 'CartPole', xLabel: 'steps', yLabel: 'return' });
  expect(svg).toContain('role="img"');
  expect(svg).toContain('<title>CartPole</title>');
  expect(svg).toContain(
    '<desc>Line chart of return by steps. peak: 3 points, from 0 to 0, lowest 0, highest 10.</desc>',
  );
});

test('has a background of its own, in the size that was asked for', () => {
  const svg = svgChart({ series: [peak], width: 500, height: 300 });
  expect(svg).toContain('width="500" height="300" viewBox="0 0 500 300"');
  expect(svg).toContain('<rect width="500" height="300" rx="8" fill="#ffffff"/>');
});

test('escapes every text', () => {
  const evil = `</text><script>"&'\u0000`;
  const svg = svgChart({
    title: evil,
    xLabel: evil,
    yLabel: evil,
    series: [peak, { ...peak, label: evil }],
  });
  expect(svg).not.toContain('<script');
  expect(svg).not.toContain('\u0000');
  expect(svg.match(/&#60;\/text&#62;&#60;script&#62;&#34;&#38;&#39; /g)?.length).toBe(8);
});

describe('texts that there is no room for', () => {
  const long = 'Rainbow with prioritized replay, n-step returns and noisy networks';

  test('are cut with an ellipsis, and have the whole text as their title', () => {
    const series = [peak, { ...peak, label: long }];
    const svg = svgChart({ width: 320, title: `${long}!`, xLabel: long, yLabel: long, series });
    const cut = [...svg.matchAll(/<text [^>]*><title>(.*?)<\/title>(.*?)…<\/text>/g)];
    expect(cut.map((match) => match[1])).toEqual([`${long}!`, long, long, long]);
    for (const [, whole, shown] of cut) {
      expect(whole!.startsWith(shown!)).toBe(true);
      expect(shown!.length).toBeGreaterThan(8);
      expect(shown).not.toMatch(/ $/);
    }
    const lengths = cut.map((match) => match[2]!.length);
    // Bold 17 pixels, plain 13, between the axes, and a third of the width in bold.
    expect(lengths[1]).toBeGreaterThan(lengths[0]!);
    expect(Math.max(lengths[2]!, lengths[3]!)).toBeLessThan(lengths[0]!);
  });

  test.each([
    'W'.repeat(40),
    'двойное обучение '.repeat(4),
    '報酬の移動平均'.repeat(5),
    '🙂'.repeat(40),
  ])('are cut earlier where their letters are wide: %s', (label) => {
    const svg = svgChart({ series: [peak, { ...peak, label }] });
    const [, shown] = />([^<>]*)…<\/text>/.exec(svg)!;
    expect(label.startsWith(shown!)).toBe(true);
    expect(Array.from(shown!).length).toBeLessThan(25);
  });

  test('others stay whole, in pictures of any width', () => {
    for (const label of ['DQN', 'prioritized', 'iqn, 3 steps', '報酬', '']) {
      for (const width of [400, 720, 2_000]) {
        const svg = svgChart({ width, title: label, series: [peak, { ...peak, label }] });
        expect(svg).not.toContain('…');
      }
    }
  });
});

test('has a label at the end of each line, in its color', () => {
  const svg = svgChart({ series: [peak, { ...peak, label: 'other' }] });
  const labels = [...svg.matchAll(/fill="(#\w+)" font-weight="600">(peak|other)</g)];
  expect(labels.map((match) => match[2])).toEqual(['peak', 'other']);
  expect(labels[0]?.[1]).not.toBe(labels[1]?.[1]);
  for (const [, color] of labels) expect(svg).toContain(`stroke="${color}"`);
});

test('draws raw values pale behind the smoothed line', () => {
  const svg = svgChart({ series: [{ ...peak, smoothed: [0, 5, 3] }] });
  const widths = [...svg.matchAll(/stroke-width="([\d.]+)"[^/]*?(opacity="0.25")?\/>/g)];
  expect(widths.map((match) => [match[1], match[2] !== undefined])).toEqual([
    ['1', true],
    ['2.25', false],
  ]);
  const bold = geometry(svg, 1);
  const { top = NaN, bottom = NaN } = bold.box;
  expect(bold.points[1]?.[1]).toBeCloseTo((top + bottom) / 2, 1);
});

test('leaves gaps where values are not finite, and shows lone points as discs', () => {
  const svg = svgChart({
    series: [{ label: 'a', x: [0, 1, 2, 3, 4, 5], y: [1, 2, NaN, 2, Infinity, 1] }],
  });
  expect(svg.match(/<circle/g)?.length).toBe(2);
  expect(geometry(svg).points).toHaveLength(2);
  expect(svg).not.toContain('NaN');
  expect(svg).not.toContain('Infinity');
});

test('stays small with many points, and keeps the highest', () => {
  const x = Array.from({ length: 200_000 }, (_, index) => index);
  const y = x.map((index) => (index === 123_456 ? 100 : Math.sin(index)));
  const svg = svgChart({ series: [{ label: 'a', x, y }] });
  expect(svg.length).toBeLessThan(100_000);
  const { points, box } = geometry(svg);
  expect(points.some(([, height]) => height === box['top'])).toBe(true);
});

test('says so where there are no data', () => {
  expect(svgChart({ series: [] })).toContain('>no data<');
  expect(svgChart({ series: [{ label: 'a', x: [1], y: [NaN] }] })).toContain('a: no data.');
  expect(svgChart({ series: [peak] })).not.toContain('no data');
});

test('the lowest chart with all texts is not upside down: labels of axes give way', () => {
  const texts = { title: 'T', xLabel: 'steps', yLabel: 'return' };
  const heights = [120, 142, 150, 180].map((height) => {
    const svg = svgChart({ ...texts, series: [peak], width: 200, height });
    const [first, top] = geometry(svg).points;
    return {
      high: first![1]! - top![1]! >= 30,
      shown: ['steps', 'return'].filter((each) => svg.includes(`>${each}</text>`)),
    };
  });
  expect(heights).toEqual([
    { high: true, shown: [] },
    { high: true, shown: ['steps'] },
    { high: true, shown: ['steps'] },
    { high: true, shown: ['steps', 'return'] },
  ]);
});

test('what a reader takes for one letter is not cut', () => {
  const family = '👨‍👩‍👧‍👦';
  const cut = /<text [^>]*><title>.*?<\/title>(.*?)…<\/text>/;
  const shown = cut.exec(svgChart({ width: 200, title: family.repeat(30), series: [peak] }))?.[1];
  expect(shown).toBe(family.repeat(shown!.length / family.length));
});
