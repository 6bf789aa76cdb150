import { OptionsError } from '../../errors.ts';
import { show } from '../../validation/options.ts';

/**
 * A client of Redis or Valkey, as the packages `redis` (`createClient`, connected) and `ioredis`
 * (`new Redis`) make one. Address, password and TLS are its own: deepq never sees them.
 *
 * @category Distributed
 */
export interface RedisClient {
  /** Makes another connection of the same settings. */
  duplicate(): RedisClient;
  /** Of `redis`: sends a command. */
  sendCommand?: unknown;
  /** Of `ioredis`: sends a command, and gives bytes back. */
  callBuffer?: unknown;
}

/** A word of a command. */
export type Word = string | Uint8Array;

/** What a server answers; texts come as bytes. */
export type Reply = Uint8Array | number | null | readonly Reply[];

/** The few things that are asked of a client, whichever package it is of. */
export interface RedisConnection {
  send(words: readonly Word[]): Promise<Reply>;
  /** Another connection, for commands that wait. It is closed by who asked for it. */
  duplicate(): Promise<RedisConnection>;
  close(): void;
}

/** `$` in the protocol: texts and bytes of a known length; `%`: maps, wanted as flat lists. */
const BLOB_STRING = 36;
const MAP = 37;

type SendCommand = (words: readonly unknown[], options: object) => Promise<Reply>;
type CallBuffer = (...words: readonly unknown[]) => Promise<Reply>;

/** Methods that only some clients have. */
interface Methods {
  sendCommand?: SendCommand;
  callBuffer?: CallBuffer;
  connect?: () => Promise<unknown>;
  disconnect?: () => unknown;
  destroy?: () => void;
  on?: (event: string, listener: (error: Error) => void) => unknown;
  listenerCount?: (event: string) => number;
  readonly isOpen?: boolean;
}

/** @throws {OptionsError} If it is a client of neither package. */
export function connectionOf(client: RedisClient): RedisConnection {
  const { callBuffer, sendCommand, duplicate, masters } = Object(client) as Partial<RedisClient> & {
    masters?: unknown;
  };
  // Only a cluster has them.
  if (typeof callBuffer !== 'function' && Array.isArray(masters)) {
    throw new OptionsError(
      'client is one of a cluster of the package redis, which needs to be told the key of each command; give one ' +
        'of ioredis, new Cluster([{ host, port }]).',
    );
  }
  const canSend = typeof callBuffer === 'function' || typeof sendCommand === 'function';
  if (canSend && typeof duplicate === 'function') return new ClientConnection(client);
  throw new OptionsError(
    'client must be a client of the package redis, such as await createClient({ url }).connect(), or of ' +
      `ioredis, such as new Redis(url); received ${show(client)}.`,
  );
}

class ClientConnection implements RedisConnection {
  readonly #client: RedisClient;

  constructor(client: RedisClient) {
    this.#client = client;
    const methods = client as Methods;
    // A client of `redis` that has no listener for its errors ends the process when its connection is lost.
    // That is waited for, and told by its commands. One of ioredis writes them to the console then.
    const isAlone = !methods.callBuffer && methods.listenerCount?.('error') === 0;
    if (isAlone) methods.on?.('error', () => undefined);
  }

  async send(words: readonly Word[]): Promise<Reply> {
    const client = this.#client as Methods;
    const args = words.map((word) => (typeof word === 'string' ? word : toBuffer(word)));
    if (client.callBuffer) return client.callBuffer(...args);
    return client.sendCommand!(args, {
      typeMapping: { [BLOB_STRING]: nodesBuffer(), [MAP]: Array },
    });
  }

  async duplicate(): Promise<RedisConnection> {
    const client = this.#client.duplicate();
    // What is no client is refused here, and not at its first command.
    const connection = connectionOf(client);
    const methods = client as Methods;
    // Without a listener an error of the connection would end the process; it connects again.
    methods.on?.('error', () => undefined);
    // That of ioredis connects by itself.
    if (!methods.callBuffer && methods.isOpen !== true) await methods.connect?.();
    return connection;
  }

  close(): void {
    const client = this.#client as Methods;
    if (client.destroy) {
      if (client.isOpen !== false) client.destroy();
    } else void client.disconnect?.();
  }
}

interface NodesBuffer {
  from(memory: ArrayBufferLike, offset: number, length: number): Uint8Array;
}

/** The class of bytes that the clients take; not imported, as only Node has its module. */
function nodesBuffer(): NodesBuffer {
  return (globalThis as unknown as { readonly Buffer: NodesBuffer }).Buffer;
}

function toBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return nodesBuffer().from(buffer, byteOffset, byteLength);
}

/** A reply as text. */
export function textOf(reply: Reply): string | null {
  if (reply === null) return null;
  if (typeof reply === 'string') return reply;
  return reply instanceof Uint8Array ? new TextDecoder().decode(reply) : String(reply);
}

/** What a reply holds as JSON; undefined where it is none, as somebody else has written it. */
export function jsonOf(reply: Reply): unknown {
  try {
    return JSON.parse(textOf(reply) ?? '') as unknown;
  } catch {
    return undefined;
  }
}

/** A reply as a list; an empty one where it is none. */
export function listOf(reply: Reply | undefined): readonly Reply[] {
  return Array.isArray(reply) ? (reply as readonly Reply[]) : [];
}
