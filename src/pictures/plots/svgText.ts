/** How a text looks. */
interface TextLook {
  readonly size: number;
  readonly fill: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly weight?: number;
}

/** A text element at a point on its base line. */
export function text(content: string, x: number, y: number, look: TextLook): string {
  const anchor = look.anchor === undefined ? '' : ` text-anchor="${look.anchor}"`;
  const weight = look.weight === undefined ? '' : ` font-weight="${look.weight}"`;
  return (
    `<text x="${tidy(x)}" y="${tidy(y)}" font-size="${look.size}" ` +
    `fill="${look.fill}"${anchor}${weight}>${escapeXml(content)}</text>`
  );
}

/** About how wide a text is in a sans-serif font: there is nothing to measure with. */
export function textWidth(content: string, size: number): number {
  let width = 0;
  for (const character of content) {
    if (/[il.,:;'|! ]/.test(character)) width += 0.3;
    else if (/[A-Zmw%−]/.test(character)) width += 0.72;
    // East Asian characters fill a square.
    else width += character >= '⺀' ? 1 : 0.58;
  }
  return width * size;
}

/** A coordinate with as many decimals as can be seen. */
export function tidy(coordinate: number): string {
  return String(Math.round(coordinate * 100) / 100);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Makes any text safe inside an element or attribute. */
export function escapeXml(content: string): string {
  return (
    content
      // XML has no way to write control characters and lone surrogates.
      .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ' ')
      .replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
  );
}
