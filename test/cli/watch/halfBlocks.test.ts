import { expect, test } from 'vitest';
import { halfBlocks } from '../../../src/cli/watch/halfBlocks.ts';

test('a picture in half blocks: two pixels a character, in their colors', () => {
  const data = Uint8ClampedArray.of(255, 0, 0, 255, 0, 0, 255, 255, 1, 2, 3, 255, 4, 5, 6, 255);
  const lines = halfBlocks({ width: 2, height: 2, data }, 2, 1);
  const colors = (top: string, bottom: string): string =>
    `\u001b[38;2;${top}m\u001b[48;2;${bottom}m`;
  expect(lines).toEqual([`${colors('255;0;0', '1;2;3')}▀${colors('0;0;255', '4;5;6')}▀\u001b[0m`]);
});
