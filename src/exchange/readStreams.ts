import type { OptionsError } from '../errors.ts';
import { inexpressible } from './modelErrors.ts';
import type { ModelLayer } from './modelLayer.ts';
import type { ModelPaths } from './modelPaths.ts';
import { readModelLayers, type ReadLayer } from './layerReaders.ts';
import type { DenseSpec } from '../networks/layers/dense.ts';

type DuelingPaths = Extract<ModelPaths, { readonly type: 'dueling' }>;

/** The two streams of a dueling head. */
export interface ReadStreams {
  readonly value: readonly ReadLayer[];
  readonly advantage: readonly ReadLayer[];
  /** All but their last layers, in which they are alike. */
  readonly hidden: readonly DenseSpec[];
}

/**
 * Reads the streams of value and advantage.
 *
 * @throws {OptionsError} If they are not those of a dueling head.
 */
export function readStreams(paths: DuelingPaths, actions: number): ReadStreams {
  const { combine } = paths;
  const { useBias, activation } = combine.getConfig();
  if (combine.getClassName() !== 'Dense' || useBias !== false || activation !== 'linear') {
    throw noDuelingHead(combine, 'joins two streams');
  }
  const value = readModelLayers(paths.value, false).layers;
  const advantage = readModelLayers(paths.advantage, false).layers;
  const hidden = hiddenOf(value, 1, combine);
  const others = hiddenOf(advantage, actions, combine);
  const [first] = hidden;
  const isAlike = (layer: DenseSpec, index: number): boolean =>
    layer.activation === first?.activation && layer.units === others[index]?.units;
  const isSame = others.every((layer) => layer.activation === first?.activation);
  if (hidden.length !== others.length || !isSame || !hidden.every(isAlike)) {
    throw noDuelingHead(combine, 'joins two streams with different hidden layers');
  }
  return { value, advantage, hidden };
}

/** The layers of a stream before its last one, which is checked. */
function hiddenOf(
  stream: readonly ReadLayer[],
  units: number,
  combine: ModelLayer,
): readonly DenseSpec[] {
  const specs = stream.map(({ layer, spec }) => {
    if (spec.type === 'dense') return spec;
    throw noDuelingHead(layer, 'is in a stream');
  });
  const last = specs.at(-1);
  if (last?.units === units && last.activation === 'linear') return specs.slice(0, -1);
  throw noDuelingHead(
    combine,
    `joins streams of which one does not end in ${units} unit${units === 1 ? '' : 's'} without activation`,
  );
}

/** An error about the end of a model that is nearly a dueling network. */
export function noDuelingHead(layer: ModelLayer, problem: string): OptionsError {
  return inexpressible(
    layer,
    problem,
    'Two streams can only be those of a dueling head: Dense layers, alike but for the last, which has ' +
      '1 unit for V and one for each action for A; Concatenate of V and A; and a Dense layer ' +
      'without bias that makes V + A − mean A of it, with the weights that toLayersModel() gives it.',
  );
}
