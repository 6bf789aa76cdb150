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

export const themes: Readonly<Record<'light' | 'dark', Theme>> = {
  light: {
    background: '#ffffff',
    title: '#0f172a',
    label: '#475569',
    number: '#64748b',
    axis: '#94a3b8',
    grid: '#e2e8f0',
    lines: ['#1d5fbf', '#c2410c', '#0f766e', '#9d2a8f', '#7c5a10', '#475569'],
  },
  dark: {
    background: '#0f172a',
    title: '#f1f5f9',
    label: '#cbd5e1',
    number: '#94a3b8',
    axis: '#64748b',
    grid: '#263347',
    lines: ['#6ea8fe', '#fb923c', '#2dd4bf', '#e88be0', '#e3b341', '#cbd5e1'],
  },
};
