import { EnvironmentError } from '../../errors.ts';
import { readFacts, type Reply } from './protocol.ts';
import { pythonText } from './pythonText.ts';

/** An exception of Python, as the server describes it. */
interface PythonException {
  readonly type: string;
  readonly module: string;
  readonly message: string;
  /** The module that could not be imported. */
  readonly missing: string | null;
  /** Without the calls of our own. */
  readonly traceback: string;
  readonly executable: string;
  /** Whether the server itself refused something, and says what to do. */
  readonly refused: boolean;
}

/** Lines of a traceback that are shown: the innermost calls. */
const TRACEBACK_LINES = 8;
const LINE_CHARACTERS = 200;
/** Characters of the message of an exception that are shown. */
const MESSAGE_CHARACTERS = 1600;
const NAME_CHARACTERS = 200;

/**
 * What to throw for an exception while the environment was made.
 *
 * @param where - Such as `GymnasiumEnvironment.create('CartPole-v1')`.
 */
export function makeError(where: string, id: string, reply: Reply): EnvironmentError {
  const error = readException(reply);
  if (error.refused) {
    return new EnvironmentError(
      `${where} cannot work with this environment: ${sentence(error.message)}`,
    );
  }
  const advice = advise(id, error);
  const reason = `${where} failed: Python raised ${error.type}: ${sentence(error.message)}`;
  return new EnvironmentError(advice === null ? reason + shorten(error) : `${reason} ${advice}`);
}

/**
 * What to throw for an exception of a running environment.
 *
 * @param call - Such as `step(1)`.
 */
export function callError(call: string, id: string, reply: Reply): EnvironmentError {
  const error = readException(reply);
  if (error.refused) {
    return new EnvironmentError(`${call} of '${id}' failed: ${sentence(error.message)}`);
  }
  return new EnvironmentError(
    `${call} of '${id}' failed: Python raised ${error.type}: ${sentence(error.message)} ` +
      `Correct the environment; this one can be reset and used further.${shorten(error)}`,
  );
}

/** Fit to be shown. */
function readException(reply: Reply): PythonException {
  const error = readFacts(reply.facts) as PythonException;
  return {
    ...error,
    type: pythonText(error.type, NAME_CHARACTERS),
    message: pythonText(error.message, MESSAGE_CHARACTERS),
    missing: error.missing === null ? null : pythonText(error.missing, NAME_CHARACTERS),
    executable: pythonText(error.executable, MESSAGE_CHARACTERS),
  };
}

/** What to install or to do; null where nobody can know. */
function advise(id: string, { type, module, missing, executable }: PythonException): string | null {
  const install = (name: string): string => `Install it with: ${executable} -m pip install ${name}`;
  if (missing === 'gymnasium' || missing === 'numpy') return install('gymnasium');
  if (missing === 'ale_py') return install('ale-py');
  if (missing !== null && /ModuleNotFoundError/.test(type)) {
    return (
      `The interpreter is ${executable}. Install what '${missing}' belongs to, or, if it is a module ` +
      'of your own, add its folder with variables: { PYTHONPATH: … }.'
    );
  }
  if (!module.startsWith('gymnasium.error')) return null;
  if (/NotFound$|^Unregistered|^Deprecated/.test(type)) {
    return (
      `Correct the id '${id}', or name in imports the modules that register it. ` +
      `The interpreter is ${executable}.`
    );
  }
  if (type === 'DependencyNotInstalled') return `The interpreter is ${executable}.`;
  return null;
}

/** The last lines of the traceback, with a line break before each. */
function shorten({ traceback }: PythonException): string {
  const lines = traceback.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) return '';
  const last = lines.slice(-TRACEBACK_LINES).map((line) => pythonText(line, LINE_CHARACTERS));
  return `\nPython's traceback ends with:\n${last.join('\n')}`;
}

/** With a full stop. */
function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return '(no message).';
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
