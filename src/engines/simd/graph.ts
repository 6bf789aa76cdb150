import type { Architecture } from '../../networks/architecture.ts';
import type { Pointer } from './arena.ts';
import type { Kernels } from './kernels.ts';
import { isByAction } from './layers/denseOfActions.ts';
import { backwardJoined, forwardJoined } from './layers/joinedStreams.ts';
import type { LayerPass } from './layers/simdLayer.ts';
import type { Step, Workspace } from './workspace.ts';

/** What a pass works with. */
export interface Pass extends LayerPass<Kernels> {
  readonly architecture: Architecture;
  readonly workspace: Workspace;
  /** Where the observations of this pass are. */
  input: Pointer;
  /** Where the noise of this pass is; 0 for none. */
  noise: Pointer;
  /** Where the actions are whose outputs alone this pass wants; 0 for those of all. */
  taken: Pointer;
  /** How many fractions each observation of this pass has; 1 for networks that take none. */
  fractionCount: number;
}

/** Runs a whole network forward, from its input to the workspace's outputs. */
export function forward(pass: Pass, batch: number): void {
  const { kernels, architecture, workspace } = pass;
  const { trunk, streams, joined, joinedStreams } = workspace;
  const features = forwardStack(pass, trunk, pass.input, batch);
  const { actions, outputsPerAction, outputs, takesFractions } = architecture;
  const { fractionCount, taken } = pass;
  if (joinedStreams && taken !== 0) {
    forwardJoined(pass, joinedStreams, joined, features, batch);
    return;
  }
  for (const stream of streams) forwardStack(pass, stream, features, batch);
  if (architecture.output.type === 'dueling') {
    const [value, advantage] = streams as [Step[], Step[]];
    const [v, a] = [value.at(-1) as Step, advantage.at(-1) as Step];
    const rows = batch * fractionCount;
    const size = outputsPerAction;
    if (taken === 0 || !isByAction(size)) {
      kernels.dueling(v.output, a.output, joined, rows, actions, size);
    } else {
      kernels.duelingOfTaken(v.output, a.output, joined, taken, rows, actions, size);
    }
  }
  if (takesFractions) {
    kernels.transposeEach(joined, batch, fractionCount, outputs, workspace.outputs);
  }
}

/**
 * Follows {@link forward} back, from the workspace's output gradient to the
 * gradient of every weight.
 */
export function backward(pass: Pass, batch: number): void {
  const { kernels, architecture, workspace } = pass;
  const { trunk, streams, outputGradient, joinedGradient, joinedStreams } = workspace;
  const { actions, outputsPerAction: size, outputs, takesFractions } = architecture;
  const { fractionCount } = pass;
  if (takesFractions) {
    kernels.transposeEach(outputGradient, batch, outputs, fractionCount, joinedGradient);
  }
  const features = trunk.at(-1);
  const [x, dx] = [features?.output ?? pass.input, features?.gradient ?? 0];
  if (joinedStreams && backwardJoined(pass, joinedStreams, joinedGradient, x, dx, batch)) {
    backwardStack(pass, trunk, undefined, false, batch);
    return;
  }
  if (architecture.output.type === 'dueling') {
    const [value, advantage] = streams as [Step[], Step[]];
    const [v, a] = [value.at(-1) as Step, advantage.at(-1) as Step];
    const rows = batch * fractionCount;
    // Of the advantages, the last layer takes the mean off by itself.
    if (isByAction(size)) kernels.sumOfActions(joinedGradient, v.gradient, rows, actions, size);
    else kernels.duelingGradient(joinedGradient, v.gradient, a.gradient, rows, actions, size);
  }
  // What the second stream passes on is added to that of the first.
  streams.forEach((stream, index) => {
    backwardStack(pass, stream, features, index > 0, batch);
  });
  backwardStack(pass, trunk, undefined, false, batch);
}

/** @returns Where the last output is. */
function forwardStack(pass: Pass, steps: readonly Step[], input: Pointer, batch: number): Pointer {
  let x = input;
  for (const step of steps) {
    step.compute.forward(pass, step, x, rowsInto(step, pass, batch));
    // A view is where its input is, which another pass may have loaded.
    if (!step.compute.isView) x = step.output;
  }
  return x;
}

/**
 * @param before - The layer before the stack; none if its input is the
 *   network's, whose gradient nobody wants.
 * @param accumulate - Whether to add to the gradient of `before`.
 */
function backwardStack(
  pass: Pass,
  steps: readonly Step[],
  before: Step | undefined,
  accumulate: boolean,
  batch: number,
): void {
  for (let index = steps.length - 1; index >= 0; index--) {
    const step = steps[index] as Step;
    const previous = index > 0 ? steps[index - 1] : before;
    const x = previous?.output ?? pass.input;
    const dx = previous?.gradient ?? 0;
    const rows = rowsInto(step, pass, batch);
    step.compute.backward(pass, step, x, dx, index === 0 && accumulate, rows);
  }
}

/** The number of rows that go into a layer. */
function rowsInto({ isSpread }: Step, { fractionCount }: Pass, batch: number): number {
  return isSpread ? batch * fractionCount : batch;
}
