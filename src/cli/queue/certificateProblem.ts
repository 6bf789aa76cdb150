import type { RedisAddress } from './redisAddress.ts';

/** What Node says of a certificate that nobody it trusts has signed. */
const UNTRUSTED: ReadonlySet<string> = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'INVALID_CA',
]);

/**
 * What is wrong with the certificate of a Redis with TLS, for people; `null` where it is something
 * else. To try again does not help.
 */
export function certificateProblem({ shown }: RedisAddress, error: Error): string | null {
  const { code } = error as { readonly code?: unknown };
  if (typeof code !== 'string') return null;
  if (UNTRUSTED.has(code)) {
    return (
      `Redis at ${shown} has a certificate that this machine does not trust (${code}). For one of your own set ` +
      'the environment variable NODE_EXTRA_CA_CERTS to the file of the authority that has signed it, such ' +
      'as /etc/ssl/our-ca.pem.'
    );
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return (
      `Redis at ${shown} has a certificate for another name than the address says (${code}). Write the name ` +
      'that it is for into the address, or give Redis a certificate for this one.'
    );
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return (
      `Redis at ${shown} has a certificate that is not valid at the time that this machine has (${code}). Renew ` +
      'it, or put the clock right.'
    );
  }
  return null;
}
