import type { Body, Contact } from 'planck';
import { WIDTH } from './constants.ts';
import type { EpisodeDraws } from './draws.ts';
import type { Exhaust } from './exhaust.ts';
import { createLander, createLeg } from './lander.ts';
import type { CheckedPlanck, PhysicsWorld } from './planck.ts';
import { groundLine, type Place } from './terrain.ts';

/** How the world is, beside what chance decides. */
export interface WorldSettings {
  /** In metres a second squared; negative is down. */
  readonly gravity: number;
  readonly enableWind: boolean;
  readonly windPower: number;
  readonly turbulencePower: number;
}

/** One episode's world; `stepWorld` advances it. */
export interface LanderWorld {
  readonly settings: WorldSettings;
  readonly physics: PhysicsWorld;
  /** The outline of the ground, from left to right. */
  readonly ground: readonly Place[];
  readonly lander: Body;
  /** The leg on the right, then the one on the left. */
  readonly legs: readonly [right: Body, left: Body];
  readonly touching: Touching;
  /** Where the wind and the turbulence are in their course. */
  readonly wind: { windIndex: number; torqueIndex: number };
  /** What the engines blew out lately, oldest first: only drawn. */
  exhausts: readonly Exhaust[];
  /** How good the last state was; `undefined` before the first step. */
  shaping: number | undefined;
}

/** What touches the ground. */
interface Touching {
  /** Whether the lander itself ever did: a crash. */
  body: boolean;
  readonly legs: [right: boolean, left: boolean];
}

/** A world before its first step. */
export function createWorld(
  planck: CheckedPlanck,
  settings: WorldSettings,
  draws: EpisodeDraws,
): LanderWorld {
  const physics = new planck.World({ gravity: { x: 0, y: settings.gravity } });
  const ground = groundLine(draws.heights);
  createGround(planck, physics, ground);
  const lander = createLander(planck, physics);
  lander.applyForceToCenter({ x: draws.force[0], y: draws.force[1] }, true);
  const legs = [
    createLeg(planck, physics, lander, -1),
    createLeg(planck, physics, lander, 1),
  ] as const;
  const [windIndex, torqueIndex] = draws.wind ?? [0, 0];
  return {
    ...{ settings, physics, ground, lander, legs },
    touching: watchContacts(physics, lander, legs),
    wind: { windIndex, torqueIndex },
    exhausts: [],
    shaping: undefined,
  };
}

function createGround(
  { Edge }: CheckedPlanck,
  physics: PhysicsWorld,
  ground: readonly Place[],
): void {
  const moon = physics.createBody({ type: 'static' });
  // Gymnasium leaves the friction of the bottom to Box2D, whose default is 0.2.
  moon.createFixture({ shape: new Edge({ x: 0, y: 0 }, { x: WIDTH, y: 0 }), friction: 0.2 });
  for (let index = 1; index < ground.length; index++) {
    const edge = new Edge(ground[index - 1], ground[index]);
    moon.createFixture({ shape: edge, density: 0, friction: 0.1 });
  }
}

function watchContacts(physics: PhysicsWorld, lander: Body, legs: LanderWorld['legs']): Touching {
  const touching: Touching = { body: false, legs: [false, false] };
  const involves = (contact: Contact, body: Body): boolean =>
    contact.getFixtureA().getBody() === body || contact.getFixtureB().getBody() === body;
  // Like Gymnasium, one flag a leg: leaving one edge clears it, though the leg
  // may still stand on the next.
  const note = (contact: Contact, touches: boolean): void => {
    if (involves(contact, legs[0])) touching.legs[0] = touches;
    if (involves(contact, legs[1])) touching.legs[1] = touches;
  };
  physics.on('begin-contact', (contact) => {
    if (involves(contact, lander)) touching.body = true;
    note(contact, true);
  });
  physics.on('end-contact', (contact) => {
    note(contact, false);
  });
  return touching;
}
