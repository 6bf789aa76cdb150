import { OptionsError } from '../errors.ts';
import {
  isModelArchitecture,
  type Architecture,
  type ModelArchitecture,
} from '../networks/architecture.ts';

/**
 * The architecture of a network that is made of known layers.
 *
 * @param where - Who asks, for messages.
 * @throws {OptionsError} If a model of another library runs as it is.
 */
export function requireLayers(
  where: string,
  architecture: Architecture | ModelArchitecture,
): Architecture {
  if (!isModelArchitecture(architecture)) return architecture;
  throw new OptionsError(
    `${where} needs a network whose layers are known, such as mlp({ hidden }) or cnn({ convolutions }); ` +
      `this one runs a model of ${architecture.engine} as it is. Leave ${where} out, or give a network.`,
  );
}

/** The layer that an array of weights belongs to: `'layer0'` of `'layer0.kernel'`. */
export function layerOf(parameter: { readonly name: string }): string {
  return parameter.name.slice(0, parameter.name.lastIndexOf('.'));
}

/** The names of all layers that have weights, in order. */
export function layerNames({ parameters }: Architecture): readonly string[] {
  return [...new Set(parameters.map(layerOf))];
}

/**
 * The layers that make features of what was observed: convolutions or an embedding,
 * with what follows on them up to the first dense layer; in a network without either,
 * all hidden layers before the outputs or the streams.
 */
export function torsoLayers({ trunk }: Architecture): ReadonlySet<string> {
  const encodes = trunk.map(({ type }) => type === 'conv' || type === 'embedding');
  const lastEncoder = encodes.lastIndexOf(true);
  const firstDense = trunk.findIndex(({ type }, index) => index > lastEncoder && type === 'dense');
  const length = lastEncoder < 0 || firstDense < 0 ? trunk.length : firstDense;
  return new Set(Array.from({ length }, (_, index) => `layer${index}`));
}
