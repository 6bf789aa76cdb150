import { checkEnvironment, fillReplay, train, VectorEnvironment, type Environment } from 'deepq';
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

/** As `telling`, with more beside `info`. */
const beside = (more: { reset?: object; step?: object }): Environment<Float32Array> => {
  const inner = telling({});
  return {
    observationSpace: inner.observationSpace,
    actionSpace: inner.actionSpace,
    reset: () => ({ ...inner.reset(), ...more.reset }),
    step: (action) => ({ ...inner.step(action), ...more.step }),
  };
};

const step = {
  ...{ observation: new Float32Array(4), nextObservation: new Float32Array(4).fill(1), action: 0 },
  ...{ reward: 1, terminated: false, truncated: false },
};

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
    slip: 'reset returns actionMask beside info',
    run: () =>
      train(makeAgent(), beside({ reset: { actionMask: [1, 0] } }), {
        environmentSteps: 9,
      }).finish(),
    mend: 'write info: { actionMask }',
  },
  {
    slip: 'step returns action_mask beside info, in a group',
    run: () =>
      train(
        makeAgent(),
        new VectorEnvironment(2, () => beside({ step: { action_mask: [1, 0] } })),
        { environmentSteps: 9 },
      ).finish(),
    mend: 'write info: { actionMask }',
  },
  {
    slip: 'agent.observe({ …, next_action_mask })',
    run: () => {
      makeAgent().observe(untyped({ ...step, next_action_mask: [1, 0] }));
    },
    mend: 'write nextActionMask for the mask of the next state',
  },
  {
    slip: 'fillReplay(replay, [{ …, action_mask }])',
    run: () => fillReplay(makeAgent().replay, untyped([{ ...step, action_mask: [1, 0] }])),
    mend: 'and actionMask for the one that the action was chosen with',
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
