import { losses, tensor2d, tidy, train } from '@tensorflow/tfjs-core';
import { layers, sequential, type Sequential } from '@tensorflow/tfjs-layers';
import { discountFactors, qTargets } from '../../src/heads/targets.ts';
import type { Batch } from '../../src/replay/batch.ts';
import type { Workload } from './workloads.ts';

/**
 * DQN as it is usually written with TensorFlow.js: predictions of the online
 * and the target network make the labels that `model.trainOnBatch` fits.
 */
export function createBaseline(workload: Workload): (batch: Batch) => Promise<void> {
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

  return async (batch) => {
    const discounts = discountFactors(batch.terminated, 0.99);
    const targets = qTargets(batch.rewards, discounts, predict(target, batch.nextObservations));
    const labels = predict(online, batch.observations).slice();
    batch.actions.forEach((action, row) => {
      labels[row * actions + action] = targets[row] ?? Number.NaN;
    });
    const x = tensor2d(batch.observations, [batch.size, inputs], 'float32');
    const y = tensor2d(labels, [batch.size, actions]);
    await online.trainOnBatch(x, y);
    x.dispose();
    y.dispose();
  };
}

function buildModel({ environment, hidden }: Workload): Sequential {
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
