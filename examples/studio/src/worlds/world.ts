import type { Environment, Observation, RgbaImage, StepResult } from 'deepq';
import type { PresetId } from 'deepq/environments';

/** A place in the picture of a world, in pixels of that picture. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An action, as the page names it. */
export interface ActionName {
  /** For people, such as 'push left'. */
  readonly name: string;
  /** A sign that fits into a button, such as '←'. */
  readonly sign: string;
  /** `KeyboardEvent.key` that takes it. */
  readonly key: string;
  /** Where it pushes in the picture, as a unit vector; null where it pushes nowhere. */
  readonly push: Point | null;
}

/** One number of a state, which a slider sets. */
export interface Variable {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
}

/** What the studio can do with one running environment, beside stepping it. */
export interface Scene {
  readonly environment: Environment;
  /** The numbers of the state, as they are now. */
  variables(): readonly Variable[];
  /** Puts the world into a state: a number for each of the variables. The episode goes on there. */
  place(values: readonly number[]): void;
  /** What the world is observed as now. */
  observation(): Observation;
  /** The actions that are allowed now; null where all are. */
  mask(): Uint8Array | null;
  /** The numbers of the state after a part of the picture is dragged from one point to another. */
  drag(from: Point, to: Point): readonly number[];
  /** Where an arrow for an action begins. */
  anchor(): Point;
}

/** What the studio knows of a kind of world. */
export interface World {
  readonly id: PresetId;
  readonly title: string;
  /** What it is about, in a sentence. */
  readonly about: string;
  readonly actions: readonly ActionName[];
  /** Steps a second at which it is watched. */
  readonly pace: number;
  /** Episodes are cut off after so many steps. */
  readonly limit: number;
  /** The mean return that counts as solved. */
  readonly solved: number;
  /** Dark lines on white, which the dark theme turns around. */
  readonly isInk: boolean;
  /** What a player does who presses no key: an action, or nothing at all (the world waits). */
  readonly idle: (step: number) => number | null;
  /** A return of training, in the rewards of the world itself. */
  readonly trueReturn: (episode: { readonly return: number; readonly length: number }) => number;
  /** Makes a running environment; its first episode is to be begun by `reset`. */
  make(seed: number): Scene;
}

/** Keeps a number within a range. */
export function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}

/** The arrow keys, as most worlds use them. */
export const arrows = {
  left: { sign: '←', key: 'ArrowLeft', push: { x: -1, y: 0 } },
  right: { sign: '→', key: 'ArrowRight', push: { x: 1, y: 0 } },
  up: { sign: '↑', key: 'ArrowUp', push: { x: 0, y: -1 } },
  down: { sign: '↓', key: 'ArrowDown', push: { x: 0, y: 1 } },
} as const;

/** What came of a step, with the picture left out. */
export type Step = StepResult;
export type Picture = RgbaImage;
