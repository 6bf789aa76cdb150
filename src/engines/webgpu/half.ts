/** WGSL of numbers of half precision (f16): what products of hidden layers compute with if asked for. */
export interface HalfMath {
  /** What a shader begins with. */
  readonly header: string;
  /**
   * Types `half4` and `half44`, four of `half4`; `packedHalf` and `unpackedHalf`, to and from the
   * two words that four numbers take; and `halfFma`.
   */
  readonly code: string;
}

/** The largest number of half precision. */
export const MAX_HALF = 65_504;

/** Computed by the GPU itself, which has the feature `shader-f16`. */
export const nativeHalf: HalfMath = {
  header: 'enable f16;',
  code: halfCode('bitcast<vec2u>(half4(fits))', 'bitcast<half4>(v)'),
};

/** The same for browsers that have the feature, but cannot see a `half4` as two words, as Firefox. */
export const packingHalf: HalfMath = {
  header: 'enable f16;',
  code: halfCode(
    'vec2u(pack2x16float(fits.xy), pack2x16float(fits.zw))',
    'half4(vec4f(unpack2x16float(v.x), unpack2x16float(v.y)))',
  ),
};

/** The one of the two that a GPU with `shader-f16` takes. */
export async function halfMathFor(gpu: GPUDevice): Promise<HalfMath> {
  gpu.pushErrorScope('validation');
  gpu.createShaderModule({ code: `${nativeHalf.header}\n${nativeHalf.code}` });
  const error = await gpu.popErrorScope();
  return error === null ? nativeHalf : packingHalf;
}

function halfCode(packed: string, unpacked: string): string {
  return `alias half4 = vec4<f16>; alias half44 = mat4x4<f16>;
fn packedHalf(v: vec4f) -> vec2u { let fits = clamp(v, vec4f(-${MAX_HALF}.0), vec4f(${MAX_HALF}.0)); return ${packed}; }
fn unpackedHalf(v: vec2u) -> half4 { return ${unpacked}; }
fn halfFma(a: half4, b: half4, c: half4) -> half4 { return fma(a, b, c); }`;
}
