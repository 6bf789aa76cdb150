/**
 * The bytes of a text. Also where the host lacks `TextEncoder`, as the pages
 * that Jest simulates with jsdom do.
 */
export function encodeUtf8(text: string): Uint8Array {
  if (typeof TextEncoder === 'function') return new TextEncoder().encode(text);
  // Half a pair of surrogates has no bytes: U+FFFD stands for it, as in TextEncoder.
  const whole = text.replace(/\p{Surrogate}/gu, '\ufffd');
  const escaped = encodeURIComponent(whole).replace(/%([0-9A-F]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return Uint8Array.from(escaped, (character) => character.charCodeAt(0));
}

/**
 * The text of bytes, which must be UTF-8; a byte order mark stays.
 *
 * @throws {TypeError | URIError} If they are not.
 */
export function decodeUtf8Strictly(bytes: Uint8Array): string {
  if (typeof TextDecoder !== 'function') return decodeByHand(bytes);
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

/**
 * The text of bytes; those that are no UTF-8 become U+FFFD.
 *
 * Without `TextDecoder` they are refused instead.
 *
 * @throws {URIError} Then.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  if (typeof TextDecoder === 'function') return new TextDecoder().decode(bytes);
  return decodeByHand(bytes);
}

/** @throws {URIError} If they are no UTF-8. */
function decodeByHand(bytes: Uint8Array): string {
  let escaped = '';
  for (const byte of bytes) escaped += `%${byte.toString(16).padStart(2, '0')}`;
  return decodeURIComponent(escaped);
}
