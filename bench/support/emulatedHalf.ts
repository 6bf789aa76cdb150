import type { HalfMath } from '../../src/engines/webgpu/half.ts';
import { MAX_HALF } from '../../src/engines/webgpu/half.ts';

/**
 * Half precision as a GPU with `shader-f16` computes it, on any GPU: each number is rounded to it
 * after each step. By this the loss of agreement is measured where no such GPU is at hand.
 */
export const emulatedHalf: HalfMath = {
  header: '',
  code: `alias half4 = vec4f; alias half44 = mat4x4f;
fn packedHalf(v: vec4f) -> vec2u { let c = clamp(v, vec4f(-${MAX_HALF}.0), vec4f(${MAX_HALF}.0)); return vec2u(pack2x16float(c.xy), pack2x16float(c.zw)); }
fn unpackedHalf(v: vec2u) -> half4 { return vec4f(unpack2x16float(v.x), unpack2x16float(v.y)); }
fn halfFma(a: half4, b: half4, c: half4) -> half4 { return quantizeToF16(fma(a, b, c)); }`,
};
