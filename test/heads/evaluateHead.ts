import {
  createHeadResult,
  type Head,
  type HeadInput,
  type HeadResult,
} from '../../src/heads/head.ts';

/** What a head makes of an update, in arrays of its own. */
export function evaluateHead(
  head: Head,
  input: Pick<HeadInput, 'batch' | 'online' | 'nextTarget'> & Partial<HeadInput>,
): HeadResult {
  const { batch, online } = input;
  const result = createHeadResult(batch.size, online.length);
  const actions = online.length / batch.size / head.outputsPerAction;
  head.evaluate({ actions, nextOnline: null, target: null, fractions: null, ...input }, result);
  return result;
}
