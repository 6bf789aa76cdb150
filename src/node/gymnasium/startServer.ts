import type { StdioOptions } from 'node:child_process';
import { DeepQError, EnvironmentError } from '../../errors.ts';
import { Deadline } from './deadline.ts';
import type { ResolvedGymnasiumOptions } from './options.ts';
import type { OutputTail } from './outputTail.ts';
import { FOREIGN_BYTES, OPERATIONS, writeRequest, type Reply } from './protocol.ts';
import { shortId } from './pythonText.ts';
import { makeError } from './pythonErrors.ts';
import { ReplyStream, StreamEnd } from './replyStream.ts';
import { startProcess, type ServerProcess } from './serverProcess.ts';
import { readMade, type MadeEnvironment } from './spaces.ts';

/** A server with its environment made. */
export interface StartedServer {
  readonly process: ServerProcess;
  /** What comes out of its standard output. */
  readonly replies: ReplyStream;
  readonly made: MadeEnvironment;
  readonly outputTail: OutputTail;
}

/** How to start one. */
export interface StartServerOptions {
  /** Such as `GymnasiumEnvironment.create('CartPole-v1')`, for messages. */
  readonly where: string;
  readonly settings: ResolvedGymnasiumOptions;
  /** The first two must be pipes. */
  readonly stdio: StdioOptions;
  /** Descriptors in the child for requests and replies; null for its first two. */
  readonly descriptors: readonly [number, number] | null;
  /** Finds out what the process printed. */
  readonly outputTail: (process: ServerProcess) => OutputTail;
}

/**
 * Starts Python, and has it make the environment.
 *
 * @throws {EnvironmentError} If either fails or takes too long; the process is
 *   then ended.
 */
export async function startServer(options: StartServerOptions): Promise<StartedServer> {
  const { where, settings, stdio, descriptors } = options;
  const process = await startProcess(where, settings, stdio);
  const outputTail = options.outputTail(process);
  const { stdin, stdout } = process.child;
  if (stdin === null || stdout === null) throw new Error('the first two of stdio must be pipes');
  // A process that dies reads nothing; its end is noticed elsewhere.
  stdin.on('error', () => undefined);
  const replies = new ReplyStream(stdout);
  try {
    const { id, imports, wrappers, flattenActions, info } = settings;
    const request = { id, imports, wrappers, flattenActions, info, options: settings.options };
    stdin.write(writeRequest(OPERATIONS.make, { ...request, descriptors }));
    const reply = await waitForHello(options, process, replies, outputTail);
    if (reply.failed) throw makeError(where, shortId(id), reply);
    return { process, replies, made: readHello(where, reply), outputTail };
  } catch (error) {
    process.kill();
    throw error;
  }
}

function readHello(where: string, reply: Reply): MadeEnvironment {
  try {
    return readMade(reply);
  } catch (cause) {
    if (cause instanceof DeepQError) throw cause;
    throw new EnvironmentError(
      `${where} failed: what was started is no Python: it did not run the program that it was ` +
        'given. Name an interpreter in the option python.',
      { cause },
    );
  }
}

async function waitForHello(
  { where, settings }: StartServerOptions,
  process: ServerProcess,
  replies: ReplyStream,
  outputTail: OutputTail,
): Promise<Reply> {
  const deadline = new Deadline(process, settings.startTimeout);
  try {
    return await replies.next();
  } catch (error) {
    if (!(error instanceof StreamEnd)) throw error;
    // What has sent something else will not answer any more.
    if (error.isForeign) process.kill();
    const how = await process.howItEnded();
    const reason = deadline.passed
      ? `Python made no environment within startTimeout (${settings.startTimeout} ms) and was ` +
        'killed; give it more time, or look for what it waits for.'
      : error.isForeign
        ? `Python ${FOREIGN_BYTES}`
        : replies.greeting === ''
          ? `Python ${how} before the environment was made; try to make it in Python alone.`
          : 'what was started is no Python: instead of running the program that it was given, it ' +
            `printed\n${replies.greeting}\nName an interpreter in the option python.`;
    throw new EnvironmentError(`${where} failed: ${reason}${outputTail()}`);
  } finally {
    deadline.clear();
  }
}
