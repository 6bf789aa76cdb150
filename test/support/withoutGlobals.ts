import { onTestFinished } from 'vitest';

/** Takes names away from the host until the test is over, as in the pages that Jest simulates. */
export function withoutGlobals(...names: string[]): void {
  for (const name of names) {
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, name);
    if (!descriptor) continue;
    Reflect.deleteProperty(globalThis, name);
    onTestFinished(() => {
      Object.defineProperty(globalThis, name, descriptor);
    });
  }
}
