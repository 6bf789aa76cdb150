import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { GymnasiumEnvironment } from '../../../src/node/gymnasium/gymnasiumEnvironment.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import { AtariPreprocessing } from '../../../src/atari/atariPreprocessing.ts';
import { python } from '../../support/python.ts';

const hasOpenCv = python !== '' && spawnSync(python, ['-c', 'import cv2']).status === 0;
if (!hasOpenCv) {
  console.warn(
    '\n### SKIPPED: the comparison with the AtariPreprocessing of Gymnasium needs a Python with\n' +
      '### gymnasium, ale-py and opencv-python-headless; set DEEPQ_PYTHON to its interpreter.\n',
  );
}

const STEPS = 2000;
const single = { frameskip: 1, repeat_action_probability: 0 };

describe.skipIf(!hasOpenCv)('AtariPreprocessing is that of Gymnasium', () => {
  test.each([
    ['ALE/Assault-v5', false, {}],
    ['ALE/Breakout-v5', true, {}],
    // Time runs out in the middle of a step.
    ['ALE/Breakout-v5', false, { max_num_frames_per_episode: 150 }],
    ['ALE/Assault-v5', true, { obs_type: 'grayscale' }],
  ])(
    'in %s, where the loss of a life ends an episode: %s, with %o',
    { timeout: 300_000 },
    async (id, terminalOnLifeLoss, more) => {
      const options = { ...single, ...more };
      const [game, theirs] = await Promise.all([
        GymnasiumEnvironment.create<Uint8Array>(id, { python, options }),
        GymnasiumEnvironment.create<Uint8Array>(id, {
          python,
          options,
          wrappers: [
            {
              name: 'AtariPreprocessing',
              options: { noop_max: 0, terminal_on_life_loss: terminalOnLifeLoss },
            },
            { name: 'FrameStackObservation', options: { stack_size: 4 } },
          ],
        }),
      ]);
      const ours = new AtariPreprocessing(game, { noopMax: 0, terminalOnLifeLoss });
      expect(ours.observationSpace).toEqual(theirs.observationSpace);
      expect([game.frameSkip, theirs.frameSkip]).toEqual([1, 4]);

      const random = createRandom(7);
      let ends = 0;
      let earned = 0;
      const expectSame = (mine: Uint8Array, other: Uint8Array, where: string): void => {
        if (Buffer.compare(mine, other) !== 0) expect(mine, where).toEqual(other);
      };
      expectSame(
        ours.reset({ seed: 3 }).observation,
        theirs.reset({ seed: 3 }).observation,
        'after reset',
      );
      for (let step = 1; step <= STEPS; step++) {
        const action = random.integer(ours.actionSpace.n);
        theirs.startStep(action);
        const { observation, info, ...mine } = ours.step(action);
        const { observation: seen, info: told, ...other } = theirs.finishStep();
        expect(mine).toEqual(other);
        expect(info['lives']).toBe(told['lives']);
        expectSame(observation, seen, `after step ${step}`);
        earned += mine.reward;
        if (!mine.terminated && !mine.truncated) continue;
        ends++;
        expectSame(ours.reset().observation, theirs.reset().observation, `episode ${ends + 1}`);
      }
      game.close();
      theirs.close();
      // Or the comparison would not show much.
      expect(ends).toBeGreaterThan(1);
      expect(earned).toBeGreaterThan(0);
    },
  );
});
