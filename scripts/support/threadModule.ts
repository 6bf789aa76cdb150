/**
 * A module in TypeScript as one that a thread can start with, in JavaScript: Node 20 reads
 * TypeScript in a thread only where tsx is registered there.
 *
 * @param url - Of the file.
 */
export function threadModule(url: URL): URL {
  const code = [
    `import { register } from ${JSON.stringify(import.meta.resolve('tsx/esm/api'))};`,
    'register();',
    `await import(${JSON.stringify(url.href)});`,
  ];
  return new URL(`data:text/javascript,${encodeURIComponent(code.join('\n'))}`);
}
