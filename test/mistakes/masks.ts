import { checkEnvironment, train, type Environment } from 'deepq';
import { cartPole, makeAgent, type Slip, untyped } from './slip.ts';

/** CartPole with something in the info of `step` and `reset`. */
function telling(info: object): Environment<Float32Array> {
  const inside = cartPole();
  return {
    observationSpace: inside.observationSpace,
    actionSpace: inside.actionSpace,
    reset: (options) => ({ ...inside.reset(options), info: { ...info } }),
    step: (action) => ({ ...inside.step(action), info: { ...info } }),
  };
}

const learn = (info: object): Promise<unknown> =>
  train(makeAgent(), telling(info), { environmentSteps: 30 }).finish();

/** Masks that an environment reports, or an agent is given. */
export const masks: readonly Slip[] = [
  {
    slip: 'info.action_mask, the name of Gymnasium',
    run: () => learn({ action_mask: [1, 0] }),
    mend: 'write actionMask instead of action_mask',
  },
  {
    slip: 'info.actionMask of the numbers of allowed actions',
    run: () => learn({ actionMask: [1] }),
    mend: 'must have one element for each of 2 actions',
  },
  {
    slip: 'info.actionMask of zeros',
    run: () => learn({ actionMask: [0, 0] }),
    mend: 'at least one element must be non-zero',
  },
  {
    slip: "info.actionMask: '10', a string",
    run: () => learn({ actionMask: '10' }),
    mend: 'such as new Uint8Array(2).fill(1)',
  },
  {
    slip: 'info.actionMask with NaN',
    run: () => learn({ actionMask: Float32Array.of(NaN, 1) }),
    mend: 'must hold numbers, 0 where an action is not allowed; received NaN',
  },
  {
    slip: 'checkEnvironment of an environment with a mask of the wrong length',
    run: () => {
      checkEnvironment(telling({ actionMask: [1] }));
    },
    mend: 'must have one element for each of 2 actions',
  },
  {
    slip: 'agent.act(observation, { actionMasks })',
    run: () => makeAgent().act(new Float32Array(4), untyped({ actionMasks: [[1, 0]] })),
    mend: 'write actionMask, for one observation',
  },
  {
    slip: 'agent.actMany(observations, { actionMask })',
    run: () => makeAgent().actMany([new Float32Array(4)], untyped({ actionMask: [1, 0] })),
    mend: 'write actionMasks, one for each observation',
  },
];
