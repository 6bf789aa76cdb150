import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { connect as connectByTls } from 'node:tls';

/** How a server of Redis is started for a test or a measurement. */
export interface RedisServerOptions {
  /** The path of `redis-server` or `valkey-server`; see `findRedis`. */
  readonly program: string;
  /** Whether commands are kept in an append-only file, and survive a restart. @default false */
  readonly appendOnly?: boolean;
  /** When the append-only file is forced onto the disk. @default 'everysec' */
  readonly appendFsync?: 'always' | 'everysec' | 'no';
  /** The password that clients must give. @default none */
  readonly password?: string;
  /** The addresses that it listens on; clients are sent to the first one. @default ['127.0.0.1'] */
  readonly bind?: readonly string[];
  /** The port. @default a free one, the same after a restart */
  readonly port?: number;
  /** Files of its certificate; it speaks TLS alone then. @default none, without TLS */
  readonly tls?: { readonly ca: string; readonly certificate: string; readonly key: string };
  /** More lines of redis.conf. @default [] */
  readonly config?: readonly string[];
  /** A command that starts the server's command, such as `ip netns exec NAME`. @default [] */
  readonly wrapper?: readonly string[];
}

/** How long a server has to answer or to end, in milliseconds. */
const PATIENCE = 20_000;

/**
 * A server of Redis on a port of its own, in a throwaway folder. Nothing is
 * ever sent to another server of the machine.
 *
 * @example
 * ```ts
 * const redis = await RedisServer.start({ program: findRedis()!, appendOnly: true });
 * connectTo(redis.url); // redis://127.0.0.1:40123
 * await redis.kill(); // SIGKILL
 * await redis.restart(); // the same port, and what the append-only file held
 * await redis.dispose();
 * ```
 */
export class RedisServer {
  readonly host: string;
  readonly port: number;
  readonly folder: string;
  /** With the password, if there is one. */
  readonly url: string;
  readonly #options: RedisServerOptions;
  readonly #onExit = (): void => {
    this.#process?.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  };
  #process: ChildProcess | null = null;
  #output = '';

  private constructor(options: RedisServerOptions, port: number) {
    const {
      appendOnly = false,
      appendFsync = 'everysec',
      password,
      bind = ['127.0.0.1'],
      tls,
    } = options;
    this.#options = options;
    this.host = bind[0] as string;
    this.port = port;
    this.folder = mkdtempSync(join(tmpdir(), 'deepq-redis-'));
    const secret = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
    this.url = `redis${tls ? 's' : ''}://${secret}${this.host}:${port}`;
    const lines = [
      `bind ${bind.join(' ')}`,
      ...(tls ? ['port 0', `tls-port ${port}`, ...tlsLines(tls)] : [`port ${port}`]),
      `dir ${this.folder}`,
      'protected-mode no',
      'save ""',
      `appendonly ${appendOnly ? 'yes' : 'no'}`,
      `appendfsync ${appendFsync}`,
      ...(password === undefined ? [] : [`requirepass ${JSON.stringify(password)}`]),
      ...(options.config ?? []),
    ];
    // In a file, as an argument could be read by every user of the machine.
    writeFileSync(join(this.folder, 'redis.conf'), lines.join('\n'), { mode: 0o600 });
    process.once('exit', this.#onExit);
  }

  /** Starts a server, and waits until it answers. */
  static async start(options: RedisServerOptions): Promise<RedisServer> {
    for (let left = options.port === undefined ? 4 : 0; ; left--) {
      const server = new RedisServer(options, options.port ?? (await freePort()));
      try {
        await server.restart();
        return server;
      } catch (error) {
        // Another process may have taken the free port in the meantime.
        await server.dispose();
        if (left === 0) throw error;
      }
    }
  }

  /** Whether the server's process is there. */
  get isRunning(): boolean {
    return this.#process !== null;
  }

  /** The process id, for a test that sends signals of its own. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Starts the server again, on the same port and folder; it must have ended before. */
  async restart(): Promise<void> {
    if (this.#process !== null) throw new Error('The server is still running; stop it first.');
    const { program, wrapper = [] } = this.#options;
    const [command, ...args] = [...wrapper, program, join(this.folder, 'redis.conf')];
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    this.#output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-4000);
      });
    }
    const forget = (): void => {
      if (this.#process === child) this.#process = null;
    };
    child.once('exit', forget);
    child.once('error', forget);
    const deadline = Date.now() + PATIENCE;
    while (!(await this.#answers())) {
      if (!this.isRunning || Date.now() > deadline) {
        throw new Error(`${program} did not start on port ${this.port}:\n${this.#output}`);
      }
      await wait(20);
    }
  }

  /** Ends the server in good order (SIGTERM): it writes its append-only file to the end. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Ends the server at once (SIGKILL). */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Lets the server's process stand still: connections stay, nothing is answered. */
  pause(): void {
    this.#process?.kill('SIGSTOP');
  }

  /** Lets it go on after {@link pause}. */
  resume(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Ends the server and removes its folder. */
  async dispose(): Promise<void> {
    await this.kill();
    process.off('exit', this.#onExit);
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#process;
    if (child === null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    child.kill('SIGCONT');
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    await ended;
    clearTimeout(timer);
  }

  /** Whether it answers a PING, and has read its append-only file. */
  #answers(): Promise<boolean> {
    return new Promise((settle) => {
      const { host, port } = this;
      // Whether its certificate is a good one is for its clients to say.
      const socket: Socket = this.#options.tls
        ? connectByTls({ host, port, rejectUnauthorized: false })
        : connect({ host, port });
      let answer = '';
      const end = (value: boolean): void => {
        socket.destroy();
        settle(value);
      };
      socket.setTimeout(1000, () => end(false));
      socket.on('error', () => end(false));
      socket.on('close', () => end(false));
      socket.on(this.#options.tls ? 'secureConnect' : 'connect', () => socket.write('PING\r\n'));
      socket.on('data', (data) => {
        answer += data.toString();
        // A server with a password answers so; one that still reads its file says LOADING.
        if (answer.includes('\n')) end(/^(\+PONG|-NOAUTH)/.test(answer));
      });
    });
  }
}

function tlsLines({ ca, certificate, key }: NonNullable<RedisServerOptions['tls']>): string[] {
  return [
    ...[`tls-cert-file ${certificate}`, `tls-key-file ${key}`, `tls-ca-cert-file ${ca}`],
    'tls-auth-clients no',
  ];
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
