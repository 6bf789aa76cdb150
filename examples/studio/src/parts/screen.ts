import { drawFrame } from 'deepq/browser';
import type { Picture, Point } from '../worlds/world.ts';
import { h } from './dom.ts';

/** The longest side of an arrow, as a part of the picture's width. */
const ARROW = 0.14;

/** An arrow over a picture: where it begins, where it points, and how sure it is (0 to 1). */
export interface Arrow {
  readonly from: Point;
  readonly push: Point;
  readonly strength: number;
}

/** A canvas that shows the pictures of a world, and arrows over them. */
export class Screen {
  readonly element: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #arrows: SVGSVGElement;
  readonly #line: SVGPathElement;
  readonly #note: HTMLElement;

  /** @param label - What is seen, for those who cannot see it. */
  constructor(label: string) {
    this.#canvas = h('canvas', { role: 'img', 'aria-label': label, width: 600, height: 400 });
    const svg = 'http://www.w3.org/2000/svg';
    this.#arrows = document.createElementNS(svg, 'svg');
    this.#arrows.setAttribute('aria-hidden', 'true');
    this.#line = document.createElementNS(svg, 'path');
    this.#arrows.append(this.#line);
    this.#note = h('p', { class: 'screen-note', hidden: true });
    this.element = h('div', { class: 'screen', tabindex: -1 }, this.#canvas, this.#note);
    this.element.append(this.#arrows);
  }

  /** Says what is seen. */
  set label(text: string) {
    this.#canvas.setAttribute('aria-label', text);
  }

  /** Whether the picture is of dark lines on white. */
  set isInk(isInk: boolean) {
    this.element.classList.toggle('ink', isInk);
  }

  /** A line of text over the picture; empty for none. */
  set note(text: string) {
    this.#note.hidden = text === '';
    this.#note.textContent = text;
  }

  draw(picture: Picture): void {
    drawFrame(this.#canvas, picture);
    this.#arrows.setAttribute('viewBox', `0 0 ${picture.width} ${picture.height}`);
  }

  /** Draws an arrow, or takes it away. */
  point(arrow: Arrow | null): void {
    if (!arrow) {
      this.#line.setAttribute('d', '');
      return;
    }
    const { from, push } = arrow;
    const length = this.#canvas.width * ARROW * (0.5 + 0.5 * arrow.strength);
    const gap = this.#canvas.width * 0.055;
    const at = (along: number, aside: number): string => {
      const x = from.x + push.x * along - push.y * aside;
      const y = from.y + push.y * along + push.x * aside;
      return `${x.toFixed(1)} ${y.toFixed(1)}`;
    };
    const end = gap + length;
    this.#line.setAttribute(
      'd',
      `M${at(gap, 0)}L${at(end, 0)}M${at(end - 14, -10)}L${at(end, 0)}L${at(end - 14, 10)}`,
    );
  }

  /** A place of the page in pixels of the picture. */
  pointAt(event: { readonly clientX: number; readonly clientY: number }): Point {
    const { left, top, width, height } = this.#canvas.getBoundingClientRect();
    // The picture keeps its shape, and lies in the middle of the canvas.
    const scale = Math.min(width / this.#canvas.width, height / this.#canvas.height);
    return {
      x: (event.clientX - left - width / 2) / scale + this.#canvas.width / 2,
      y: (event.clientY - top - height / 2) / scale + this.#canvas.height / 2,
    };
  }
}
