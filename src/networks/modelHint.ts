/**
 * What to do with a model of TensorFlow.js that was given in the place of a
 * network's spec, as a sentence to append to an error; empty for anything else.
 */
export function modelHint(given: unknown): string {
  const { predict, getWeights } = (given as Record<string, unknown> | null | undefined) ?? {};
  if (typeof predict !== 'function') return '';
  if (typeof getWeights !== 'function') return ` ${GRAPH_MODEL_HINT}`;
  return (
    ' Write network: layersModel(model) for a LayersModel of TensorFlow.js, with ' +
    "import { layersModel } from 'deepq/tfjs'."
  );
}

/** A graph model can only predict. */
export const GRAPH_MODEL_HINT: string =
  'What loadGraphModel(…) gives has no layers: convert the original with ' +
  '--output_format=tfjs_layers_model instead.';
