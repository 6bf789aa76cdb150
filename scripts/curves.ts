/**
 * Draws the learning curves of Atari for the guide, from what `npm run bench -- atari`
 * wrote down, which lies in docs/results/.
 *
 * Usage: npm run build:curves
 */
import { readFile, writeFile } from 'node:fs/promises';
import type { ChartSeries } from '../src/pictures/plots/lineChart.ts';
import { svgChart } from '../src/pictures/plots/svgChart.ts';
import { takeArguments } from './support/arguments.ts';

takeArguments(0, 'Usage: npm run build:curves');

interface Row {
  readonly environmentSteps?: number;
  readonly score?: number;
}

/** A line of a picture: one run, or the mean of several with a band from the lowest to the highest. */
interface Line {
  readonly label: string;
  readonly files: readonly string[];
}

interface Picture {
  readonly name: string;
  readonly title: string;
  /** What a random player comes to. */
  readonly random: number;
  readonly lines: readonly Line[];
}

const pictures: readonly Picture[] = [
  {
    name: 'assault',
    title: 'Assault from frames',
    random: 254.8,
    lines: [
      { label: 'Rainbow', files: [11, 12, 13].map((seed) => `atari/assault-${seed}`) },
      { label: 'n-step DQN', files: ['assault'] },
    ],
  },
  {
    name: 'breakout-ram',
    title: 'Breakout from memory',
    random: 1.3,
    lines: [
      { label: '3 seeds', files: [11, 12, 13].map((seed) => `atari/breakoutRam-${seed}`) },
      { label: 'before', files: ['breakout-ram'] },
    ],
  },
];

async function readRun(file: string): Promise<readonly Row[]> {
  const text = await readFile(`docs/results/${file}.jsonl`, 'utf8');
  const rows = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row);
  return rows.filter((row) => row.environmentSteps !== undefined);
}

async function series(
  { label, files }: Line,
  random: number,
): Promise<ChartSeries & { readonly x: readonly number[] }> {
  const runs = await Promise.all(files.map(readRun));
  const x = [0, ...(runs[0] ?? []).map(({ environmentSteps }) => environmentSteps ?? NaN)];
  const at = (index: number): number[] =>
    runs.map((rows) => (index === 0 ? random : (rows[index - 1]?.score ?? NaN)));
  const scores = x.map((_, index) => at(index));
  const y = scores.map((all) => all.reduce((sum, score) => sum + score, 0) / all.length);
  if (runs.length === 1) return { label, x, y };
  const [low, high] = [
    scores.map((all) => Math.min(...all)),
    scores.map((all) => Math.max(...all)),
  ];
  return { label, x, y, low, high };
}

for (const { name, title, random, lines } of pictures) {
  const drawn = await Promise.all(lines.map((line) => series(line, random)));
  const end = Math.max(...drawn.map(({ x }) => x.at(-1) ?? 0));
  const svg = svgChart({
    title,
    xLabel: 'decisions of the agent',
    yLabel: 'mean score of 5 games',
    series: [...drawn, { label: 'random', x: [0, end], y: [random, random] }],
  });
  const path = `docs/guide/pictures/${name}.svg`;
  await writeFile(path, svg);
  console.log(`${path}: ${drawn.map(({ y }) => y.length).join(' and ')} points`);
}
