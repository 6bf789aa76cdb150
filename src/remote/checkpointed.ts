/** Bytes that nobody else holds, to be handed over without a copy. */
export class Checkpointed {
  readonly bytes: Uint8Array<ArrayBuffer>;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes;
  }
}
