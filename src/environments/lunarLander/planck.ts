import type * as planckModule from 'planck';
import { OptionsError } from '../../errors.ts';
import { show } from '../../validation/options.ts';

/**
 * The physics engine planck, as a module: `import * as planck from 'planck'`.
 * Only the classes that {@link LunarLander} uses are named, so that programs
 * without planck need not know its types.
 *
 * @category Environments
 */
export type Planck = Readonly<
  Record<'World' | 'Edge' | 'Polygon' | 'Box' | 'RevoluteJoint', new (...args: never[]) => object>
>;

/** planck with its own types, once it has been checked. */
export type CheckedPlanck = Pick<typeof planckModule, keyof Planck>;

/** An instance of planck's World. */
export type PhysicsWorld = InstanceType<CheckedPlanck['World']>;

const CLASSES = ['World', 'Edge', 'Polygon', 'Box', 'RevoluteJoint'] as const;

const USE =
  "Install it with `npm install planck`, and pass it: import * as planck from 'planck'; " +
  "makeEnvironment('LunarLander-v3', { planck }).";

/**
 * Returns `planck` if it is the module, and one that computes rightly.
 *
 * @throws {OptionsError}
 */
export function requirePlanck(planck: unknown): CheckedPlanck {
  if (planck === undefined) {
    throw new OptionsError(
      `LunarLander needs the physics engine planck (1.4.3 or later) as its option planck. ${USE}`,
    );
  }
  const classes = Object(planck) as Partial<Record<string, unknown>>;
  const missing = CLASSES.filter((name) => typeof classes[name] !== 'function');
  if (missing.length > 0) {
    const received = planck instanceof Promise ? 'a promise: await it' : show(planck);
    throw new OptionsError(
      `LunarLander planck must be the module planck, with ${CLASSES.join(', ')}; received ` +
        `${received}${missing.length < CLASSES.length ? ` without ${missing.join(', ')}` : ''}. ${USE}`,
    );
  }
  const checked = planck as CheckedPlanck;
  if (!findsCentres(checked)) {
    throw new OptionsError(
      'LunarLander needs planck 1.4.3 or later; received an older one, which puts the centre of ' +
        'mass of a polygon in the wrong place. Run `npm install planck@latest`.',
    );
  }
  return checked;
}

/**
 * Whether the centre of mass of a polygon is right. Up to planck 1.4.2 its y
 * was not, where there is no symmetry; nothing else tells the versions apart.
 */
function findsCentres(planck: CheckedPlanck): boolean {
  const body = new planck.World().createBody({ type: 'dynamic' });
  const corners = [
    { x: 0, y: 0 },
    { x: 4, y: 0 },
    { x: 1, y: 2 },
    { x: 0, y: 2 },
  ];
  body.createFixture({ shape: new planck.Polygon(corners), density: 1 });
  const { x, y } = body.getLocalCenter();
  return Math.abs(x - 1.4) < 1e-6 && Math.abs(y - 0.8) < 1e-6;
}
