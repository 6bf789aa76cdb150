import type { Architecture, Layer, ModelArchitecture } from './architecture.ts';
import { isModelArchitecture } from '../exchange/modelArchitecture.ts';

/** Lists the layers with their shapes and numbers of weights. */
export function summarize(architecture: Architecture | ModelArchitecture): string {
  const { input, parameterCount } = architecture;
  const rows = [
    input.states === null
      ? ['input', `${input.size}${scaleText(input.scale)}${orderText(input.channels)}`, '']
      : ['input', `index below ${input.states}`, ''],
    ...(isModelArchitecture(architecture) ? modelRows(architecture) : specRows(architecture)),
    ['total', '', parameterCount.toLocaleString('en')],
  ];
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map(([part = '', text = '', count = '']) =>
      `${part.padEnd(widths[0] ?? 0)}  ${text.padEnd(widths[1] ?? 0)}  ${count.padStart(widths[2] ?? 0)}`.trimEnd(),
    )
    .join('\n');
}

function specRows({ trunk, output, outputs }: Architecture): string[][] {
  const rows = (part: string, layers: readonly Layer[]): string[][] =>
    layers.map((layer) => layerRow(part, layer));
  if (output.type === 'linear') return [...rows('layer', trunk), ...rows('output', output.layers)];
  return [
    ...rows('layer', trunk),
    ...rows('value', output.value),
    ...rows('advantage', output.advantage),
    ['dueling', `V + A − mean A → ${outputs}`, ''],
  ];
}

function modelRows({ spec }: ModelArchitecture): string[][] {
  return spec.layers.map((layer) => {
    const shapes = JSON.stringify(layer.outputShape);
    const text = `${layer.name} (${layer.getClassName()}) → ${shapes}`;
    return ['layer', text, layer.countParams().toLocaleString('en')];
  });
}

function layerRow(part: string, layer: Layer): string[] {
  const count = (weights: number): string => weights.toLocaleString('en');
  switch (layer.type) {
    case 'embedding':
      return [
        part,
        `embedding ${layer.inputs} → ${layer.units}`,
        count(layer.inputs * layer.units),
      ];
    case 'dense': {
      const { inputs, units, activation } = layer;
      return [part, `dense ${inputs} → ${units} ${activation}`, count((inputs + 1) * units)];
    }
    case 'conv': {
      const { inputShape, outputShape, kernelSize, stride, activation } = layer;
      const weights = (kernelSize ** 2 * inputShape[2] + 1) * outputShape[2];
      const text =
        `conv ${inputShape.join('×')} → ${outputShape.join('×')} ${activation}, ` +
        `kernel ${kernelSize}×${kernelSize}, stride ${stride}`;
      return [part, text, count(weights)];
    }
  }
}

function orderText(channels: Architecture['input']['channels']): string {
  return channels === 'first' ? ', channels first' : '';
}

function scaleText(scale: number): string {
  return scale === 1 ? '' : ` × ${Number(scale.toPrecision(3))}`;
}
