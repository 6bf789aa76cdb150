import type { Options } from 'tsup';

const options: Options = {
  entry: {
    index: 'src/index.ts',
    environments: 'src/environments.ts',
    node: 'src/node.ts',
    nodeInBrowser: 'src/nodeInBrowser.ts',
    browser: 'src/browser.ts',
    tfjs: 'src/tfjs.ts',
  },
  format: ['esm'],
  target: 'es2022',
  platform: 'neutral',
  splitting: true,
  treeshake: true,
  sourcemap: true,
  clean: true,
  // TypeScript 6 calls an option deprecated that tsup sets for the declarations.
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
  external: [/^@tensorflow\//, /^node:/, 'planck'],
};

export default options;
