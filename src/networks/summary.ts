import { isModelArchitecture, type Architecture, type ModelArchitecture } from './architecture.ts';
import { kindOf, type Layer } from './layers/table.ts';

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

function modelRows({ layers }: ModelArchitecture): string[][] {
  return layers.map(({ text, weights }) => ['layer', text, weights.toLocaleString('en')]);
}

function layerRow(part: string, layer: Layer): string[] {
  const { text, weights } = kindOf(layer).describe(layer);
  return [part, text, weights.toLocaleString('en')];
}

function orderText(channels: Architecture['input']['channels']): string {
  return channels === 'first' ? ', channels first' : '';
}

function scaleText(scale: number): string {
  return scale === 1 ? '' : ` × ${Number(scale.toPrecision(3))}`;
}
