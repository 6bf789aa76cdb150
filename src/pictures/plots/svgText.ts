import { charactersOf } from './columns.ts';

/** How much wider bold letters are than others. */
export const WIDER = 1.12;

/** How a text looks. */
interface TextLook {
  readonly size: number;
  readonly fill: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly isBold?: boolean;
  /** How wide it may be, in pixels. */
  readonly room?: number;
}

/**
 * A text element at a point on its base line; nothing for an empty text. One that there is no room
 * for is cut, and has the whole text as its title, which browsers show under the pointer.
 */
export function text(
  content: string,
  x: number,
  y: number,
  { size, fill, anchor, isBold, room = Infinity }: TextLook,
): string {
  if (content === '') return '';
  const shown = cutToWidth(content, isBold ? size * WIDER : size, room);
  return (
    `<text x="${tidy(x)}" y="${tidy(y)}" font-size="${size}" fill="${fill}"` +
    `${anchor ? ` text-anchor="${anchor}"` : ''}${isBold ? ' font-weight="600"' : ''}>` +
    `${shown === content ? '' : `<title>${escapeXml(content)}</title>`}${escapeXml(shown)}</text>`
  );
}

/** The text, or as much of its beginning as there is room for, and an ellipsis. */
function cutToWidth(content: string, size: number, room: number): string {
  let end = 0;
  let width = 0;
  // What a reader sees as one letter is not cut: an accent, a family of emoji.
  for (const character of charactersOf(content)) {
    width += textWidth(character, size);
    // What is shown of a text that is cut has room for the ellipsis.
    if (width <= room - size) end += character.length;
    if (width > room) return `${content.slice(0, end).trimEnd()}…`;
  }
  return content;
}

/** About how wide a text is in a sans-serif font: there is nothing to measure with. */
export function textWidth(content: string, size: number): number {
  let width = 0;
  for (const character of content) {
    if (/[il.,:;'|! ]/.test(character)) width += 0.3;
    // East Asian characters fill a square, and some letters nearly do.
    else if (/[MW%@ЖШЩЮ⺀-￿]/.test(character)) width += 1;
    else width += /[\p{Lu}а-ѿmw−&<>=+~#]/u.test(character) ? 0.72 : 0.58;
  }
  return width * size;
}

/** A coordinate with as many decimals as can be seen. */
export function tidy(coordinate: number): string {
  return String(Math.round(coordinate * 100) / 100);
}

/** Makes any text safe inside an element or attribute. */
export function escapeXml(content: string): string {
  return (
    content
      // XML has no way to write control characters and lone surrogates.
      .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ' ')
      .replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
  );
}
