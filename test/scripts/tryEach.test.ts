import { afterEach, expect, test, vi } from 'vitest';
import { chooseNamed, notHere, tryEach } from '../../scripts/support/tryEach.ts';

const candidates = ['good', 'bad', 'broken', 'absent'].map((name) => ({ name }));

afterEach(() => {
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

async function said(filters: readonly string[]): Promise<string> {
  const lines: string[] = [];
  for (const method of ['log', 'error', 'warn'] as const) {
    vi.spyOn(console, method).mockImplementation((line: unknown) => void lines.push(String(line)));
  }
  await tryEach(
    'Hosts',
    chooseNamed(filters, candidates),
    async ({ name }) => (name === 'absent' ? notHere : name.length),
    async ({ name }, length) => {
      if (name === 'broken') throw new TypeError('it broke');
      return name === 'good' ? null : `of ${length} letters`;
    },
  );
  return lines.join('\n').replaceAll(/\d\.\d s/g, '0.0 s');
}

test('each has a line, what is wrong is told, and the last line counts', async () => {
  const text = await said([]);
  expect(text).toContain('ok     good (0.0 s)\nFAILED bad (0.0 s)\nof 3 letters\n');
  expect(text).toContain('FAILED broken (0.0 s)\nTypeError: it broke\n');
  expect(text).toContain('NOT tried, as they could not be installed here: absent.');
  expect(text).toMatch(/\nHosts: 1 passed, 2 failed$/);
  expect(process.exitCode).toBe(1);
});

test('where nothing fails, the exit code is left alone', async () => {
  expect(await said(['goo'])).toBe('ok     good (0.0 s)\nHosts: 1 passed, 0 failed');
  expect(process.exitCode).toBeUndefined();
});
