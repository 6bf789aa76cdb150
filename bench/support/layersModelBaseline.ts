import { losses, tensor2d, tidy, train } from '@tensorflow/tfjs-core';
import { layers, sequential, type Sequential } from '@tensorflow/tfjs-layers';
import { qTargets } from '../../src/heads/targets.ts';
import type { Batch } from '../../src/replay/batch.ts';
import type { Workload } from './workloads.ts';

/** A network that `sequential` can make. */
export type MlpWorkload = Workload & { readonly hidden: readonly number[] };

/**
 * DQN as it is usually written with TensorFlow.js: predictions of the online
 * and the target network make the labels that `model.trainOnBatch` fits.
 * `fitOnly` leaves the predictions out, and fits labels that are given.
 */
export function createBaseline(workload: MlpWorkload): {
  readonly update: (batch: Batch) => Promise<void>;
  readonly fitOnly: (batch: Batch) => Promise<void>;
} {
  const online = buildModel(workload);
  const target = buildModel(workload);
  target.setWeights(online.getWeights());
  online.compile({ optimizer: train.adam(1e-3), loss: losses.huberLoss });
  const inputs = workload.environment.observationSpace.size;
  const actions = workload.environment.actionSpace.n;

  const predict = (model: Sequential, observations: Batch['observations']): Float32Array =>
    tidy(() => {
      const rows = tensor2d(observations, [workload.batchSize, inputs], 'float32');
      const values = model.predictOnBatch(rows);
      if (Array.isArray(values)) throw new Error('The model has one output.');
      return values.dataSync<'float32'>();
    });
  const fit = async (batch: Batch, labels: Float32Array): Promise<void> => {
    const x = tensor2d(batch.observations, [batch.size, inputs], 'float32');
    const y = tensor2d(labels, [batch.size, actions]);
    await online.trainOnBatch(x, y);
    x.dispose();
    y.dispose();
  };
  const labels = new Float32Array(workload.batchSize * actions);

  return {
    fitOnly: (batch) => fit(batch, labels),
    async update(batch) {
      const next = predict(target, batch.nextObservations);
      const targets = qTargets(batch.rewards, batch.discounts, next);
      labels.set(predict(online, batch.observations));
      batch.actions.forEach((action, row) => {
        labels[row * actions + action] = targets[row] ?? Number.NaN;
      });
      await fit(batch, labels);
    },
  };
}

function buildModel({ environment, hidden }: MlpWorkload): Sequential {
  const model = sequential();
  [...hidden, environment.actionSpace.n].forEach((units, index) => {
    model.add(
      layers.dense({
        units,
        activation: index === hidden.length ? 'linear' : 'relu',
        ...(index === 0 && { inputShape: [environment.observationSpace.size] }),
      }),
    );
  });
  return model;
}
