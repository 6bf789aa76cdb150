import type { ChartOptions } from '../../pictures/plots/lineChart.ts';
import { svgChart, type SvgChartOptions } from '../../pictures/plots/svgChart.ts';
import { escapeXml } from '../../pictures/plots/svgText.ts';

/** A page that needs nothing else: pictures and styles are in it. Readable in light and dark. */
export function htmlPage(title: string, parts: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(title)}</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 1500px; margin: 2rem auto; padding: 0 1rem;
  background: light-dark(#f8fafc, #0f172a); color: light-dark(#0f172a, #e2e8f0); }
.charts { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(34rem, 100%), 1fr)); }
@media (prefers-color-scheme: dark) { .light { display: none; } }
@media not (prefers-color-scheme: dark) { .dark { display: none; } }
@media (max-width: 34rem) { .wide { display: none; } }
@media not (max-width: 34rem) { .narrow { display: none; } }
.charts > div > svg { width: 100%; height: auto; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { text-align: left; padding: .25rem 1rem .25rem 0; vertical-align: top;
  border-bottom: 1px solid light-dark(#cbd5e1, #334155); }
figure { margin: 1rem 0; }
figure img { max-width: 100%; max-height: 70vh; border-radius: 8px; }
pre { overflow: auto; padding: 1rem; background: light-dark(#ffffff, #1e293b); border-radius: 8px; }
</style>
</head>
<body>
<h1>${escapeXml(title)}</h1>
${parts.join('\n')}
</body>
</html>
`;
}

/** A table of texts. */
export function htmlTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (tag: string, cells: readonly string[]): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeXml(cell)}</${tag}>`).join('')}</tr>`;
  const body = rows.map((cells) => row('td', cells)).join('\n');
  return `<table>\n${head.length > 0 ? row('th', head) : ''}\n${body}\n</table>`;
}

/** Charts side by side where there is room, each for light and for dark pages, wide and narrow. */
export function htmlCharts(charts: readonly ChartOptions[]): string {
  const drawn = charts.flatMap((chart) =>
    (['light', 'dark'] as const).flatMap((theme) => [
      `<div class="${theme} wide">${svgChart({ ...chart, theme })}</div>`,
      `<div class="${theme} narrow">${narrowChart({ ...chart, theme })}</div>`,
    ]),
  );
  return `<div class="charts">\n${drawn.join('\n')}\n</div>`;
}

/**
 * For telephones, where the letters of a wide chart would be half as large. Its title is text of
 * the page, which is broken into lines.
 */
function narrowChart({ title = '', ...chart }: SvgChartOptions): string {
  const heading = title === '' ? '' : `<p><strong>${escapeXml(title)}</strong></p>`;
  return heading + svgChart({ ...chart, width: 380, height: 280 });
}

/** A paragraph. */
export function htmlParagraph(text: string): string {
  return `<p>${escapeXml(text)}</p>`;
}

/** A moving picture in the page itself, with a text below it. */
export function htmlAnimation(png: Uint8Array, caption: string): string {
  const data = Buffer.from(png.buffer, png.byteOffset, png.byteLength).toString('base64');
  return (
    `<figure>\n<img src="data:image/png;base64,${data}" alt="${escapeXml(caption)}">\n` +
    `<figcaption>${escapeXml(caption)}</figcaption>\n</figure>`
  );
}

/** A text with its line breaks, behind a title that opens it. */
export function htmlDetails(title: string, text: string): string {
  return `<details><summary>${escapeXml(title)}</summary><pre>${escapeXml(text)}</pre></details>`;
}
