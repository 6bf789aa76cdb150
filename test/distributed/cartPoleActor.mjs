// Node 20 reads no TypeScript in a thread, unless tsx is registered there.
import { register } from 'tsx/esm/api';

register();
await import('./cartPoleActor.ts');
