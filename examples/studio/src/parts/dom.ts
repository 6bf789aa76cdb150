/** What {@link h} sets on an element: attributes, `class`, and listeners as `onClick`. */
export type Props = Readonly<Record<string, unknown>>;

/**
 * Makes an element. Functions become listeners, `true` an empty attribute; `false`, `null` and
 * `undefined` are left out.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') {
      element.addEventListener(name.slice(2).toLowerCase(), value as EventListener);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (typeof value === 'string' || typeof value === 'number') {
      element.setAttribute(name, String(value));
    }
  }
  element.append(...children);
  return element;
}

/** Sets a text only where it is another one: screen readers are told of every change. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** A number for people: no more digits than say something. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  // A true minus is as wide as a plus.
  return digits(value).replaceAll('-', '−');
}

/**
 * A number with so many decimals that steps of a size show.
 *
 * @param step - The least difference that is to be seen.
 */
export function figureBy(value: number | null | undefined, step: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const decimals = Math.min(Math.max(Math.ceil(-Math.log10(step) - 1e-9), 0), 4);
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  // What rounds to zero has no sign.
  const text = value.toLocaleString('en', digits).replace('-', '−');
  return /[1-9]/.test(text) ? text : text.replace('−', '');
}

function digits(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en');
  const size = Math.abs(value);
  if (size >= 100) return value.toFixed(0);
  if (size >= 1) return value.toFixed(1);
  return size < 0.001 ? value.toExponential(1) : value.toPrecision(2);
}

/** Offers bytes or text as a file. */
export function saveFile(name: string, content: Uint8Array<ArrayBuffer> | string): void {
  const type = typeof content === 'string' ? 'image/svg+xml' : 'application/octet-stream';
  const url = URL.createObjectURL(new Blob([content], { type }));
  h('a', { href: url, download: name }).click();
  // Browsers read the bytes some time after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

let count = 0;

/** An id that no other element of the page has. */
export function freshId(name: string): string {
  count += 1;
  return `${name}-${count}`;
}
