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

/** The words for a theme. */
export type ThemeName = 'light' | 'dark' | 'auto';

/** @param name - `'auto'` leaves the choice to the page, by its style `color-scheme`. */
export function themeOf(name: ThemeName): Theme {
  const either = (light: string, dark: string): string => {
    if (name === 'auto') return `light-dark(${light},${dark})`;
    return name === 'dark' ? dark : light;
  };
  return {
    background: either('#ffffff', '#0f172a'),
    title: either('#0f172a', '#f1f5f9'),
    label: either('#475569', '#cbd5e1'),
    number: either('#64748b', '#94a3b8'),
    axis: either('#94a3b8', '#64748b'),
    grid: either('#e2e8f0', '#263347'),
    lines: [
      either('#1d5fbf', '#6ea8fe'),
      either('#c2410c', '#fb923c'),
      either('#0f766e', '#2dd4bf'),
      either('#9d2a8f', '#e88be0'),
      either('#7c5a10', '#e3b341'),
      either('#475569', '#cbd5e1'),
    ],
  };
}
