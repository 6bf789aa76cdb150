import type { NetworkInitializers } from './initializers/initializer.ts';
import { resolveInitializers, resolveOutput } from './initializers/resolve.ts';
import { resolveNoisy, type NoisyOptions } from './layers/noisySpec.ts';
import type { NetworkSpec } from './spec.ts';

/**
 * Writes into a spec how the weights of its layers begin. What a layer says
 * of itself stays.
 *
 * @throws {OptionsError} If an option is no initializer, or does not suit.
 */
export function withInitializers(
  spec: NetworkSpec,
  options: NetworkInitializers & { readonly noisy?: NoisyOptions },
): NetworkSpec {
  const shared = resolveInitializers(options);
  const noisy = resolveNoisy(options.noisy);
  const { output } = resolveOutput(options.output);
  return {
    ...spec,
    layers: spec.layers.map((layer) =>
      layer.type === 'dense'
        ? { ...shared, ...noisy, ...layer }
        : layer.type === 'conv'
          ? { ...shared, ...layer }
          : layer,
    ),
    dueling: spec.dueling && { ...spec.dueling, ...shared, ...noisy },
    ...(output || noisy.noisy ? { output: { ...noisy, ...output } } : {}),
  };
}
