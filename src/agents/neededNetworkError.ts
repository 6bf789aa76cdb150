import { OptionsError } from '../errors.ts';

/** There is no usual network for what is observed: commands know another remedy. */
export class NeededNetworkError extends OptionsError {}
