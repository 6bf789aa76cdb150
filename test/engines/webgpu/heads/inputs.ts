import fc from 'fast-check';
import type { Head, HeadInput } from '../../../../src/heads/head.ts';

/** How many transitions and actions there are. */
interface Shape {
  readonly size: number;
  readonly actions: number;
}

/**
 * What a head may be given: outputs of some units, rewards, discounts of 0 among them,
 * weights, masks or none, demonstrations or none.
 */
export function inputs(head: Head, { size, actions }: Shape): fc.Arbitrary<HeadInput> {
  const { outputsPerAction, fractions, uses } = head;
  const outputs = (width: number): fc.Arbitrary<Float32Array> =>
    floats(size * actions * width, -4, 4);
  const width = (of: 'acting' | 'online' | 'target'): number => fractions?.[of] ?? outputsPerAction;
  const mask = fc.option(masks(size, actions), { freq: 2 });
  return fc
    .record({
      online: outputs(width('online')),
      nextTarget: outputs(width('target')),
      nextOnline: uses.nextOnline ? outputs(width('acting')) : fc.constant(null),
      target: uses.target ? outputs(width('target')) : fc.constant(null),
      fractions: fractions ? floats(size * fractions.online, 0.01, 0.99) : fc.constant(null),
      taken: fc.array(fc.nat(actions - 1), { minLength: size, maxLength: size }),
      rewards: floats(size, -2, 2),
      discounts: fc.array(fc.constantFrom(0, 0.5, 0.97, 0.99, 1), {
        minLength: size,
        maxLength: size,
      }),
      weights: floats(size, 0.1, 1),
      actionMasks: mask,
      nextActionMasks: mask,
      demonstrations: fc.option(fc.uint8Array({ minLength: size, maxLength: size, max: 1 }), {
        freq: 2,
      }),
    })
    .map(({ taken, rewards, discounts, weights, actionMasks, ...given }) => {
      const { nextActionMasks, demonstrations, ...passes } = given;
      // The action that was taken was allowed.
      taken.forEach((action, row) => actionMasks && (actionMasks[row * actions + action] = 1));
      const batch = {
        size,
        observations: new Float32Array(size),
        nextObservations: new Float32Array(size),
        actions: Int32Array.from(taken),
        rewards,
        discounts: Float32Array.from(discounts),
        weights,
        actionMasks: actionMasks?.slice() ?? null,
        nextActionMasks,
        demonstrations,
      };
      return { batch, actions, ...passes };
    });
}

/** Evenly spread, as the outcomes of near ties and what is left of tiny numbers are not the matter. */
function floats(length: number, min: number, max: number): fc.Arbitrary<Float32Array> {
  const steps = 2 ** 23;
  return fc
    .array(fc.noBias(fc.nat(steps)), { minLength: length, maxLength: length })
    .map((values) => Float32Array.from(values, (step) => min + ((max - min) * step) / steps));
}

/** At least one action of each row is allowed. */
function masks(size: number, actions: number): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(
      fc.uint8Array({ minLength: size * actions, maxLength: size * actions, max: 1 }),
      fc.array(fc.nat(actions - 1), { minLength: size, maxLength: size }),
    )
    .map(([mask, allowed]) => {
      allowed.forEach((action, row) => (mask[row * actions + action] = 1));
      return mask;
    });
}
