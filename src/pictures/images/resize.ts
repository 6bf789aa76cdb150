/** Fills `resized` from `pixels`, both of the size that it was made for. */
export type Resize = (pixels: Uint8Array, resized: Uint8Array) => void;
