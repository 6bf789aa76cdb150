import { OptionsError } from '../../errors.ts';
import {
  rejectUnknownOptions,
  requireChoice,
  requireNumber,
  hintOfCall,
  show,
} from '../../validation/options.ts';
import { constant, normal, truncatedNormal, uniform } from './fixed.ts';
import type { Initializer, LayerInitializers, NetworkInitializers } from './initializer.ts';
import { resolveNoisy, type NoisySpec } from '../layers/noisySpec.ts';
import { fanInUniform, orthogonal } from './scaled.ts';

/** The options that say how the weights of a layer begin, by name. */
export const initializerNames = ['kernelInitializer', 'biasInitializer'] as const;

/** As {@link initializerNames}, of a network. */
export const initializerOptions = ['kernelInitializer', 'biasInitializer', 'output'] as const;

/**
 * Checks a description, which may have been written by hand or read from a
 * file.
 *
 * @throws {OptionsError} If it is none, or one of its numbers is out of range.
 */
export function resolveInitializer(name: string, given: unknown): Initializer {
  const initializer = given as Initializer | null | undefined;
  switch (initializer?.type) {
    case 'uniform':
      return uniform(withoutType(initializer));
    case 'normal':
      return normal(withoutType(initializer));
    case 'truncatedNormal':
      return truncatedNormal(withoutType(initializer));
    case 'constant':
      return constant(initializer.value);
    case 'fanInUniform':
      return fanInUniform();
    case 'varianceScaling':
      return resolveScaling(initializer);
    case 'orthogonal':
      return orthogonal(withoutType(initializer));
    default:
      throw new OptionsError(
        `${name} must be made by one of initializers, such as ` +
          `initializers.uniform({ bound: 0.03 }); received ${show(given)}.${hintOfCall(given)}`,
      );
  }
}

/**
 * Picks out of the options or the spec of a layer how its weights begin, and
 * checks it. What is not said is left out.
 *
 * @throws {OptionsError} If one is no initializer, or does not suit.
 */
export function resolveInitializers(given: LayerInitializers): LayerInitializers {
  const { kernelInitializer: kernel, biasInitializer: bias } = given;
  return {
    ...(kernel && { kernelInitializer: resolveInitializer('kernelInitializer', kernel) }),
    ...(bias && { biasInitializer: resolveBias(bias) }),
  };
}

/** As {@link resolveInitializers}, for the option or the part of a spec that is called `output`. */
export function resolveOutput(output: NetworkInitializers['output']): {
  readonly output?: LayerInitializers & { readonly noisy?: NoisySpec };
} {
  if (output === undefined) return {};
  rejectUnknownOptions('output', output, [...initializerNames, 'noisy'], {
    activation: 'nothing: action values are what the last layer gives, without an activation',
    units: 'nothing: there are as many outputs as the environment has actions',
  });
  return { output: { ...resolveInitializers(output), ...resolveNoisy(output.noisy) } };
}

function resolveBias(bias: Initializer): Initializer {
  const resolved = resolveInitializer('biasInitializer', bias);
  if (resolved.type !== 'orthogonal') return resolved;
  throw new OptionsError(
    'biasInitializer must not be orthogonal, which takes a matrix; use another one, such as ' +
      'initializers.zeros().',
  );
}

function resolveScaling(given: Initializer & { readonly type: 'varianceScaling' }): Initializer {
  const { scale, fan, distribution, ...rest } = withoutType(given);
  rejectUnknownOptions('varianceScaling', rest, []);
  return {
    type: 'varianceScaling',
    scale: requireNumber('scale', scale, { min: 0, max: 1e30, exclusiveMin: true }),
    fan: requireChoice('fan', fan, ['in', 'average']),
    distribution: requireChoice('distribution', distribution, ['uniform', 'normal']),
  };
}

function withoutType<T extends Initializer>({ type: _, ...options }: T): Omit<T, 'type'> {
  return options;
}
