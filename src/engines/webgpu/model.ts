import type { Architecture } from '../../networks/architecture.ts';
import type { OptimizerSpec } from '../../optimizers/optimizer.ts';
import { lazyTable } from '../../optimizers/parts.ts';
import { optimizerSlots } from '../../optimizers/slots.ts';
import { Buffers, type Slice } from './buffers.ts';
import type { Device } from './device.ts';
import { Room } from './room.ts';
import { layOutWeights, type WeightLayout } from './layout.ts';

/** What {@link createModel} is made from. */
export interface ModelOptions {
  readonly architecture: Architecture;
  readonly optimizer: OptimizerSpec;
  /** Whether sum, norm and step are one call of a shader where that can be; see fusedStep.ts. @default false */
  readonly fusesSteps?: boolean;
}

/** All that one network keeps on the GPU from update to update. */
export interface DeviceModel {
  readonly device: Device;
  /** The memory of all of it. */
  readonly room: Room;
  readonly buffers: Buffers;
  readonly architecture: Architecture;
  readonly optimizer: OptimizerSpec;
  readonly layout: WeightLayout;
  /** Online weights, then the target's; each of `layout.length`. */
  readonly weights: Slice;
  /** The gradient of the last step before clipping. Shape `[layout.length]`. */
  readonly gradient: Slice;
  /** The vectors of the optimizer, one behind the other, in the order of `optimizerSlots`. */
  readonly slots: Slice;
  readonly slotNames: readonly string[];
  /** Parts of the norm of the gradient, by workgroup; see gradientSum.ts. */
  readonly norms: Slice;
  /** The table of which only used rows are stepped; `null` if there is none. */
  readonly lazyTable: number | null;
  /** Of each row of an embedding's table, the last update whose batch used it. Shape `[states]`. */
  readonly marks: Slice | null;
  /** Whether sum, norm and step are one call of a shader. */
  readonly fusesSteps: boolean;
}

/** Makes room for a network on the GPU; all is zero at first. */
export function createModel(device: Device, options: ModelOptions): DeviceModel {
  const room = new Room(device, 'network');
  return room.make(() => allocate(device, options, room));
}

function allocate(device: Device, options: ModelOptions, room: Room): DeviceModel {
  const { architecture, optimizer } = options;
  const buffers = new Buffers(device);
  const layout = layOutWeights(architecture);
  const slotNames = optimizerSlots(optimizer);
  const [first] = architecture.trunk;
  const table = lazyTable(optimizer, architecture.trunk);
  const canFuse = table === null && layout.length <= MOST_FUSED;
  try {
    return {
      device,
      room,
      buffers,
      architecture,
      optimizer,
      layout,
      weights: buffers.allocate('Weights', 2 * layout.length),
      gradient: buffers.allocate('The gradient', layout.length),
      slots: buffers.allocate('The state of the optimizer', layout.length * slotNames.length),
      slotNames,
      norms: buffers.allocate('Norms', 4 * MAX_NORMS),
      lazyTable: table,
      fusesSteps: canFuse && options.fusesSteps === true,
      marks: first?.type === 'embedding' ? buffers.allocate('Used rows', first.inputs) : null,
    };
  } catch (error) {
    buffers.dispose();
    throw error;
  }
}

/** Weights of a network whose step one workgroup can take, at most. */
const MOST_FUSED = 2 ** 14;

/** Workgroups that sum up the gradient, at most. */
export const MAX_NORMS = 512;
