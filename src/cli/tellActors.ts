import type { RemoteExperience } from '../distributed/remoteExperience.ts';

/** After so long it is said what is waited for: a Redis that is there takes milliseconds. */
const QUIET_MS = 2_000;
/** What a program ends with that a signal has ended. */
const CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Tells actors that the run is over. All that the run keeps was written before: who does not want
 * to wait for a Redis that is away may end the process.
 *
 * @param shown - The address of Redis, without its password.
 * @throws {DeepQError} If Redis stays away for the channel's limit, ten minutes.
 */
export async function tellActors(experience: RemoteExperience, shown: string): Promise<void> {
  const stop = (name: NodeJS.Signals): void => {
    say(
      'Ended before the actors were told that the run is over: they wait for a learner. The same command ' +
        'tells them.',
    );
    process.exit(CODES[name as keyof typeof CODES]);
  };
  const timer = setTimeout(() => {
    say(
      `The run is saved. Redis at ${shown} does not answer: actors are told that the run is over as soon as it ` +
        'does, within ten minutes. Ctrl-C ends at once.',
    );
  }, QUIET_MS);
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    await experience.finish();
  } finally {
    clearTimeout(timer);
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
