import type { Options } from 'tsup';

/** `a: () => b` as a getter: what it gives may be defined further down. */
const toGetters = (members: string): string =>
  members.replaceAll(/(\w+): \(\) => (\w+)/g, 'get $1() {\n    return $2;\n  }');

/**
 * Writes namespaces (`import * as kinds`) as objects with getters: a bundler
 * cannot drop the calls by which they are filled otherwise, nor all that they name.
 */
const plainNamespaces: NonNullable<Options['plugins']>[number] = {
  name: 'plain-namespaces',
  renderChunk: (code) => ({
    code: code.replaceAll(
      /var (\w+) = \{\};\n__export\(\1, \{\n([^}]*?)\n\}\);/g,
      (_, name: string, members: string) =>
        `var ${name} = {\n  __proto__: null,\n${toGetters(members)}\n};`,
    ),
  }),
};

const options: Options = {
  entry: {
    index: 'src/index.ts',
    environments: 'src/environments.ts',
    node: 'src/node.ts',
    nodeInBrowser: 'src/nodeInBrowser.ts',
    browser: 'src/browser.ts',
    tfjs: 'src/tfjs.ts',
    webgpu: 'src/webgpu.ts',
    policy: 'src/policy.ts',
    distributed: 'src/distributed.ts',
    cli: 'src/cli/main.ts',
  },
  format: ['esm'],
  target: 'es2022',
  platform: 'neutral',
  splitting: true,
  treeshake: true,
  plugins: [plainNamespaces],
  sourcemap: true,
  clean: true,
  // TypeScript 6 calls an option deprecated that tsup sets for the declarations.
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
  external: [/^@tensorflow\//, /^node:/, 'planck'],
};

export default options;
