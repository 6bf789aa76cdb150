import type { Slice } from './buffers.ts';
import type { Device } from './device.ts';
import { tooManyGroups } from './deviceErrors.ts';
import { STAGE_COMPUTE } from './gpuFlags.ts';
import type { Room } from './room.ts';
import { Program } from './shaderProgram.ts';

/** A buffer as a shader sees it: an array of a fixed size, by name. */
export interface Binding {
  /** Its name in the shader. */
  readonly name: string;
  readonly slice: Slice;
  /** What it holds. A `vec4f` is four numbers. @default 'f32' */
  readonly type?: 'f32' | 'vec4f' | 'u32' | 'i32';
  /** Whether the shader writes it. @default false */
  readonly writes?: boolean;
}

/** What {@link createDispatch} is made from. */
export interface DispatchSpec {
  /** In words, for tools and measurements. */
  readonly label: string;
  /** At most 8; a buffer that is written stands there once. */
  readonly bindings: readonly Binding[];
  /** WGSL without the declarations of the bindings; its entry point is `main`. */
  readonly code: string;
  /** How many workgroups, along each side. */
  readonly groups: readonly [x: number, y: number, z: number];
}

/** One call of a shader, ready to be recorded. */
export interface Dispatch {
  readonly label: string;
  readonly program: Program;
  readonly bindGroup: GPUBindGroup;
  readonly groups: readonly [x: number, y: number, z: number];
  /** The memory of its buffers, where that is waited for. */
  readonly room?: Room | undefined;
}

/**
 * Prepares a call of a shader, and begins to compile it if this source is new.
 * Sizes belong into the source as constants: arrays of a fixed size make the
 * bounds checks of WGSL cheap.
 *
 * @param room - The memory of its buffers, if they are made in one.
 * @throws {BackendError} If it takes more workgroups than the device starts.
 */
export function createDispatch(device: Device, spec: DispatchSpec, room?: Room): Dispatch {
  const { label, bindings, groups } = spec;
  const limit = device.gpu.limits.maxComputeWorkgroupsPerDimension;
  const most = Math.max(...groups);
  if (most > limit) throw tooManyGroups(label, most, limit);
  const layout = layoutOf(device, bindings);
  const code = `${device.header}\n${bindings.map(declare).join('\n')}\n${spec.code}`;
  const known = device.programs.get(code);
  const program =
    known ??
    new Program(device.gpu, spec, layout, code, (error) => {
      device.fail(error);
    });
  if (!known) device.programs.set(code, program);
  const bindGroup = device.gpu.createBindGroup({
    label,
    layout,
    entries: bindings.map(({ slice: { buffer, offset, length } }, binding) => ({
      binding,
      resource: { buffer, offset, size: 4 * length },
    })),
  });
  return { label, program, bindGroup, groups, room };
}

/** Records calls one behind the other; each sees what those before it wrote. */
export function recordDispatches(
  pass: GPUComputePassEncoder,
  dispatches: readonly Dispatch[],
): void {
  for (const { program, bindGroup, groups } of dispatches) {
    pass.setPipeline(program.pipeline as GPUComputePipeline);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(...groups);
  }
}

/** Threads of a workgroup where each thread does one number. */
export const THREADS = 64;

/** Beyond this many workgroups a line of them becomes a rectangle. */
export const MAX_LINE = 32_768;

/** The workgroups of one thread for each of `count` numbers; see {@link threadIndex}. */
export function groupsFor(count: number): readonly [number, number, number] {
  const groups = Math.max(1, Math.ceil(count / THREADS));
  const lines = Math.ceil(groups / MAX_LINE);
  return [Math.ceil(groups / lines), lines, 1];
}

/**
 * WGSL: the entry point of a shader with one thread for each of `count` numbers,
 * whose body finds the number in `i`.
 */
export function forEachIndex(count: number, body: string): string {
  const [across] = groupsFor(count);
  return `@compute @workgroup_size(${THREADS}) fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let i = (group.y * ${across}u + group.x) * ${THREADS}u + thread;
  if (i >= ${count}u) { return; }
  ${body}
}`;
}

function declare({ name, slice, type = 'f32', writes = false }: Binding, index: number): string {
  const access = writes ? 'read_write' : 'read';
  const length = type === 'vec4f' ? Math.floor(slice.length / 4) : slice.length;
  return `@group(0) @binding(${index}) var<storage, ${access}> ${name}: array<${type}, ${length}>;`;
}

function layoutOf(device: Device, bindings: readonly Binding[]): GPUBindGroupLayout {
  const key = bindings.map(({ writes = false }) => (writes ? 'w' : 'r')).join('');
  const known = device.layouts.get(key);
  if (known) return known;
  const layout = device.gpu.createBindGroupLayout({
    label: key,
    entries: bindings.map(({ writes = false }, binding) => ({
      binding,
      visibility: STAGE_COMPUTE,
      buffer: { type: writes ? 'storage' : 'read-only-storage' },
    })),
  });
  device.layouts.set(key, layout);
  return layout;
}
