import { h } from './dom.ts';

type Choice = 'auto' | 'light' | 'dark';

const KEY = 'deepq-studio-theme';
const next: Readonly<Record<Choice, Choice>> = { auto: 'light', light: 'dark', dark: 'auto' };
const signs: Readonly<Record<Choice, string>> = { auto: '◐', light: '☀', dark: '☾' };
const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();
let choice = stored();

/** The theme that is seen now. */
export function theme(): 'light' | 'dark' {
  if (choice === 'auto') return system.matches ? 'dark' : 'light';
  return choice;
}

/** Calls a listener whenever the theme becomes another one. */
export function onTheme(listener: () => void): void {
  listeners.add(listener);
}

/** The switch: as the system says, light, dark. */
export function themeSwitch(): HTMLButtonElement {
  const button = h('button', { class: 'quiet theme-switch', type: 'button' });
  const show = (): void => {
    document.documentElement.dataset['theme'] = theme();
    button.textContent = signs[choice];
    const name = choice === 'auto' ? 'as the system' : choice;
    button.setAttribute('aria-label', `Theme: ${name}`);
    button.title = `Theme: ${name}`;
    for (const listener of listeners) listener();
  };
  button.addEventListener('click', () => {
    choice = next[choice];
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
    show();
  });
  system.addEventListener('change', show);
  show();
  return button;
}

function stored(): Choice {
  try {
    const found = localStorage.getItem(KEY);
    if (found === 'light' || found === 'dark') return found;
  } catch {
    // No storage here.
  }
  return 'auto';
}
