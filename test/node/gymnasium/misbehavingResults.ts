/** What odd results come to. Their Python side is test/fixtures/python/misbehaving.py. */

/** A part of the error's message, or of the right result. */
export type Expected = RegExp | Readonly<Record<string, unknown>>;

export const FINE = { reward: 1, terminated: false, truncated: false };
const MASK = { info: { actionMask: Uint8Array.of(1, 0, 1) } };

const floats = (...values: number[]): Expected => ({ observation: Float32Array.from(values) });
const bytes = (...values: number[]): Expected => ({ observation: Uint8Array.from(values) });
const reward = (value: number): Expected => ({ reward: value });
const noArray = /as observation, which is no array of numbers, but its observation_space is/;
const shape = (text: string): RegExp =>
  new RegExp(
    `returned an observation of shape \\(${text}\\), but its observation_space is (Box|Discrete)`,
  );
const values = /its step\(\) returned .*; it must return 5 values, \(observation, reward, /;
const noReward = /it returned as reward .*, which must be one number/;
const noFlag = /it returned as (terminated|truncated) .*, which must be True or False/;
const noInfo = /it returned as info .*, not a dict/;
const noMask = /action_mask in info .*, which must be an array with 0 or 1 for each of 3 actions/;
const wrongMask = /action_mask in info with .* in it, which must be 0 or 1 for each action/;
const emptyMask = /action_mask in info that allows no action at all/;
const noPair = /its reset\(\) returned .*\. It must return 2 values, \(observation, info\)/;
export const raised = (name: string, text: string): RegExp =>
  new RegExp(`failed: Python raised ${name}: ${text}`);

/** By the space of observations and the case: what leaves its process alive. */
export const SURVIVED: Readonly<Record<string, Readonly<Record<string, Expected>>>> = {
  box: {
    'old step':
      /step\(\) returned 4 values \(observation, reward, done, info\), the API of Gym before/,
    'three values': values,
    'six values': values,
    'no values': values,
    'step of None': /its step\(\) returned None; it must return 5 values/,
    'step of a number': values,
    'step of an array': values,
    'step of a dict': values,
    'step of a list': FINE,
    'step of a generator': values,
    column: shape('2, 1'),
    row: shape('1, 2'),
    longer: shape('3,'),
    shorter: shape('1,'),
    'one number': shape(''),
    'as many bytes': shape('1,'),
    'observation None': noArray,
    'observation of text': noArray,
    'observation of texts': noArray,
    'observation of objects': noArray,
    'observation of a dict': noArray,
    'observation of complex': noArray,
    'observation of dates': noArray,
    ragged: noArray,
    'observation and info': noArray,
    liar: noArray,
    structured: noArray,
    NaN: floats(NaN, 1),
    float64: floats(1.5, -2.5),
    'big-endian': floats(1.5, -2.5),
    float16: floats(1.5, -2.5),
    strided: floats(0, 2),
    'read only': floats(1, 2),
    'a list': floats(1.5, 2.5),
    'a tuple': floats(1, 2),
    booleans: floats(1, 0),
    'beyond float32': floats(Infinity, 1),
    matrix: shape('1, 2'),
    'reward None': /it returned as reward None, which must be one number/,
    'reward of text': noReward,
    "reward of numpy's text": noReward,
    'reward of two': /reward an array of shape \(2,\).* one number\. Add them up in a wrapper/,
    'reward of a list': noReward,
    'reward of a dict': noReward,
    'reward of complex': noReward,
    "reward of numpy's complex": noReward,
    'reward of an object': noReward,
    'reward beyond all': /reward a number beyond all floats/,
    'reward of bytes': noReward,
    'reward of a date': noReward,
    'reward in an array': reward(1.5),
    'reward in a matrix': reward(1.5),
    'reward of no dimensions': reward(1.5),
    'reward int64': reward(3),
    'reward float16': reward(1.5),
    'reward bool': reward(1),
    'reward numpy bool': reward(1),
    'reward fraction': reward(1.5),
    'reward decimal': reward(1.5),
    'reward enum': reward(1),
    'reward NaN': reward(NaN),
    'terminated of text': noFlag,
    'terminated None': noFlag,
    'terminated of two': noFlag,
    'terminated of a list': noFlag,
    'terminated 2': noFlag,
    'terminated NaN': noFlag,
    'truncated of a dict': noFlag,
    'truncated None': noFlag,
    'terminated numpy bool': { terminated: true, truncated: false },
    'terminated 1': { terminated: true, truncated: false },
    'terminated in an array': { terminated: true, truncated: false },
    'truncated 0.0': { terminated: false, truncated: false },
    'truncated int8': { terminated: false, truncated: true },
    'info of a list': noInfo,
    'info of text': noInfo,
    'info of a number': noInfo,
    'info empty list': noInfo,
    'info of pairs': noInfo,
    'info None': { info: {} },
    'info recursive': { info: { one: 1 } },
    'info wide': FINE,
    'info huge text': { info: { small: 'y' } },
    'info of much text': { info: { 0: 'x'.repeat(60_000), 105: 'x'.repeat(60_000) } },
    'info odd keys': { info: { 1: 1, None: 2, '(1, 2)': 3 } },
    'info of odd values': { info: { one: 1 } },
    'info unprintable key': { info: { a: 1 } },
    'mask list': MASK,
    'mask tuple': MASK,
    'mask float': MASK,
    'mask bool': MASK,
    'mask int64': MASK,
    'mask None': { info: {} },
    'mask empty at the end': { terminated: true, info: { actionMask: Uint8Array.of(0, 0, 0) } },
    'mask by its other name': MASK,
    'mask short': noMask,
    'mask long': noMask,
    'mask row': noMask,
    'mask of twos': wrongMask,
    'mask negative': wrongMask,
    'mask NaN': wrongMask,
    'mask of halves': wrongMask,
    'mask of nothing': emptyMask,
    'mask number': noMask,
    'mask text': noMask,
    'mask texts': noMask,
    'mask dict': noMask,
    'mask ragged': noMask,
    'mask of None': noMask,
    'mask by its other name, long': noMask,
    ValueError: raised('ValueError', 'on purpose'),
    'no message': raised('RuntimeError', '\\(no message\\)'),
    unreadable: raised('Unreadable', '\\(its message could not be read\\)'),
    'sys.exit': raised('SystemExit', 'leaving'),
    KeyboardInterrupt: raised('KeyboardInterrupt', ''),
    GeneratorExit: raised('GeneratorExit', ''),
    MemoryError: raised('MemoryError', 'full'),
    EOFError: raised('EOFError', 'end'),
    BrokenPipeError: raised('BrokenPipeError', 'broken'),
    ImportError: raised('ImportError', 'none'),
    'no such module': raised('ModuleNotFoundError', ".*'no_such_module_at_all'"),
    RecursionError: raised('RecursionError', 'maximum recursion'),
    chained: raised('ValueError', 'second'),
    escapes: raised('ValueError', 'red ends turned {2}ä€𝄞'),
    '5 MB': raised('ValueError', 'm{1600}…'),
    lines: raised('ValueError', '(line\\n){100}'),
    'odd module': raised('Odd', 'odd'),
    'own unpack': raised('ValueError', 'not enough values to unpack'),
    input: raised('EOFError', ''),
    printing: FINE,
  },
  pixels: {
    transposed: shape('3, 2'),
    flat: shape('6,'),
    scaled: /an observation of float64 with 0\.5 in it, which uint8 cannot hold.*Box\(0, 1, shape/,
    'out of range': /an observation of int64 with 256 in it, which uint8 cannot hold/,
    signed: /an observation of int8 with -1 in it/,
    halves: /an observation of float32 with 1\.5 in it/,
    'pixels NaN': /an observation of float64 with nan in it/,
    infinite: /an observation of float64 with inf in it/,
    'pixels of text': noArray,
    'pixels None': noArray,
    bytes: noArray,
    'other order': bytes(0, 1, 2, 3, 4, 5),
    'int64 in range': bytes(0, 1, 2, 3, 4, 5),
    'whole floats': bytes(0, 1, 2, 3, 4, 5),
    'nested lists': bytes(0, 1, 2, 3, 4, 5),
    'booleans as pixels': bytes(1, 1, 1, 1, 1, 1),
  },
  states: {
    '2.7': /it returned 2\.7 \(float\) as observation, which is no whole number/,
    below: /it returned the observation 1, but its observation_space is Discrete\(5, start=2\)/,
    above: /it returned the observation 7, but/,
    'far above': /it returned the observation 1099511627776, but/,
    'state NaN': /which is no whole number/,
    'state None': /which is no whole number/,
    'state of text': /which is no whole number/,
    'state of two': /an array of shape \(2,\) .* which is no whole number/,
    'state of a list': /which is no whole number/,
    'one-hot': /which is no whole number/,
    'state 3.0': { observation: 1 },
    'state int64': { observation: 1 },
    'state array': { observation: 1 },
    'state in an array': { observation: 1 },
    'state enum': { observation: 1 },
  },
};

/** Those of resets, which are cases of `box` too. */
const RESETS: Readonly<Record<string, Expected>> = {
  'old reset':
    /reset\(\) returned an array .*perhaps an observation alone, the API of Gym before 0\.26/,
  'reset of None': /its reset\(\) returned None\. It must return 2 values/,
  'reset of three': noPair,
  'reset of one': noPair,
  'reset of a number': noPair,
  'reset of a dict': noPair,
  'reset of text': noPair,
  'reset info list': noInfo,
  'reset wrong shape': shape('1, 2'),
  'reset mask': noMask,
  'reset empty mask': emptyMask,
  'reset raises': raised('KeyError', "'on purpose'"),
  'reset exits': raised('SystemExit', '3'),
  'observation_space changes': /its observation_space has changed from Box.* to Box/,
  'action_space changes': /its action_space has changed from Discrete\(3\) to Discrete\(5\)/,
  'space is gone': /its observation_space has changed from Box.* to None/,
  'reset of a list': floats(1, 2),
  'reset of a named pair': floats(1, 2),
  'reset info None': floats(1, 2),
  'same space anew': floats(1, 2),
};

/** Those of pictures. */
const PICTURES: Readonly<Record<string, Expected>> = {
  'picture None': /its render\(\) returned None, not an RGB array/,
  'picture of text': /its render\(\) returned '###' \(str\), not an RGB array/,
  'picture of a list': /its render\(\) returned a list of length 1, not an RGB array/,
  'picture gray': /returned an array of shape \(2, 2\), not an RGB array/,
  'picture with opacity': /returned an array of shape \(2, 2, 4\), not an RGB array/,
  'picture of floats': /returned an array of float64, not of uint8/,
  'picture empty': /returned an array of shape \(0, 2, 3\), not an RGB array/,
  'picture enormous': /an array of shape \(100000, 100000, 3\), more than 67108864 pixels/,
  'picture raises': raised('ValueError', 'on purpose'),
  'picture turned': {
    data: Uint8ClampedArray.of(6, 7, 8, 255, 9, 10, 11, 255, 0, 1, 2, 255, 3, 4, 5, 255),
  },
};

Object.assign(SURVIVED['box']!, RESETS, PICTURES);

/** Cases of `box` whose results meet Gymnasium's wrappers first. */
export const LIMITED: Readonly<Record<string, Expected>> = {
  'old step':
    /step\(\) returned 4 values \(observation, reward, done, info\), the API of Gym before/,
  'three values': /three|five element|5 values/,
  'step of None': /Expects step result to be a tuple, actual type: <class 'NoneType'>/,
  'old reset': /the API of Gym before 0\.26|must be a tuple/,
};
