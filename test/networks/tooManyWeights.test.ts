import { expect, test } from 'vitest';
import { Box, Discrete, DQNAgent, mlp, QNetwork } from '../../src/index.ts';

test('more states than an embedding can have rows for', () => {
  const environment = { observationSpace: new Discrete(43_046_721), actionSpace: new Discrete(4) };
  expect(() => new DQNAgent({ environment })).toThrow(
    'that is the embedding, with a row for each of 43046721 observations. Describe a state by its ' +
      'parts, as a Box of a few numbers, or give the embedding a smaller size.',
  );
});

test('more actions than a last layer can have outputs for', () => {
  const environment = { observationSpace: new Discrete(4), actionSpace: new Discrete(10_000_000) };
  expect(() => new DQNAgent({ environment })).toThrow(
    'that is the last layer, with outputs for every action. Offer fewer actions',
  );
});

test('layers that are too large are named', () => {
  const environment = {
    observationSpace: new Box({ low: 0, high: 1, shape: [60_000] }),
    actionSpace: new Discrete(2),
  };
  const network = mlp({ hidden: [10_000, 4] });
  expect(() => new QNetwork({ environment, network })).toThrow(
    '600000000 of them in layer0.kernel, and at most 268435456 are possible; use smaller layers.',
  );
});
