import type { KernelModules } from '../kernels.ts';
import { ALERT_FOR, JOB, JOB_OFFSET, MAX_REASON, WORDS } from './layout.ts';

/** What a helper is sent: first the memory of {@link WORDS}, then memories to work in. */
export type HelperMessage =
  | { readonly control: SharedArrayBuffer; readonly index: number }
  | ({ readonly slot: number; readonly memory: WebAssembly.Memory } & KernelModules)
  /** To let go of a memory. */
  | { readonly slot: number };

/**
 * The program of a helper, as text: a page starts it from a `Blob` and Node from the
 * text, so that no bundler has to know of it.
 *
 * A helper takes chunks of the open job as long as there are any, looks out for the next
 * one for a while, and sleeps. It goes back to where messages arrive when one was sent.
 *
 * The main thread may make a memory larger between two jobs, even while a message brings
 * it here. V8 can miss that, and keep the old size for this thread: a kernel that fills or
 * copies memory behind it then fails as out of bounds. To grow by no page makes V8 read the
 * size again, so this is done for the first chunk after each growth.
 *
 * @param port - The expression by which it reaches its messages.
 */
export function helperSource(port: string): string {
  return `'use strict';
const port = ${port};
const places = [];
let words, job, index, received = 0;
const isOpen = (word) => (word & 255) > 0 && index < ((word >> 8) & 127);
const hasMail = () => Atomics.load(words, ${WORDS.messages} + index) !== received;
const compute = (chunk) => {
  const from = chunk * job[${JOB.size}];
  const given = [];
  for (let at = 0; at < job[${JOB.length}]; at++) {
    given.push(job[${JOB.first} + at] + from * job[${JOB.steps} + at]);
  }
  given[job[${JOB.countAt}]] = Math.min(job[${JOB.size}], job[${JOB.total}] - from);
  if (job[${JOB.scratchAt}] >= 0) {
    given[job[${JOB.scratchAt}]] = job[${JOB.scratch}] + index * job[${JOB.scratchBytes}];
  }
  const place = places[job[${JOB.slot}]];
  if (place.bytes !== job[${JOB.memoryBytes}]) {
    place.memory.grow(0);
    place.bytes = job[${JOB.memoryBytes}];
  }
  place.kernels[job[${JOB.kernel}]](...given);
};
const fail = (error) => {
  if (Atomics.compareExchange(words, ${WORDS.failure}, 0, -1) !== 0) return;
  const reason = (String(error) || 'Error').slice(0, ${MAX_REASON});
  for (let at = 0; at < reason.length; at++) words[${WORDS.reason} + at] = reason.charCodeAt(at);
  Atomics.store(words, ${WORDS.failure}, reason.length);
  Atomics.notify(words, ${WORDS.unfinished});
};
const work = () => {
  let idle = 0;
  let since = 0;
  for (;;) {
    const word = Atomics.load(words, ${WORDS.open});
    if (isOpen(word)) {
      if (hasMail()) return;
      if (Atomics.compareExchange(words, ${WORDS.open}, word, word - 1) !== word) continue;
      try {
        compute((word & 255) - 1);
      } catch (error) {
        fail(error);
        throw error;
      }
      if (Atomics.sub(words, ${WORDS.unfinished}, 1) === 1 && Atomics.load(words, ${WORDS.isAwaited})) {
        Atomics.notify(words, ${WORDS.unfinished});
      }
      idle = 0;
    } else if ((++idle & 63) === 0) {
      if (hasMail()) return;
      const now = performance.now();
      if (idle === 64) since = now;
      if (now - since < ${ALERT_FOR}) continue;
      const bell = ${WORDS.sleeps} + index;
      Atomics.store(words, bell, 1);
      if (!isOpen(Atomics.load(words, ${WORDS.open})) && !hasMail()) Atomics.wait(words, bell, 1);
      Atomics.store(words, bell, 0);
      idle = 0;
    }
  }
};
port.onmessage = ({ data }) => {
  if (data.control) {
    words = new Int32Array(data.control);
    job = new Float64Array(data.control, ${JOB_OFFSET});
    index = data.index;
  } else if (data.memory) {
    const env = { memory: data.memory };
    const products = new WebAssembly.Instance(data.products, { env }).exports;
    const kernels = Object.values(new WebAssembly.Instance(data.kernels, { env, products }).exports);
    if (data.head) kernels.push(...Object.values(new WebAssembly.Instance(data.head, { env }).exports));
    places[data.slot] = { memory: data.memory, bytes: 0, kernels };
  } else delete places[data.slot];
  received++;
  work();
};
`;
}
