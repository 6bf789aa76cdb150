import { configureGlobal } from 'fast-check';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** The seed of all property tests; see vitest.config.ts. */
    propertySeed: number;
  }
}

configureGlobal({ seed: inject('propertySeed') });
