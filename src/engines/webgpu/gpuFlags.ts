/**
 * What a buffer may be used for, as WebGPU numbers it. Node has no global
 * `GPUBufferUsage`, and pages have these same numbers.
 *
 * @see https://www.w3.org/TR/webgpu/#namespacedef-gpubufferusage
 */
export const usage = {
  mapRead: 0x1,
  copySource: 0x4,
  copyTarget: 0x8,
  storage: 0x80,
  queryResolve: 0x200,
} as const;

/** `GPUMapMode.READ`. */
export const MAP_MODE_READ = 1;

/** `GPUShaderStage.COMPUTE`. */
export const STAGE_COMPUTE = 4;
