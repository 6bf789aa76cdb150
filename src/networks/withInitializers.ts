import type { NetworkInitializers } from './initializers/initializer.ts';
import { resolveInitializers, resolveOutput } from './initializers/resolve.ts';
import type { NetworkSpec } from './spec.ts';

/**
 * Writes into a spec how the weights of its layers begin. What a layer says
 * of itself stays.
 *
 * @throws {OptionsError} If an option is no initializer, or does not suit.
 */
export function withInitializers(spec: NetworkSpec, options: NetworkInitializers): NetworkSpec {
  const shared = resolveInitializers(options);
  return {
    ...spec,
    layers: spec.layers.map((layer) =>
      layer.type === 'dense' || layer.type === 'conv' ? { ...shared, ...layer } : layer,
    ),
    dueling: spec.dueling && { ...spec.dueling, ...shared },
    ...resolveOutput(options.output),
  };
}
