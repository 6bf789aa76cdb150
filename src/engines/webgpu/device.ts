import type { BackendError } from '../../errors.ts';
import {
  deviceFailed,
  lostDevice,
  noAdapter,
  lacksFeature,
  noDevice,
  noWebgpu,
  tooLargeBuffer,
} from './deviceErrors.ts';
import { halfMathFor, type HalfMath } from './half.ts';
import type { Program } from './shaderProgram.ts';
import { usage } from './gpuFlags.ts';

/**
 * Where GPUs come from: `navigator.gpu` of a page, or what `create([])` of the
 * package `webgpu` returns in Node.
 *
 * @category Engines
 */
export interface GpuSource {
  /** Finds a GPU, or `null`. */
  requestAdapter(options?: {
    readonly powerPreference?: 'low-power' | 'high-performance';
  }): Promise<object | null>;
}

/** What {@link requestDevice} is asked for. */
export interface DeviceRequest {
  /** @default navigator.gpu */
  readonly gpu?: GpuSource | undefined;
  /** @default 'high-performance' */
  readonly powerPreference?: 'low-power' | 'high-performance' | undefined;
  /** By what hidden layers multiply on the way forward. @default 'float32' */
  readonly precision?: 'float32' | 'float16' | undefined;
  /** Whether sums over a workgroup are made by subgroups. @default false */
  readonly subgroups?: boolean | undefined;
}

/** How shaders of a device compute, where there is a choice. */
export interface DeviceMath {
  /** By what hidden layers multiply on the way forward; `null` for single precision. */
  readonly half: HalfMath | null;
  /** Whether sums over a workgroup are made by subgroups. */
  readonly subgroups: boolean;
}

const PLAIN_MATH: DeviceMath = { half: null, subgroups: false };

/** Buffers up to this size are asked for, where the GPU allows them. */
const MAX_BUFFER_BYTES = 2 ** 32 - 4;

/** So many buffers of a shader are of use, where the GPU allows more than the 8 that all have. */
const MOST_BINDINGS = 16;

/**
 * A GPU that is ready for work. Engines that were made by one factory share it.
 */
export class Device {
  /** WebGPU's own object. */
  readonly gpu: GPUDevice;
  /** What it is, for people. */
  readonly description: string;
  /** By layout and source; see program.ts. */
  readonly programs: Map<string, Program> = new Map();
  /** By the access of each binding; see program.ts. */
  readonly layouts: Map<string, GPUBindGroupLayout> = new Map();
  /** Kept, as Dawn for Node takes the device down with them when they are collected. */
  readonly owners: readonly object[];
  /** The largest buffer that it allows. */
  readonly maxBytes: number;
  readonly math: DeviceMath;
  #failure: BackendError | null = null;
  #buffers = 0;
  #bytes = 0;

  constructor(
    gpu: GPUDevice,
    description: string,
    owners: readonly object[],
    math: DeviceMath = PLAIN_MATH,
  ) {
    this.math = math;
    this.gpu = gpu;
    this.owners = owners;
    this.description = description;
    const { maxBufferSize, maxStorageBufferBindingSize } = gpu.limits;
    this.maxBytes = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    void gpu.lost.then(({ reason, message }) => {
      this.#failure ??= lostDevice(reason === 'destroyed' ? 'it was destroyed' : message);
    });
    gpu.addEventListener('uncapturederror', (event) => {
      this.#failure ??= deviceFailed(event.error);
    });
  }

  /** Buffers that live on it. */
  get buffers(): number {
    return this.#buffers;
  }

  /** Bytes of those buffers. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What all shaders begin with. */
  get header(): string {
    const { half, subgroups } = this.math;
    return [half?.header, subgroups ? 'enable subgroups;' : ''].filter(Boolean).join('\n');
  }

  /** What went wrong on it, if anything did. */
  get failure(): BackendError | null {
    return this.#failure;
  }

  /** Whether the times of dispatches can be taken. */
  get hasTimestamps(): boolean {
    return this.gpu.features.has('timestamp-query');
  }

  /** @throws {BackendError} If it was lost, ran out of memory or refused something. */
  requireUsable(): void {
    if (this.#failure) throw this.#failure;
  }

  /** Notes what went wrong elsewhere, such as in a compilation. */
  fail(error: unknown): void {
    this.#failure ??= deviceFailed(error);
  }

  /**
   * A buffer for shaders, full of zeros.
   *
   * @param what - In words, for errors.
   * @throws {BackendError} If it is larger than the device allows.
   */
  createBuffer(
    what: string,
    bytes: number,
    use: number = usage.storage | usage.copySource | usage.copyTarget,
  ): GPUBuffer {
    const size = Math.max(16, Math.ceil(bytes / 16) * 16);
    if (size > this.maxBytes) throw tooLargeBuffer(what, size, this.maxBytes);
    this.#buffers++;
    this.#bytes += size;
    return this.gpu.createBuffer({ label: what, size, usage: use });
  }

  /** Frees a buffer. */
  destroyBuffer(buffer: GPUBuffer): void {
    this.#buffers--;
    this.#bytes -= buffer.size;
    buffer.destroy();
  }
}

/**
 * Asks for a GPU.
 *
 * @throws {BackendError} If there is no WebGPU, or no GPU that it can use, or it cannot do what
 *   was asked for.
 */
export async function requestDevice(request: DeviceRequest = {}): Promise<Device> {
  const { gpu, powerPreference = 'high-performance' } = request;
  const { precision = 'float32', subgroups = false } = request;
  const source = gpu ?? (globalThis.navigator as Navigator | undefined)?.gpu;
  if (!source) throw noWebgpu();
  const adapter = await requestAdapter(source, powerPreference);
  const { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage } =
    adapter.limits;
  const atMost = (limit: number): number => Math.min(limit, MAX_BUFFER_BYTES);
  const needed = [
    ...(precision === 'float16' ? (['shader-f16'] as const) : []),
    ...(subgroups ? (['subgroups'] as const) : []),
  ];
  for (const feature of needed) {
    if (!adapter.features.has(feature)) throw lacksFeature(feature);
  }
  const timestamps = adapter.features.has('timestamp-query') ? (['timestamp-query'] as const) : [];
  try {
    const made = await adapter.requestDevice({
      requiredFeatures: [...needed, ...timestamps],
      requiredLimits: {
        maxStorageBuffersPerShaderStage: Math.min(maxStorageBuffersPerShaderStage, MOST_BINDINGS),
        maxBufferSize: atMost(maxBufferSize),
        maxStorageBufferBindingSize: atMost(maxStorageBufferBindingSize),
      },
    });
    const half = precision === 'float16' ? await halfMathOrDestroy(made) : null;
    return new Device(made, describe(adapter), [source, adapter], { half, subgroups });
  } catch (error) {
    throw noDevice(error);
  }
}

/** @throws What the GPU throws; nothing is left behind then. */
async function halfMathOrDestroy(gpu: GPUDevice): Promise<HalfMath> {
  try {
    return await halfMathFor(gpu);
  } catch (error) {
    gpu.destroy();
    throw error;
  }
}

async function requestAdapter(
  source: GpuSource,
  powerPreference: 'low-power' | 'high-performance',
): Promise<GPUAdapter> {
  let adapter: object | null;
  try {
    adapter = await source.requestAdapter({ powerPreference });
  } catch (error) {
    throw noAdapter(error instanceof Error ? error.message : String(error));
  }
  if (!adapter) throw noAdapter();
  const { limits, features, requestDevice: request } = adapter as Partial<GPUAdapter>;
  const isAdapter = [limits, features, request].every(Boolean);
  if (!isAdapter) throw noAdapter('what requestAdapter gave is no GPUAdapter');
  return adapter as GPUAdapter;
}

/** Such as `nvidia ampere`; browsers tell little. */
function describe(adapter: GPUAdapter): string {
  // Browsers of 2023 have none.
  const info: Partial<GPUAdapterInfo> = (adapter as Partial<GPUAdapter>).info ?? {};
  const { vendor, architecture, description } = info;
  return [vendor, architecture || description].filter(Boolean).join(' ') || 'gpu';
}
