import { expect, onTestFinished, test } from 'vitest';
import { download } from '../../src/browser/download.ts';
import { OptionsError } from '../../src/errors.ts';

test('clicks a link to the bytes, under the file name', async () => {
  const clicks: { name: string; bytes: Promise<ArrayBuffer> }[] = [];
  // The link never enters the page, so its click is caught where it is made.
  const original = HTMLAnchorElement.prototype.click.bind(HTMLAnchorElement.prototype);
  HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement): void {
    const bytes = fetch(this.href).then((response) => response.arrayBuffer());
    clicks.push({ name: this.download, bytes });
  };
  onTestFinished(() => {
    HTMLAnchorElement.prototype.click = original;
  });

  const buffer = Uint8Array.of(0, 1, 2, 3);
  await download('agent.safetensors').write(buffer.subarray(1));
  expect(clicks).toHaveLength(1);
  expect(clicks[0]?.name).toBe('agent.safetensors');
  expect(new Uint8Array((await clicks[0]?.bytes) ?? new ArrayBuffer())).toEqual(
    Uint8Array.of(1, 2, 3),
  );
});

test.each([[''], [undefined]])('refuses the file name %o', (name) => {
  expect(() => download(name as string)).toThrow(OptionsError);
});
