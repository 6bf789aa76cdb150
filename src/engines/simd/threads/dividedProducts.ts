import { SPILL_NUMBERS } from '../geometry.ts';
import type { Kernels, Pointer } from '../kernels.ts';
import { job, LINE, WALK } from './job.ts';
import type { Team } from './team.ts';

/** Multiplications and additions a nanosecond, about. */
const RATE = 30;

const jobs = {
  denseColumns: job('denseColumns', 7, 9, LINE),
  denseInputColumns: job('denseInputColumns', 6, 8, LINE),
  transpose: job('transpose', 2, -1, LINE),
  denseKernelColumns: job('denseKernelColumns', 6, 7, LINE),
  packFilters: job('packFilters', 2, -1, 8),
  convPanels: job('convPanels', 5, 7, 1),
  packPatch: job('packPatch', 2, -1, 8),
  convInputPanels: job('convInputPanels', 4, 5, 1),
  convKernelRows: job('convKernelRows', 6, 7, 4),
  forwardByAction: job('forwardByAction', 10, 11, 1),
  gradientsByAction: job('gradientsByAction', 12, 13, 1),
} as const;

/** The kernels that are divided here. */
type Products = Pick<
  Kernels,
  | 'convForward'
  | 'convInputGradient'
  | 'convKernelGradient'
  | 'denseForward'
  | 'denseInputGradient'
  | 'denseKernelGradient'
  | 'forwardByAction'
  | 'gradientsByAction'
>;

/** Products of matrices and convolutions, divided among threads: see `dividedKernels`. */
export function dividedProducts(
  kernels: Kernels,
  team: Team,
  integerAt: (pointer: Pointer) => number,
): Products {
  const geometryOf = (geometry: Pointer) => {
    const at = (index: number): number => integerAt(geometry + 4 * index);
    const [height, width, channels, kernelSize] = [at(0), at(1), at(2), at(3)];
    const [rows, columns, filters] = [at(7), at(8), at(9)];
    const length = kernelSize * kernelSize * channels;
    return {
      filters,
      length,
      imageBytes: 4 * height * width * channels,
      outputBytes: 4 * rows * columns * filters,
      nanoseconds: (rows * columns * filters * length) / RATE,
    };
  };
  return {
    denseForward(x, kernel, bias, y, batch, inputs, units, relu, scratch) {
      const time = (batch * inputs * units) / RATE;
      if (batch < 4 || units < 2 * LINE || !team.pays(time)) {
        kernels.denseForward(x, kernel, bias, y, batch, inputs, units, relu, scratch);
        return;
      }
      team.run(
        jobs.denseColumns,
        time,
        units,
        [x, kernel, bias, y, batch, inputs, units, 0, relu, scratch],
        [0, 4, 4, 4],
      );
    },
    denseInputGradient(dz, kernel, dx, batch, inputs, units, accumulate, scratch) {
      const time = (batch * inputs * units) / RATE;
      if (inputs < 2 * LINE || !team.pays(time)) {
        kernels.denseInputGradient(dz, kernel, dx, batch, inputs, units, accumulate, scratch);
        return;
      }
      team.run(
        jobs.denseInputColumns,
        time,
        inputs,
        [dz, kernel, dx, batch, inputs, units, 0, accumulate, scratch],
        [0, 4 * units, 4],
      );
    },
    denseKernelGradient(x, dz, kernelGradient, batch, inputs, units, scratch) {
      const time = (batch * inputs * units) / RATE;
      if (units < 2 * LINE || !team.pays(time)) {
        kernels.denseKernelGradient(x, dz, kernelGradient, batch, inputs, units, scratch);
        return;
      }
      const transposed = scratch + 4 * (SPILL_NUMBERS + 8 * batch);
      divideTranspose(x, batch, inputs, transposed);
      team.run(
        jobs.denseKernelColumns,
        time,
        units,
        [transposed, dz, kernelGradient, batch, inputs, units, 0, scratch],
        [0, 4, 4],
      );
    },
    convForward(x, kernel, bias, y, geometry, batch, relu, scratch) {
      const { filters, length, imageBytes, outputBytes, nanoseconds } = geometryOf(geometry);
      const time = batch * nanoseconds;
      if (batch < 2 || !team.pays(time)) {
        kernels.convForward(x, kernel, bias, y, geometry, batch, relu, scratch);
        return;
      }
      const step = 4 * length;
      team.run(
        jobs.packFilters,
        WALK * length * filters,
        filters,
        [kernel, geometry, 0, scratch],
        [4, 0, 0, step],
      );
      const own = scratch + step * eights(filters);
      team.run(
        jobs.convPanels,
        time,
        batch,
        [x, scratch, bias, y, geometry, 0, relu, own],
        [imageBytes, 0, 0, outputBytes],
      );
    },
    convInputGradient(dz, kernel, dx, geometry, batch, scratch) {
      const { filters, length, imageBytes, outputBytes, nanoseconds } = geometryOf(geometry);
      const time = batch * nanoseconds;
      if (batch < 2 || !team.pays(time)) {
        kernels.convInputGradient(dz, kernel, dx, geometry, batch, scratch);
        return;
      }
      const step = 4 * filters;
      team.run(
        jobs.packPatch,
        WALK * length * filters,
        length,
        [kernel, geometry, 0, scratch],
        [step, 0, 0, step],
      );
      const own = scratch + step * eights(length);
      team.run(
        jobs.convInputPanels,
        time,
        batch,
        [dz, scratch, dx, geometry, 0, own],
        [outputBytes, 0, imageBytes],
      );
    },
    convKernelGradient(x, dz, kernelGradient, geometry, batch, scratch) {
      const { filters, length, nanoseconds } = geometryOf(geometry);
      const time = batch * nanoseconds;
      if (!team.pays(time)) {
        kernels.convKernelGradient(x, dz, kernelGradient, geometry, batch, scratch);
        return;
      }
      // Few chunks: each packs all of dz.
      team.run(
        jobs.convKernelRows,
        time,
        length,
        [x, dz, kernelGradient, geometry, batch, 0, 0, scratch],
        [0, 0, 4 * filters, 0, 0, 1],
        1,
      );
    },
    forwardByAction(...given) {
      const [, , , , , batch, inputs, actions, width] = given;
      // Of each row the outputs of one action are computed.
      const time = (batch * inputs * width) / RATE;
      team.run(jobs.forwardByAction, time, actions, given, [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    },
    gradientsByAction(...given) {
      const [, , , , , , batch, inputs, actions, width] = given;
      const time = (2 * batch * inputs * width) / RATE;
      const steps = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
      team.run(jobs.gradientsByAction, time, actions, given, steps);
    },
  };

  function divideTranspose(x: Pointer, rows: number, columns: number, to: Pointer): void {
    const time = WALK * rows * columns;
    const first = [x, rows, 0, columns, to];
    team.run(jobs.transpose, time, columns, first, [4, 0, 0, 0, 4 * rows]);
  }
}

function eights(number: number): number {
  return 8 * Math.ceil(number / 8);
}
