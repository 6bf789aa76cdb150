import { UsageError } from '../../errors.ts';

/**
 * Compresses bytes in zlib's format, as PNG wants them, with what the host has
 * built in. Node does it in another thread.
 *
 * @throws {UsageError} If the host lacks `CompressionStream`, `Blob` or `Response`.
 */
export async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const missing = ['CompressionStream', 'Blob', 'Response'].filter((name) => !(name in globalThis));
  if (missing.length > 0) {
    throw new UsageError(
      `Writing PNG needs ${missing.join(', ')}, which this host lacks; browsers have all of it ` +
        "since 2023, Node since version 18. In tests of Jest, set testEnvironment: 'node'.",
    );
  }
  const compressed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(compressed).arrayBuffer());
}
