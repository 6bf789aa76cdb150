import type { Random, RandomState } from '../random/random.ts';
import type { StateReader } from './stateReader.ts';

/**
 * Checks the state of a random stream that a part holds, which may be of any kind.
 *
 * @param key - The field of the part's state.
 * @returns What takes it over.
 * @throws {CheckpointError} If it is none.
 */
export function prepareRandom(reader: StateReader, key: string, random: Random): () => void {
  const state = reader.record(key) as RandomState;
  try {
    return random.prepareState(state);
  } catch (cause) {
    throw reader.error(`${key} is not the state of its random stream`, { cause });
  }
}
