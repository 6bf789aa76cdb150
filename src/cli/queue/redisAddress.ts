import { CommandError, readText, type Given } from '../command.ts';

/** Where Redis is. */
export interface RedisAddress {
  /** With name and password, if it has any: for the client alone, never for a message. */
  readonly url: string;
  /** Without them, for messages. */
  readonly shown: string;
  /** The number of the database that it names; 0 where it names none. */
  readonly database: number;
}

/**
 * The address of Redis that `--redis` gives; `--redis env`, or nothing, stands for the
 * environment variable DEEPQ_REDIS, in which nobody who lists the machine's processes sees a
 * password.
 *
 * @throws {CommandError} If it is none. The message does not repeat it: there may be a
 *   password in it.
 */
export function readRedis(given: Given): RedisAddress | undefined {
  const text = readText(given, 'redis');
  const url = text === undefined || text === 'env' ? process.env['DEEPQ_REDIS'] : text;
  if (url === undefined || url === '') {
    if (text === undefined) return undefined;
    throw new CommandError(
      '--redis env stands for the environment variable DEEPQ_REDIS, which is not set; set it to an ' +
        'address such as redis://localhost:6379.',
    );
  }
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const isRedis = parsed !== null && /^rediss?:$/.test(parsed.protocol) && parsed.hostname !== '';
  if (!isRedis || !/^(?:\/\d*)?$/.test(parsed.pathname) || !isDecodable(parsed)) {
    throw new CommandError(
      'The address of Redis must be an URL such as redis://localhost:6379, or with a password and TLS ' +
        'rediss://:PASSWORD@host:6379; special characters of a password as %40 for @. Behind it may stand the ' +
        'number of a database, as in redis://localhost:6379/2.',
    );
  }
  const port = parsed.port === '' ? '6379' : parsed.port;
  const shown = `${parsed.protocol}//${parsed.hostname}:${port}`;
  return { url, shown, database: Number(parsed.pathname.slice(1)) };
}

/** What an address may have wrong where nothing of it is refused by name. */
export function hintOnTls({ shown }: RedisAddress): string {
  const hint = 'rediss:// is for one with TLS, redis:// for one without.';
  if (!shown.startsWith('rediss:')) return hint;
  return (
    `${hint} One that wants certificates of its clients ends such connections: its setting ` +
    'tls-auth-clients must be no.'
  );
}

/** What the server says of a number that it has no database of. */
export function isWrongDatabase(message: string): boolean {
  return /ERR (?:DB index|invalid DB)/.test(message);
}

/** For people. */
export function noDatabase({ shown, database }: RedisAddress): string {
  return (
    `Redis at ${shown} has no database ${database}; the number behind the port must be below its setting ` +
    'databases, which is 16 where nobody has changed it. Without a number it is 0.'
  );
}

/** Whether name and password are what they should be: a % that begins no code is not. */
function isDecodable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}

/** The name of a queue that `--queue` gives. */
export function readQueue(given: Given): string {
  const name = readText(given, 'queue') ?? 'trials';
  if (/^[\w.-]{1,100}$/.test(name)) return name;
  throw new CommandError(
    `--queue must be a name of up to 100 letters, digits, dots and hyphens; received '${name}'.`,
  );
}
