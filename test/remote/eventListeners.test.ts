import { expect, test } from 'vitest';
import { OptionsError } from '../../src/errors.ts';
import { EventListeners } from '../../src/remote/eventListeners.ts';
import type { TrainingEvent } from '../../src/training/events.ts';

const steps = { type: 'steps', environmentSteps: 5 } as TrainingEvent;
const warning = { type: 'warning', environmentSteps: 5 } as TrainingEvent;

test('tells each listener the events of its type, until it is taken away', () => {
  const listeners = new EventListeners();
  const heard: TrainingEvent[] = [];
  const listen = (event: TrainingEvent): void => void heard.push(event);
  const first = listeners.on('steps', listen);
  const second = listeners.on('steps', listen);
  listeners.tell(warning);
  listeners.tell(steps);
  expect(heard).toEqual([steps, steps]);
  first();
  first();
  listeners.tell(steps);
  expect(heard).toHaveLength(3);
  second();
  listeners.tell(steps);
  expect(heard).toHaveLength(3);
});

test('refuses a type that there is not, and what is no function', () => {
  const listeners = new EventListeners();
  const on = listeners.on.bind(listeners) as (type: unknown, listener: unknown) => unknown;
  expect(() => on('step', () => undefined)).toThrow(OptionsError);
  expect(() => on('step', () => undefined)).toThrow(/type must be 'steps' or .*'step'/);
  expect(() => on('steps', null)).toThrow(/listener must be a function; received null/);
});
