import type { Scene, Point } from '../worlds/world.ts';
import type { Screen } from './screen.ts';

/** What a dragging needs to know, and whom it tells. */
export interface DragOptions {
  readonly isOn: () => boolean;
  readonly scene: () => Scene;
  /** The picture was dragged: the world is to be in this state. */
  readonly moved: (values: readonly number[]) => void;
}

/** Lets a pointer drag what a picture shows. */
export function makeDraggable(screen: Screen, { isOn, scene, moved }: DragOptions): void {
  const { element } = screen;
  let from: Point | null = null;
  element.addEventListener('pointerdown', (event) => {
    if (!isOn()) return;
    from = screen.pointAt(event);
    element.setPointerCapture(event.pointerId);
    moved(scene().drag(from, from));
    event.preventDefault();
  });
  element.addEventListener('pointermove', (event) => {
    if (from && isOn()) moved(scene().drag(from, screen.pointAt(event)));
  });
  for (const end of ['pointerup', 'pointercancel'] as const) {
    element.addEventListener(end, () => (from = null));
  }
}
