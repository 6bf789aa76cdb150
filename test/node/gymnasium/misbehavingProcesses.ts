/** What odd processes come to. Their Python side is test/fixtures/python/misbehaving_fatal.py. */

import { FINE, raised, type Expected } from './misbehavingResults.ts';

/** What happens while it is made, or before anything else can. */
export interface Making {
  readonly name: string;
  readonly id: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly startTimeout?: number;
  readonly expected: Expected;
}

const made = (deed: string, expected: Expected, more: Partial<Making> = {}): Making => ({
  name: deed,
  id: 'Fatal-v0',
  options: { at: 'make', deed },
  expected,
  ...more,
});

const ofSpace = (space: string, expected: RegExp): Making => ({
  name: space,
  id: 'Fatal-v0',
  options: { space },
  expected,
});

const SOON = { startTimeout: 4000 };
const noSpace = (name: string): RegExp =>
  new RegExp(`its ${name} is .*, not a space of gymnasium\\. Set self\\.${name} in __init__`);

export const MAKING: readonly Making[] = [
  made('raise', /create\('Fatal-v0'\) failed: Python raised ValueError: on purpose/),
  made('raise escapes', /ValueError: red ends turned ä€𝄞/),
  made('raise 5 MB', /ValueError: m{1600}…/),
  made('sys.exit', /Python raised SystemExit: 3/),
  made('interrupt', /Python raised KeyboardInterrupt/),
  made('clear path and fail', /ValueError: no path/),
  made('segfault', /Python was killed by SIGSEGV \(a segmentation fault.*before .* made/s),
  made('os._exit', /Python ended with code 7 before the environment was made.*last words/s),
  made('SIGKILL', /Python was killed by SIGKILL \(.*memory ran out\) before/),
  made('sleep', /no environment within startTimeout \(4000 ms\) and was killed/, SOON),
  made('loop', /no environment within startTimeout \(4000 ms\) and was killed/, SOON),
  made('fork and die', /Python ended with code 9 before the environment was made/),
  made('fork into a session and die', /Python ended with code 9 before/),
  made('fork by C into a session and die', /Python ended with code 9 before/),
  made('close descriptors', /Python .* before the environment was made/),
  made('write nonsense', /has sent something that is no reply|before the environment was made/),
  made('flood', { observation: Uint8Array.of(7, 7) }),
  made('remove folder', { observation: Uint8Array.of(7, 7) }),
  made('leave threads', { observation: Uint8Array.of(7, 7) }),
  made('close output', { observation: Uint8Array.of(7, 7) }),
  made('fork and go on', { observation: Uint8Array.of(7, 7) }),
  ofSpace('observation of dict', /its observations are Dict.*FlattenObservation/),
  ofSpace('observation of tuple', /its observations are Tuple.*FlattenObservation/),
  ofSpace('observation of text', /its observations are Text.*knows only Box and Discrete/),
  ofSpace('observation of choices', /its observations are MultiDiscrete.*FlattenObservation/),
  ofSpace('observation of bits', /its observations are MultiBinary.*FlattenObservation/),
  ofSpace('observation of sequence', /its observations are Sequence.*knows only Box/),
  ofSpace('observation without elements', /its observations are Box.* no elements/),
  ofSpace('observation of too many states', /at most 2147483648 apart/),
  ofSpace('observation enormous', /67117056 elements, and deepq takes at most 67108864/),
  ofSpace('observation None', noSpace('observation_space')),
  ofSpace('observation a class', noSpace('observation_space')),
  ofSpace('observation a string', noSpace('observation_space')),
  ofSpace('observation an array', noSpace('observation_space')),
  ofSpace('no observation', /observation_space/),
  ofSpace('actions of box', /its actions are Box.*DiscretizeAction/),
  ofSpace('actions of dict', /its actions are Dict.*a finite number/),
  ofSpace('actions of choices', /its actions are MultiDiscrete.*flattenActions: true/),
  ofSpace('actions None', noSpace('action_space')),
  ofSpace('actions a number', noSpace('action_space')),
  ofSpace('no actions', /action_space/),
  {
    name: 'reset without a seed',
    id: 'OldReset-v0',
    expected:
      /its reset\(\) does not take .*'seed'.*Gym before 0\.26.*def reset\(self, \*, seed=None/,
  },
  {
    name: 'reset without a seed, checked by Gymnasium',
    id: 'OldResetChecked-v0',
    expected: /seed/,
  },
  {
    name: 'no environment',
    id: 'NoEnvironment-v0',
    expected: /Python raised TypeError: .*must inherit from/,
  },
  { name: 'a number', id: 'Fake-v0', expected: /Python raised TypeError: .*must inherit from/ },
];

/** What is done in a method. */
export interface Deed {
  readonly at: 'step' | 'reset' | 'render' | 'close';
  readonly deed: string;
  readonly expected: Expected;
  /** Whether observations are larger than what is read at once. */
  readonly large?: boolean;
}

const died = (how: string): RegExp =>
  new RegExp(`The Python process of this environment ${how}\\. Create the environment anew`);
const late = /did not answer within stepTimeout \(1500 ms\) and was killed/;
const lost = /ended with code 1\. .*The last it printed:.*closed or replaced the descriptors/s;
const step = (deed: string, expected: Expected): Deed => ({ at: 'step', deed, expected });

export const DEEDS: readonly Deed[] = [
  step('segfault', /was killed by SIGSEGV \(a segmentation fault: .*misbehaving_fatal\.py/s),
  step('SIGSEGV', died('was killed by SIGSEGV \\(a segmentation fault: .*\\)')),
  step('abort', died('was killed by SIGABRT \\(compiled code .*\\)')),
  step('SIGKILL', died('was killed by SIGKILL \\(.* because memory ran out\\)')),
  step('SIGTERM', died('was killed by SIGTERM')),
  step('SIGBUS', died('was killed by SIGBUS \\(compiled code .*\\)')),
  step('SIGFPE', died('was killed by SIGFPE \\(compiled code .*\\)')),
  step('alarm', died('was killed by SIGALRM')),
  step('os._exit', /ended with code 7\. .*The last it printed:\nlast words/s),
  step('os._exit(0)', died('ended with code 0')),
  step('exit from thread', died('ended with code 7')),
  step('fork and die', died('ended with code 9')),
  step('fork into a session and die', died('ended with code 9')),
  step('fork by C and die', died('ended with code 9')),
  step('fork by C into a session and die', died('ended with code 9')),
  { ...step('fork by C into a session and die', died('ended with code 9')), large: true },
  step('fork and go on', FINE),
  step('sleep', /within stepTimeout .*misbehaving_fatal\.py", line \d+ in/s),
  step('loop', /within stepTimeout .*misbehaving_fatal\.py", line \d+ in loop/s),
  { ...step('loop', late), large: true },
  step('hold the lock', /within stepTimeout .*line \d+ in hold_the_lock/s),
  step('deadlock', /within stepTimeout .*line \d+ in deadlock/s),
  step('stop', late),
  step('ignore signals', late),
  step('close descriptors', died('ended with code 1')),
  step('close pipes', lost),
  step('close output', FINE),
  step('close output and print', /Python raised (OSError|ValueError)/),
  step('replace pipes', lost),
  step('write nonsense', /has sent something that is no reply: .*os\.write/),
  step('print into replies', /has sent something that is no reply: .*os\.dup2/),
  step('leave threads', FINE),
  step('atexit', FINE),
  step('remove folder', FINE),
  step('clear path', FINE),
  step('clear path and fail', raised('ValueError', 'no path')),
  step('flood', FINE),
  step('no descriptors', FINE),
  step('raise 5 MB', raised('ValueError', 'm{1600}…')),
  { at: 'reset', deed: 'segfault', expected: /was killed by SIGSEGV/ },
  { at: 'reset', deed: 'sleep', expected: late },
  { at: 'reset', deed: 'os._exit', expected: /ended with code 7/ },
  { at: 'reset', deed: 'write nonsense', expected: /that is no reply/ },
  { at: 'render', deed: 'segfault', expected: /was killed by SIGSEGV/ },
  { at: 'render', deed: 'loop', expected: late },
  { at: 'close', deed: 'raise', expected: {} },
  { at: 'close', deed: 'segfault', expected: {} },
  { at: 'close', deed: 'loop', expected: {} },
  { at: 'close', deed: 'fork by C into a session and die', expected: {} },
  { at: 'close', deed: 'sys.exit', expected: {} },
  { at: 'close', deed: 'close descriptors', expected: {} },
  { at: 'close', deed: 'write nonsense', expected: {} },
  { at: 'close', deed: 'atexit', expected: {} },
];
