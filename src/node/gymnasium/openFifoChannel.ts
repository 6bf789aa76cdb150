import { EnvironmentError } from '../../errors.ts';
import { FifoChannel } from './fifoChannel.ts';
import { openFifos } from './fifos.ts';
import type { ResolvedGymnasiumOptions } from './options.ts';
import { fileTail, noTail } from './outputTail.ts';
import { startServer } from './startServer.ts';
import type { MadeEnvironment } from './spaces.ts';
import { Watchdog, type WatchdogOptions } from './watchdog.ts';

/** An environment that was made, and what leads to it. */
export interface Connection {
  readonly channel: FifoChannel;
  readonly made: MadeEnvironment;
}

/**
 * Makes an environment in Python, to be talked to synchronously.
 *
 * @throws {EnvironmentError} If that fails; nothing is left behind then.
 */
export async function openFifoChannel(
  where: string,
  settings: ResolvedGymnasiumOptions,
): Promise<Connection> {
  const fifos = await openFifos(where);
  const showsOutput = settings.output === 'show';
  try {
    const { process, replies, made, outputTail } = await startServer({
      where,
      settings,
      stdio: [
        ...(['pipe', 'pipe', showsOutput ? 'inherit' : fifos.output] as const),
        ...[fifos.requests.read, fifos.replies.write],
      ],
      descriptors: [3, 4],
      outputTail: () => (showsOutput ? noTail : fileTail(fifos.output)),
    });
    try {
      // From here on the other end of each pipe closes when Python ends.
      fifos.closeTheirs();
      process.child.stdin?.destroy();
      replies.source.destroy();
      const timeout = settings.stepTimeout;
      const watchdog = await startWatchdog(where, {
        pid: process.child.pid!,
        timeout,
        output: fifos.outputPath,
        replies: fifos.replies.read,
      });
      const dataBytes = made.observationBytes;
      const parts = { process, fifos, watchdog, timeout, dataBytes, outputTail };
      return { channel: new FifoChannel(parts), made };
    } catch (error) {
      process.kill();
      throw error;
    }
  } catch (error) {
    fifos.close();
    throw error;
  } finally {
    fifos.removeNames();
  }
}

async function startWatchdog(where: string, options: WatchdogOptions): Promise<Watchdog> {
  try {
    return await Watchdog.start(options);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EnvironmentError(
      `${where} needs a thread that watches over Python, and Node cannot start one (${reason}). Was ` +
        'the working directory removed? Go to another one with process.chdir, or use ' +
        'AsyncGymnasiumEnvironment.create with the same arguments, which needs no thread.',
      { cause },
    );
  }
}
