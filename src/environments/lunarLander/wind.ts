import type { LanderWorld } from './world.ts';

/** Pushes and turns the lander, unless a leg touches the ground. */
export function blow({ settings, wind, touching, lander }: LanderWorld): void {
  if (!settings.enableWind || touching.legs[0] || touching.legs[1]) return;
  lander.applyForceToCenter({ x: gust(wind.windIndex++) * settings.windPower, y: 0 }, true);
  lander.applyTorque(gust(wind.torqueIndex++) * settings.turbulencePower, true);
}

/**
 * How hard the wind blows, or turbulence turns, from −1 to 1: a course that
 * looks like chance and never repeats.
 *
 * @param index - Steps since some moment; where it starts is drawn.
 */
export function gust(index: number): number {
  return Math.tanh(Math.sin(0.02 * index) + Math.sin(Math.PI * 0.01 * index));
}
