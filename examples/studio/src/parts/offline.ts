import { isFromDisk } from './staticFiles.ts';

/** Lets a service worker keep the studio, so that it opens without a network from then on. */
export function keepOffline(): void {
  // A host without https has no service workers; the studio then needs its host.
  if (isFromDisk || !('serviceWorker' in navigator)) return;
  const register = (): void => {
    navigator.serviceWorker.register('./serviceWorker.js').catch(() => {
      // It works as before, with the network.
    });
  };
  // After the first view is there: it fetches all the rest.
  if ('requestIdleCallback' in window) requestIdleCallback(register, { timeout: 3000 });
  else setTimeout(register, 1000);
}
