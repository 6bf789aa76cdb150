import type { Kernels, Pointer } from '../kernels.ts';
import { job, RATE, WALK } from './job.ts';
import type { Team } from './team.ts';

const jobs = {
  gatherRows: job('gatherRows', 2, -1, 1),
  scatterRows: job('scatterRows', 2, -1, 1),
  actionColumns: job('actionColumns', 9, 10, 1),
  actionKernelColumns: job('actionKernelColumns', 9, 10, 1),
  actionInputColumns: job('actionInputColumns', 8, 9, 1),
  centreActions: job('centreActions', 2, -1, 1),
  dueling: job('dueling', 3, -1, 1),
} as const;

/** Of the arguments, the one that says which strip is the first. */
const byStrip: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0];

/** Kernels of layers that give the outputs of several actions, divided: see `dividedKernels`. */
export function dividedActions(
  team: Team,
  integerAt: (pointer: Pointer) => number,
): Pick<Kernels, keyof typeof jobs> {
  /** Of a product of sorted rows: behind the starts of all actions stands how many there are. */
  const nanosecondsOf = (starts: Pointer, inputs: number, actions: number, width: number): number =>
    (integerAt(starts + 4 * actions) * inputs * width) / RATE;
  return {
    gatherRows(from, order, count, bytes, to, toStride) {
      const time = (WALK / 4) * count * bytes;
      const given = [from, order, 0, bytes, to, toStride];
      team.run(jobs.gatherRows, time, count, given, [0, 4, 0, 0, toStride, 0]);
    },
    scatterRows(from, order, count, bytes, to, accumulate) {
      const time = (WALK / 4) * count * bytes;
      const given = [from, order, 0, bytes, to, accumulate];
      team.run(jobs.scatterRows, time, count, given, [bytes, 4, 0, 0, 0, 0]);
    },
    actionColumns(...given) {
      const [, , , , starts, inputs, actions, width, , count] = given;
      const time = nanosecondsOf(starts, inputs, actions, width);
      team.run(jobs.actionColumns, time, count, given, byStrip);
    },
    actionKernelColumns(...given) {
      const [, , , , starts, inputs, actions, width, , count] = given;
      const time = nanosecondsOf(starts, inputs, actions, width);
      team.run(jobs.actionKernelColumns, time, count, given, byStrip);
    },
    actionInputColumns(...given) {
      const [, , , starts, inputs, actions, width, , count] = given;
      const time = nanosecondsOf(starts, inputs, actions, width);
      team.run(jobs.actionInputColumns, time, count, given, byStrip.slice(1));
    },
    centreActions(from, to, rows, actions, size) {
      const time = 2 * WALK * rows * actions * size;
      const row = 4 * actions * size;
      team.run(jobs.centreActions, time, rows, [from, to, 0, actions, size], [row, row, 0, 0, 0]);
    },
    dueling(value, advantage, q, batch, actions, size) {
      const time = 2 * WALK * batch * actions * size;
      const row = 4 * actions * size;
      const given = [value, advantage, q, 0, actions, size];
      team.run(jobs.dueling, time, batch, given, [4 * size, row, row, 0, 0, 0]);
    },
  };
}
