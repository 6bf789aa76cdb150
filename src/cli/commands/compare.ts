import { resolve } from 'node:path';
import { DeepQError } from '../../errors.ts';
import { explain } from '../../node/fileErrors.ts';
import { replaceFile } from '../../node/replaceFile.ts';
import { htmlCharts, htmlPage, htmlTable } from '../../node/run/htmlPage.ts';
import { terminalChart } from '../../pictures/plots/terminalChart.ts';
import { encodeNpz } from '../../runs/numpy/npz.ts';
import { encodeUtf8 } from '../../state/utf8.ts';
import { readText, readWords, type Command } from '../command.ts';
import { compareRuns, type RunGroup } from '../comparison.ts';
import { comparisonCharts, comparisonRows, withoutCrowdedBands } from '../comparisonTable.ts';
import { findRuns } from '../runs.ts';
import { table } from './environments.ts';

const OPTIONS = { out: { type: 'string' } } as const;

export const compareCommand: Command = {
  name: 'compare',
  summary: 'sums up runs over their seeds: a table, a chart with bands, a report',
  help: `Usage: npx deepq compare DIR… [--out NAME]

DIR is the folder of a run, or one that holds folders of runs. Runs that differ in their seed
alone are put together. Each group gets the interquartile mean of its last evaluations with a
95 % bootstrap interval, and its curve a band of the same kind (Agarwal et al. 2021). A group
of one run has neither: a single seed does not say how much others would differ. The number of
a group in the table is that of its line.

  --out NAME   writes NAME.html, a report, and NAME.npz, the scores as rliable takes them, with
               or without one of the endings; default compare

In Python: dict(numpy.load('compare.npz')) gives, for each group, its final scores as an array
(runs × 1), and as 'curves/…' its curves (runs × 1 × points).`,
  async run(words) {
    const given = readWords(words, OPTIONS, { least: 1, most: Infinity, what: 'DIR' });
    const groups = compareRuns(findRuns(given.positionals));
    process.stdout.write(`${table(comparisonRows(groups))}\n\n`);
    const width = Math.min(120, process.stdout.columns || 80);
    for (const chart of comparisonCharts(groups)) {
      const { series, hasMore } = withoutCrowdedBands(chart.series);
      process.stdout.write(`${terminalChart({ ...chart, series, width })}\n\n`);
      if (hasMore) process.stdout.write('The bands of these groups are in the report alone.\n\n');
    }
    // A name with one of the two endings means both files.
    const out = resolve(readText(given, 'out') ?? 'compare').replace(/\.(html|npz)$/i, '');
    await write(`${out}.html`, encodeUtf8(pageOf(groups)));
    await write(`${out}.npz`, encodeNpz(arraysOf(groups)));
    process.stdout.write(`The report is in ${out}.html, the scores in ${out}.npz.\n`);
    return 0;
  },
};

function pageOf(groups: readonly RunGroup[]): string {
  const [head = [], ...rows] = comparisonRows(groups);
  return htmlPage('Comparison of runs', [
    htmlTable(head, rows),
    htmlCharts(comparisonCharts(groups)),
    '<p>Bands and intervals: 95 %, bootstrap over runs, of the interquartile mean. A group of one run ' +
      'has none.</p>',
  ]);
}

function arraysOf(groups: readonly RunGroup[]): Parameters<typeof encodeNpz>[0] {
  return Object.fromEntries(
    groups.flatMap(({ label, scores, curves, x }) => [
      [label, { shape: [scores.length, 1], data: Float64Array.from(scores) }],
      [
        `curves/${label}`,
        { shape: [scores.length, 1, x.length], data: Float64Array.from(curves.flat()) },
      ],
    ]),
  );
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await replaceFile(path, bytes);
  } catch (cause) {
    throw new DeepQError(`${path} could not be written: ${explain(cause)}.`, { cause });
  }
}
