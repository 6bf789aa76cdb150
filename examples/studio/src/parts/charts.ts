import { movingAverage, svgChart } from 'deepq';
import type { Curve } from './history.ts';
import { h } from './dom.ts';
import { onTheme, theme } from './theme.ts';

/** A line of a chart. */
export interface Line {
  readonly label: string;
  readonly curve: Curve;
  /** Episodes of the moving average; 0 for the line as it is. */
  readonly smooth: number;
}

/** How a chart looks. */
export interface ChartLook {
  readonly title: string;
  readonly height: number;
  readonly xLabel?: string;
  readonly yRange?: readonly [number, number];
}

/** Milliseconds between two drawings: each takes some from what else the page does. */
const PAUSE = 500;

/** A chart of the library that follows its lines, its width and the theme. */
export class LiveChart {
  readonly element: HTMLElement;
  readonly #place: HTMLElement;
  readonly #look: ChartLook;
  #lines: readonly Line[] = [];
  #nothing = '';
  #drawnAt = -Infinity;
  #waiting = 0;
  #width = 0;

  constructor(look: ChartLook) {
    this.#look = look;
    this.#place = h('div', { style: `min-height:${look.height}px` });
    this.element = h('figure', { class: 'chart' }, h('figcaption', {}, look.title), this.#place);
    onTheme(() => this.#draw());
    new ResizeObserver(([entry]) => {
      const width = Math.round(entry?.contentRect.width ?? 0);
      if (width === this.#width) return;
      this.#width = width;
      this.#draw();
    }).observe(this.#place);
  }

  /**
   * Shows lines: soon, and at most twice a second.
   *
   * @param nothing - Shown where they have no points.
   */
  show(lines: readonly Line[], nothing = 'Nothing yet.'): void {
    this.#lines = lines;
    this.#nothing = nothing;
    if (this.#waiting !== 0) return;
    const wait = Math.max(0, this.#drawnAt + PAUSE - performance.now());
    this.#waiting = window.setTimeout(() => {
      this.#waiting = 0;
      this.#draw();
    }, wait);
  }

  /** The chart as a file of its own, with a title of its own. */
  svg(title: string, width = 960, height = 480): string {
    return chartOf(this.#lines, { title, height, xLabel: 'environment steps' }, width);
  }

  #draw(): void {
    this.#drawnAt = performance.now();
    if (this.#width < 200) return;
    if (this.#lines.every(({ curve }) => curve.x.length === 0)) {
      this.#place.replaceChildren(h('p', { class: 'muted nothing' }, this.#nothing));
      return;
    }
    this.#place.innerHTML = chartOf(this.#lines, { ...this.#look, title: '' }, this.#width);
  }
}

function chartOf(lines: readonly Line[], look: ChartLook, width: number): string {
  return svgChart({
    ...look,
    width,
    theme: theme(),
    yLabel: '',
    series: lines.map(({ label, curve, smooth }) => ({
      ...{ label, x: curve.x, y: curve.y },
      ...(smooth > 0 && { smoothed: movingAverage(curve.y, smooth) }),
    })),
  });
}
