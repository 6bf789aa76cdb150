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
  code: `alias half4 = vec4<f16>; alias half44 = mat4x4<f16>;
fn packedHalf(v: vec4f) -> vec2u { return bitcast<vec2u>(half4(clamp(v, vec4f(-${MAX_HALF}.0), vec4f(${MAX_HALF}.0)))); }
fn unpackedHalf(v: vec2u) -> half4 { return bitcast<half4>(v); }
fn halfFma(a: half4, b: half4, c: half4) -> half4 { return fma(a, b, c); }`,
};
