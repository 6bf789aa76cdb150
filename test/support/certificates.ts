import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files of an authority and of a server's certificate that it has signed. */
export interface Certificates {
  /** The authority's certificate, which clients are to trust. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/**
 * Makes an authority, and a certificate for `localhost` alone, by openssl.
 *
 * @param folder - Where they are written to; it is made.
 * @throws {Error} If there is no openssl.
 */
export function makeCertificates(folder: string): Certificates {
  mkdirSync(folder, { recursive: true });
  const at = (name: string): string => join(folder, name);
  const openssl = (...words: readonly string[]): void => {
    execFileSync('openssl', words, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const ca = ['-keyout', 'ca.key', '-out', 'ca.crt', '-days', '2', '-subj', '/CN=CA of a test'];
  openssl('req', '-x509', ...newKey, ...ca);
  openssl('req', ...newKey, '-keyout', 'key.pem', '-out', 'request', '-subj', '/CN=localhost');
  writeFileSync(at('extensions'), 'subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\n');
  const by = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'extensions'];
  openssl('x509', '-req', '-in', 'request', ...by, '-out', 'certificate.pem', '-days', '2');
  return { ca: at('ca.crt'), certificate: at('certificate.pem'), key: at('key.pem') };
}
