import { OptionsError } from '../errors.ts';
import { show } from '../validation/options.ts';
import { requireMembers } from '../protocol/requireMembers.ts';
import type { Engine, EngineFactory } from './engine.ts';

/**
 * Returns what was given as `engine` if it makes engines.
 *
 * @throws {OptionsError} If it does not, such as the name of an engine.
 */
export function requireEngine(engine: EngineFactory): EngineFactory {
  // A program in plain JavaScript may hand in anything.
  const given: unknown = engine;
  if (typeof given === 'object' && given !== null && !(given instanceof Promise)) {
    const { name } = given as Partial<EngineFactory>;
    requireMembers(
      'engine must be made by simd(), webgpu() or tfjs(), or be an object',
      given,
      ['create'] satisfies (keyof EngineFactory)[],
      [],
      { name: typeof name === 'string' },
    );
    return engine;
  }
  throw new OptionsError(
    `engine must be made by simd(), webgpu() or tfjs(); received ${show(given)}. ${remedyFor(given)}`,
  );
}

/**
 * Returns what `create` of an engine's factory made.
 *
 * @throws {OptionsError} If it lacks what networks call.
 */
export function requireMadeEngine(engine: Engine): Engine {
  const { name, backend, reads, architecture, updates } = Object(engine) as Partial<
    Record<keyof Engine, unknown>
  >;
  requireMembers(
    'create(options) of the engine must return an object',
    engine,
    [
      ...(['forward', 'forwardForTraining', 'gradient', 'syncTarget'] as const),
      ...(['getState', 'setState', 'setWeights', 'getWeights', 'dispose'] as const),
    ] satisfies (keyof Engine)[],
    [
      ...(['act', 'actLatest', 'readyToAct', 'forwardChosen', 'evaluate', 'learn'] as const),
    ] satisfies (keyof Engine)[],
    {
      name: typeof name === 'string',
      backend: typeof backend === 'string',
      reads: reads === 'sync' || reads === 'async',
      architecture: typeof architecture === 'object' && architecture !== null,
      updates: Number.isSafeInteger(updates),
    },
  );
  return engine;
}

function remedyFor(given: unknown): string {
  if (given instanceof Promise) return 'That is a promise; write engine: await webgpu().';
  const name = typeof given === 'function' ? given.name : given;
  if (name === 'webgpu') {
    return "Write engine: await webgpu(), with import { webgpu } from 'deepq/webgpu'.";
  }
  if (name === 'tfjs') return "Write engine: tfjs(), with import { tfjs } from 'deepq/tfjs'.";
  const write = "Write engine: simd(), with import { simd } from 'deepq'";
  return name === 'auto'
    ? 'Leave engine out: simd() is the default.'
    : `${write}; or leave it out.`;
}
