import type { Head } from '../../../heads/head.ts';
import type { Batch, ObservationBatch } from '../../../replay/batch.ts';
import type { UpdateDraws, WeightsName } from '../../engine.ts';
import { fractionsOf } from '../../fractionsOf.ts';
import { noiseOf } from '../../noiseOf.ts';
import { Buffers, type Slice } from '../buffers.ts';
import type { Core } from '../core.ts';
import { areBytes } from '../input.ts';
import type { FrameMirror } from '../frames/frameMirror.ts';
import type { FrameFeed } from '../frames/frameStore.ts';
import type { Plan, Put } from '../plan.ts';
import { createDispatch, type Binding, type Dispatch } from '../program.ts';
import { Room } from '../room.ts';
import { joinsInHead } from '../rows/joinProgram.ts';
import { rowLayerCount } from '../rows/rowLayers.ts';
import { STATS } from '../step.ts';
import type { BatchLayout } from './batchLayout.ts';
import type { HeadPass, HeadShape } from './headCode.ts';
import { headProgram, RESULT_COLUMNS } from './headProgram.ts';
import { wordsOf } from './uploadArena.ts';

/** What one pass of an update is fed with. */
export interface PassInput {
  readonly pass: HeadPass;
  readonly observations: ObservationBatch;
  readonly noise: Float32Array | null;
  /** Shape `[batch, fractions]`. */
  readonly fractions: Float32Array | null;
}

/** All that an update is fed with. */
export interface UpdateFeed {
  readonly inputs: readonly PassInput[];
  /** As {@link packBatch} fills them. */
  readonly columns: Float32Array;
  /** Of the step. */
  readonly settings: Uint32Array;
  /** Where observations are gathered: the inputs hold the names of frames then. @default null */
  readonly frames?: FrameFeed | null;
}

/** A pass as a lane of one of the plans of an update. */
export interface PassLane {
  readonly pass: HeadPass;
  readonly plan: Plan;
  readonly lane: number;
}

/** All buffers and calls of shaders of whole updates of one shape. */
export interface UpdatePlan {
  /** The plans of its passes; the first is followed back. */
  readonly plans: readonly [Plan, ...Plan[]];
  readonly lanes: readonly PassLane[];
  /** Its memory, that of its plans included; its dispatches wait for it. */
  readonly room: Room;
  /** Forward passes, head, way back and step, in order. */
  readonly dispatches: readonly Dispatch[];
  readonly layout: BatchLayout;
  /** What {@link packBatch} fills goes here. */
  readonly batch: Slice;
  /** See {@link readResults}. */
  readonly results: Slice;
  /** The results and the {@link Plan.stats} of several updates, one behind the other. */
  readonly gathered: Slice;
  /** Frees what it does not share with plans. */
  dispose(): void;
}

/** Which weights the passes compute with. */
const WEIGHTS: Readonly<Record<HeadPass, WeightsName>> = {
  online: 'online',
  nextTarget: 'target',
  nextOnline: 'online',
  target: 'target',
};

/**
 * What the passes of an update are fed with, checked.
 *
 * @param gathers - Whether the names of the batch's frames take the place of observations.
 * @throws {ShapeError} If the draws are not those that the network takes.
 */
export function passInputs(
  { architecture }: Core['model'],
  { uses }: Head,
  batch: Batch,
  draws: UpdateDraws,
  gathers = false,
): PassInput[] {
  const rows = gathers && batch.frames ? batch.frames : batch;
  const input = (pass: HeadPass, observations: ObservationBatch): PassInput => ({
    pass,
    observations,
    noise: noiseOf(architecture, draws[pass]),
    fractions: fractionsOf(architecture, draws[pass], batch.size),
  });
  return [
    input('online', rows.observations),
    input('nextTarget', rows.nextObservations),
    ...(uses.nextOnline ? [input('nextOnline', rows.nextObservations)] : []),
    ...(uses.target ? [input('target', rows.observations)] : []),
  ];
}

/** How many fractions the passes have for each observation; 1 without. */
export function fractionCount({ fractions }: PassInput, size: number): number {
  return fractions ? fractions.length / size : 1;
}

/**
 * The plans of the passes: those of as many fractions run side by side.
 *
 * @param frames - Where observations are gathered; `null` where they are uploaded.
 * @throws {BackendError} If the device does not allow buffers of the size.
 */
export function planPasses(
  { plans, model }: Core,
  inputs: readonly PassInput[],
  size: number,
  frames: FrameMirror | null = null,
): PassLane[] {
  const groups = new Map<number, PassInput[]>();
  for (const input of inputs) {
    const count = fractionCount(input, size);
    groups.set(count, [...(groups.get(count) ?? []), input]);
  }
  return [...groups].flatMap(([fractions, group], index) => {
    const shape = {
      lanes: group.map(({ pass }) => WEIGHTS[pass]),
      batch: size,
      fractions,
      bytes: frames !== null || areBytes((group[0] as PassInput).observations),
      frames,
      training: index === 0,
      rowLayers: rowLayerCount(model, size),
      headJoins: joinsInHead(model.architecture),
    };
    const plan = plans.get(shape, 'update');
    return group.map(({ pass }, lane) => ({ pass, plan, lane }));
  });
}

/**
 * Joins the plans of the passes to whole updates.
 *
 * @param several - How many updates a submission has, at most.
 * @returns `null` if there is no shader for the head.
 * @throws {BackendError} If the device does not allow buffers of the size.
 */
export function createUpdatePlan(
  core: Core,
  head: Head,
  size: number,
  lanes: readonly PassLane[],
  several: number,
): UpdatePlan | null {
  const { device } = core;
  const plans = [...new Set(lanes.map(({ plan }) => plan))] as [Plan, ...Plan[]];
  const [first] = plans;
  const { rows } = first;
  const program = headProgram(head, shapeOf(core, head, size, lanes), rows);
  if (!program) return null;
  const rooms = plans.map(({ room }) => room);
  const room = new Room(device, 'batch', rooms);
  const buffers = new Buffers(device);
  const layOut = (): UpdatePlan => {
    const batch = buffers.allocate('A batch', program.layout.length);
    const results = buffers.allocate('What an update came to', RESULT_COLUMNS * size);
    const gathered = buffers.allocate('Several results', several * (RESULT_COLUMNS * size + STATS));
    const headDispatch = createDispatch(
      device,
      {
        label: [rows?.label, `head ${head.kind}`].filter(Boolean).join(', '),
        bindings: [
          ...(rows ? rows.bindings : outputBindings(lanes)),
          { name: 'batch', slice: batch },
          { name: 'results', slice: results, writes: true },
          { name: 'verdict', slice: first.verdict, type: 'u32', writes: true },
        ],
        code: program.code,
        groups: [size, 1, 1],
      },
      room,
    );
    const forward = plans.flatMap((plan) => plan.forward);
    return {
      plans,
      lanes,
      room,
      dispatches: [...forward, headDispatch, ...first.backward, ...first.step],
      layout: program.layout,
      batch,
      results,
      gathered,
      dispose() {
        buffers.dispose();
      },
    };
  };
  try {
    return room.make(layOut);
  } catch (error) {
    buffers.dispose();
    throw error;
  }
}

/** The arrays of a head that computes no layers. */
function outputBindings(lanes: readonly PassLane[]): Binding[] {
  const outputs = lanes.map(({ pass, plan }) => ({
    name: `${pass}Outputs`,
    slice: plan.outputs as Slice,
  }));
  const [{ plan }] = lanes as readonly [PassLane];
  return [...outputs, { name: 'gradient', slice: plan.outputGradient as Slice, writes: true }];
}

function shapeOf(core: Core, head: Head, size: number, lanes: readonly PassLane[]): HeadShape {
  const { actions, outputs, takesFractions } = core.model.architecture;
  const { subgroups } = core.device.math;
  const widths = { online: 0, nextTarget: 0, nextOnline: 0, target: 0 };
  const starts = { online: 0, nextTarget: 0, nextOnline: 0, target: 0 };
  for (const { pass, plan, lane } of lanes) {
    const { fractions } = plan.shape;
    widths[pass] = takesFractions ? fractions : head.outputsPerAction;
    // Of the rows that a workgroup computes itself it has one.
    starts[pass] = lane * outputs * (plan.rows ? 1 : size * fractions);
  }
  return { batch: size, actions, widths, starts, widthFirst: false, subgroups };
}

/** Puts what an update is fed with to its place. */
export function loadUpdate(plan: UpdatePlan, feed: UpdateFeed, put: Put): void {
  for (const { plan: passes, lane, pass } of plan.lanes) {
    const input = feed.inputs.find((each) => each.pass === pass) as PassInput;
    passes.load(lane, input.observations, put);
    passes.loadNoise(lane, input.noise, put);
    if (input.fractions) passes.loadFractions(lane, input.fractions, put);
  }
  put(plan.batch, feed.columns, 0);
  put(plan.plans[0].settings, feed.settings, 0);
}

/** How many numbers of 4 bytes that takes, at most. */
export function wordsOfUpdate({ model }: Core, feed: UpdateFeed): number {
  const { inputs, columns, settings, frames } = feed;
  const { noiseCount } = model.architecture;
  return inputs.reduce(
    (sum, { observations, fractions }) =>
      sum + wordsOf(observations) + noiseCount + (fractions ? wordsOf(fractions) : 0),
    wordsOf(columns) + wordsOf(settings) + (frames ? wordsOf(frames.stale.bytes) : 0),
  );
}
