/** What a theme paints with. */
export interface Theme {
  readonly background: string;
  readonly title: string;
  readonly label: string;
  readonly number: string;
  readonly axis: string;
  readonly grid: string;
  /** For text on the background, and told apart by the color-blind. */
  readonly lines: readonly string[];
}

const light: Theme = {
  background: '#ffffff',
  title: '#0f172a',
  label: '#475569',
  number: '#64748b',
  axis: '#94a3b8',
  grid: '#e2e8f0',
  lines: ['#1d5fbf', '#c2410c', '#0f766e', '#9d2a8f', '#7c5a10', '#475569'],
};

const dark: Theme = {
  background: '#0f172a',
  title: '#f1f5f9',
  label: '#cbd5e1',
  number: '#94a3b8',
  axis: '#64748b',
  grid: '#263347',
  lines: ['#6ea8fe', '#fb923c', '#2dd4bf', '#e88be0', '#e3b341', '#cbd5e1'],
};

/** The words for a theme. */
export type ThemeName = 'light' | 'dark' | 'auto';

/** @param name - `'auto'` leaves the choice to the page, by its style `color-scheme`. */
export function themeOf(name: ThemeName): Theme {
  if (name !== 'auto') return name === 'dark' ? dark : light;
  const either = (key: Exclude<keyof Theme, 'lines'>): string => lightDark(light[key], dark[key]);
  return {
    background: either('background'),
    title: either('title'),
    label: either('label'),
    number: either('number'),
    axis: either('axis'),
    grid: either('grid'),
    lines: light.lines.map((line, index) => lightDark(line, dark.lines[index]!)),
  };
}

function lightDark(inLight: string, inDark: string): string {
  return `light-dark(${inLight},${inDark})`;
}
