import { DQNAgent, mlp, train } from 'deepq';
import { cartPole, makeAgent, type Slip, stepping, transition } from './slip.ts';

/**
 * What is right by its form and wrong by its sense: no check can tell. The guide
 * "Why does it not learn" says how to find out.
 */
export const unnoticed: readonly Slip[] = [
  {
    slip: 'train(…) that nobody iterates',
    run: () => train(makeAgent(), cartPole(), { environmentSteps: 100 }),
    mend: null,
    instead: 'Nothing runs. A linter finds it: no-floating-promises does not, as it is no promise.',
  },
  {
    slip: 'terminated for truncated',
    run: () => {
      makeAgent().observe(transition({ terminated: true }));
    },
    mend: null,
    instead: 'The value of the state counts as 0, and values stay too low.',
  },
  {
    slip: 'rewards of a million',
    run: () => train(makeAgent(), stepping({ reward: 1e6 }), { environmentSteps: 50 }).finish(),
    mend: null,
    instead:
      'It trains; after some updates an event of type warning says that rewards are too large.',
  },
  {
    slip: 'learningStarts above environmentSteps',
    run: () =>
      train(makeAgent({ learningStarts: 1_000 }), cartPole(), { environmentSteps: 100 }).finish(),
    mend: null,
    instead: 'The end event says why nothing was learned: nothingLearned.',
  },
  {
    slip: 'a new agent made for every episode',
    run: () => {
      for (let episode = 0; episode < 3; episode++) {
        new DQNAgent({ environment: cartPole(), network: mlp({ hidden: [4] }) }).dispose();
      }
    },
    mend: null,
    instead: 'Each one begins with fresh weights.',
  },
];
