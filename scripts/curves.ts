/**
 * Draws the learning curves of Atari for the guide, from what `npm run bench -- atari`
 * wrote down, which lies in docs/results/.
 *
 * Usage: npm run build:curves
 */
import { readFile, writeFile } from 'node:fs/promises';
import { svgChart } from '../src/pictures/plots/svgChart.ts';
import { takeArguments } from './support/arguments.ts';

takeArguments(0, 'Usage: npm run build:curves');

interface Row {
  readonly random?: number;
  readonly environmentSteps?: number;
  readonly score?: number;
}

const curves: readonly [file: string, title: string][] = [
  ['assault', 'Assault from frames'],
  ['breakout-ram', 'Breakout from memory'],
];

for (const [file, title] of curves) {
  const text = await readFile(`docs/results/${file}.jsonl`, 'utf8');
  const rows = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row);
  const random = rows.find((row) => row.random !== undefined)?.random ?? NaN;
  const points = rows.filter((row) => row.environmentSteps !== undefined);
  const x = [0, ...points.map((row) => row.environmentSteps ?? NaN)];
  const svg = svgChart({
    title,
    xLabel: 'decisions of the agent',
    yLabel: 'mean score of 5 games, of 30 at the end',
    series: [
      { label: 'DQN', x, y: [random, ...points.map((row) => row.score ?? NaN)] },
      { label: 'random', x: [0, x.at(-1) ?? 0], y: [random, random] },
    ],
  });
  const path = `docs/guide/pictures/${file}.svg`;
  await writeFile(path, svg);
  console.log(`${path}: ${x.length} points`);
}
