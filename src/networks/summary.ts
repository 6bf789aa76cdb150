import type { Architecture, Layer } from './architecture.ts';

/** Lists the layers with their shapes and numbers of weights. */
export function summarize(architecture: Architecture): string {
  const { input, trunk, output, outputs, parameterCount } = architecture;
  const rows = [
    input.kind === 'discrete'
      ? ['input', `index below ${indexBound(trunk[0])}`, '']
      : ['input', `${input.size}${scaleText(input.scale)}`, ''],
    ...trunk.map((layer) => layerRow('layer', layer)),
  ];
  if (output.type === 'linear') {
    rows.push(...output.layers.map((layer) => layerRow('output', layer)));
  } else {
    rows.push(...output.value.map((layer) => layerRow('value', layer)));
    rows.push(...output.advantage.map((layer) => layerRow('advantage', layer)));
    rows.push(['dueling', `V + A − mean A → ${outputs}`, '']);
  }
  rows.push(['total', '', parameterCount.toLocaleString('en')]);
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map(([part = '', text = '', count = '']) =>
      `${part.padEnd(widths[0] ?? 0)}  ${text.padEnd(widths[1] ?? 0)}  ${count.padStart(widths[2] ?? 0)}`.trimEnd(),
    )
    .join('\n');
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

function scaleText(scale: number): string {
  return scale === 1 ? '' : ` × ${Number(scale.toPrecision(3))}`;
}

function indexBound(layer: Layer | undefined): number {
  return layer?.type === 'embedding' ? layer.inputs : 0;
}
