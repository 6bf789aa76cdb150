import { UsageError } from '../errors.ts';
import { toPlainError } from '../plainErrors.ts';
import { Checkpointed } from './checkpointed.ts';
import { isMessage, type Reply, type Request, type StartMessage } from './messages.ts';
import type { Port } from './port.ts';
import { realTime } from '../live/realTime.ts';
import { requireServed, type MakeTraining, type ServedTraining } from './served.ts';
import { Session } from './session.ts';

/**
 * The worker's side: hears what the page calls, and answers.
 *
 * @param make - Called when the page starts the training.
 */
export function serveOn<Options>(port: Port, make: MakeTraining<Options>): void {
  let session: Promise<Session> | null = null;

  async function call(name: string, given: readonly unknown[]): Promise<unknown> {
    if (name !== 'start') {
      if (session) return (await session).call(name, given);
      throw new UsageError(`${name} was called before the training was started.`);
    }
    // The page asks again where it cannot know whether it was heard.
    session ??= begin(given[0] as StartMessage);
    return (await session).standing();
  }
  async function begin(start: StartMessage): Promise<Session> {
    const made: ServedTraining = await make(start.options as Options);
    const begun = new Session(port, realTime, requireServed(made), start);
    await begun.start(start.from);
    return begun;
  }

  port.listen({
    message(message): void {
      if (!isMessage(message)) return;
      const request = message as Request;
      if (request.deepq === 'taken') {
        void session?.then((begun) => begun.taken(request.what)).catch(() => undefined);
      } else {
        void answer(port, request.id, call(request.name, request.arguments));
      }
    },
    failure: () => undefined,
  });
  port.post({ deepq: 'ready' } satisfies Reply);
}

async function answer(port: Port, id: number, result: Promise<unknown>): Promise<void> {
  try {
    const value = await result;
    // Bytes of a checkpoint are a copy already, and large.
    const isOwn = value instanceof Checkpointed;
    if (isOwn) post({ deepq: 'result', id, value: value.bytes }, [value.bytes.buffer]);
    else post({ deepq: 'result', id, value });
  } catch (error) {
    post({ deepq: 'error', id, error: toPlainError(error) });
  }
  function post(reply: Reply, transfer: readonly ArrayBuffer[] = []): void {
    port.post(reply, transfer);
  }
}
