import { UsageError } from '../../errors.ts';

/**
 * Compresses bytes in zlib's format, as PNG wants them, with what the host has
 * built in. Node does it in another thread.
 *
 * @throws {UsageError} If the host has no `CompressionStream`.
 */
export async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  if (!('CompressionStream' in globalThis)) {
    throw new UsageError(
      'Writing PNG needs CompressionStream, which this browser lacks; ' +
        'browsers have it since 2023, Node since version 18.',
    );
  }
  const compressed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(compressed).arrayBuffer());
}
