import type { EmbeddingLayer } from '../../../networks/layers/embedding.ts';
import type { Slice } from '../buffers.ts';
import { forEachIndex, groupsFor } from '../program.ts';
import type { WebgpuLayer } from './webgpuLayer.ts';

/** Rows of a table, by indices. */
export const embedding: WebgpuLayer<EmbeddingLayer> = {
  forward(builder, { inputs, units, table }, x) {
    const y = builder.node('Rows of a table', units, 'linear');
    const { rows, lanes } = builder;
    const count = lanes * rows * units;
    builder.forward.push({
      label: `embedding ${inputs} → ${units}`,
      bindings: [
        { name: 'indices', slice: x.output, type: 'i32' },
        builder.weights(false),
        { name: 'outputs', slice: y.output, writes: true },
      ],
      groups: groupsFor(count),
      code: forEachIndex(
        count,
        `let z = i / ${rows * units}u; let row = u32(indices[i / ${units}u]);
  outputs[i] = weights[${builder.parameterAt(table, 'z')} + row * ${units}u + i % ${units}u];`,
      ),
    });
    return y;
  },
  backward(builder, { inputs, units, table }, x, y) {
    const { model } = builder;
    const { gradient, layout } = model;
    const { rows } = y;
    const at = layout.offsets[table] as number;
    // The gradient of the table is zero but for the rows of the last batch.
    const size = inputs * units;
    builder.backward.push(() => ({
      label: 'embedding, clears the last rows',
      bindings: [{ name: 'gradient', slice: gradient, writes: true }],
      groups: groupsFor(size),
      code: forEachIndex(size, `gradient[${at}u + i] = 0.0;`),
    }));
    const count = rows * units;
    builder.backward.push(() => ({
      label: `embedding ${inputs} → ${units}, gradient of rows`,
      bindings: [
        { name: 'indices', slice: x.output, type: 'i32' },
        { name: 'above', slice: y.gradient as Slice },
        { name: 'gradient', slice: gradient, writes: true },
        { name: 'marks', slice: model.marks as Slice, type: 'u32', writes: true },
        { name: 'settings', slice: builder.settings, type: 'u32' },
      ],
      groups: groupsFor(count),
      // The first observation of each index adds up those of all, so that none is added to by two.
      code: forEachIndex(
        count,
        `let r = i / ${units}u; let unit = i % ${units}u; let index = indices[r];
  for (var q = 0u; q < r; q++) { if (indices[q] == index) { return; } }
  var v = 0.0;
  for (var q = r; q < ${rows}u; q++) { if (indices[q] == index) { v += above[q * ${units}u + unit]; } }
  gradient[${at}u + u32(index) * ${units}u + unit] = v;
  if (unit == 0u) { marks[u32(index)] = settings[1]; }`,
      ),
    }));
  },
};
