import { BackendError } from '../../errors.ts';

const START_AGAIN =
  'Make a new engine with await webgpu(), a new network or agent with it, and load the last checkpoint.';

/** Where there is no WebGPU at all. */
export function noWebgpu(): BackendError {
  return new BackendError(
    'webgpu() found no WebGPU here: navigator.gpu is missing. In Node install the package webgpu and ' +
      "hand it in: import { create } from 'webgpu'; await webgpu({ gpu: create([]) }). In a page use a " +
      'browser with WebGPU, over https or on localhost. Or leave engine out: simd() runs everywhere.',
  );
}

/** Where there is WebGPU, but no GPU for it. */
export function noAdapter(reason = ''): BackendError {
  return new BackendError(
    `webgpu() found no adapter: WebGPU is there, but no GPU that it can use${reason && ` (${reason})`}. ` +
      'Install a driver with Vulkan, Metal or Direct3D 12; in Node on Linux libvulkan1 too. Or leave ' +
      'engine out: simd() runs everywhere.',
  );
}

/** Where a GPU was found, but refused its work. */
export function noDevice(cause: unknown): BackendError {
  return new BackendError(
    `webgpu() found a GPU that gives no device: ${messageOf(cause)} Close other programs that use it, ` +
      'or leave engine out: simd() runs everywhere.',
    { cause },
  );
}

/** What was asked of a GPU that has no such feature. */
export function lacksFeature(feature: 'shader-f16' | 'subgroups'): BackendError {
  const [option, otherwise] =
    feature === 'subgroups'
      ? ['subgroups: true', 'sums are made in the memory of workgroups then, which all GPUs have']
      : ["precision: 'float16'", "all GPUs compute in 'float32', the default"];
  return new BackendError(
    `webgpu({ ${option} }) needs a GPU and a driver with the feature ${feature}, which this one has ` +
      `not. Leave the option out: ${otherwise}.`,
  );
}

/** A GPU whose subgroups do not hold threads as sums need them. */
export function strangeSubgroups(): BackendError {
  return new BackendError(
    'webgpu({ subgroups: true }) found a GPU whose subgroups do not hold threads that follow one ' +
      'another. Leave the option out: sums are made in the memory of workgroups then.',
  );
}

/** A device that is gone, with all that it held. */
export function lostDevice(reason: string): BackendError {
  const why = reason === '' ? '' : ` (${reason})`;
  return new BackendError(
    `The GPU device was lost${why}, and all weights on it with it. ${START_AGAIN}`,
  );
}

/** A buffer that is larger than the device allows. */
export function tooLargeBuffer(what: string, bytes: number, limit: number): BackendError {
  return new BackendError(
    `${what} would take ${bytes} bytes in one buffer, and this GPU allows ${limit}. Make the batch or the ` +
      'network smaller, or use engine: simd().',
  );
}

/** More workgroups than the device starts at once. */
export function tooManyGroups(what: string, groups: number, limit: number): BackendError {
  return new BackendError(
    `${what} takes ${groups} workgroups along one side, and this GPU allows ${limit}. Make the batch ` +
      'or the images smaller, or use engine: simd().',
  );
}

/** What memory of a GPU is asked for. */
export type RoomFor = 'network' | 'batch' | 'readback';

/** By what was asked for: what there is no memory for, and what to do. */
const shortages: Readonly<Record<RoomFor, readonly [what: string, advice: string]>> = {
  network: [
    'for this network',
    'Make the network smaller, dispose networks that are not needed, close other programs that use ' +
      'the GPU, or use engine: simd().',
  ],
  batch: [
    'for this batch',
    'Make the batch smaller, or close other programs that use the GPU. Weights and optimizer are as ' +
      'they were before it: they can be saved, and go on with smaller batches, or on engine: simd().',
  ],
  readback: [
    'to hand numbers over',
    'Dispose networks that are not needed, or close other programs that use the GPU, and try again: ' +
      'what is on the GPU is as it was.',
  ],
};

/** Where there is no memory for something new: all that was there goes on. */
export function outOfMemory(roomFor: RoomFor, error: unknown): BackendError {
  const [what, advice] = shortages[roomFor];
  return new BackendError(`The GPU has no memory ${what}: ${messageOf(error)} ${advice}`, {
    cause: error,
  });
}

/** What the device reported by itself. */
export function deviceFailed(error: unknown): BackendError {
  if (error instanceof BackendError) return error;
  const message = messageOf(error);
  if (nameOf(error) === 'GPUOutOfMemoryError') {
    return new BackendError(
      `The GPU ran out of memory: ${message} Close other programs that use it, make the batch or ` +
        `the network smaller, or use engine: simd(). ${START_AGAIN}`,
      { cause: error },
    );
  }
  return new BackendError(
    `The GPU refused what deepq asked of it: ${message} That is a mistake in deepq; please report it. ` +
      'Meanwhile use engine: simd().',
    { cause: error },
  );
}

function nameOf(error: unknown): string {
  return (Object(error) as { constructor: { name: string } }).constructor.name;
}

/** The first line, with a full stop: Dawn adds a page. */
function messageOf(error: unknown): string {
  const message = String((Object(error) as Partial<Error>).message ?? error);
  const [first = ''] = message.trim().split('\n');
  return first.endsWith('.') ? first : `${first}.`;
}
