import { ReplayBuffer } from 'deepq';
import { cartPole, makeAgent, type Slip, transition, untyped } from './slip.ts';

const observation = new Float32Array(4);

/** What an agent is given and asked. */
export const acting: readonly Slip[] = [
  {
    slip: 'agent.act(environment.reset()), the whole result',
    run: () => makeAgent().act(untyped(cartPole().reset())),
    mend: 'pass its .observation',
  },
  {
    slip: 'agent.act([0, 0, 0, 0])',
    run: () => makeAgent().act(untyped([0, 0, 0, 0])),
    mend: 'Convert it with Float32Array.from(…)',
  },
  {
    slip: 'agent.act([observation]), a batch of one',
    run: () => makeAgent().act(untyped([observation])),
    mend: 'must be a Float32Array of 4 elements',
  },
  {
    slip: 'agent.act(undefined)',
    run: () => makeAgent().act(untyped(undefined)),
    mend: 'look at what is passed here',
  },
  {
    slip: 'agent.act(observation, false)',
    run: () => makeAgent().act(observation, untyped(false)),
    mend: 'such as { explore: false }',
  },
  {
    slip: 'agent.act(observation, { mask })',
    run: () => makeAgent().act(observation, untyped({ mask: [1, 0] })),
    mend: 'write actionMask',
  },
  {
    slip: 'a mask of the numbers of allowed actions',
    run: () => makeAgent().act(observation, { actionMask: [1] }),
    mend: 'one element for each of 2 actions',
  },
  {
    slip: 'a mask that allows nothing',
    run: () => makeAgent().act(observation, { actionMask: [0, 0] }),
    mend: 'at least one element must be non-zero',
  },
  {
    slip: 'agent.actMany(observation)',
    run: () => makeAgent().actMany(untyped(observation)),
    mend: 'For a single one there is act',
  },
  {
    slip: 'agent.act after agent.dispose()',
    run: () => {
      const agent = makeAgent();
      agent.dispose();
      agent.act(observation);
    },
    mend: 'make a new one',
  },
  {
    slip: 'observe: terminated is 0 or 1',
    run: () => {
      makeAgent().observe(transition({ terminated: 1 }));
    },
    mend: 'Pass both flags of the step as the environment returned them',
  },
  {
    slip: 'observe: done in place of terminated and truncated',
    run: () => {
      makeAgent().observe(transition({ done: true, terminated: undefined, truncated: undefined }));
    },
    mend: 'Pass both flags of the step as the environment returned them',
  },
  {
    slip: 'observe without nextObservation',
    run: () => {
      makeAgent().observe(transition({ nextObservation: undefined }));
    },
    mend: 'It is missing: look at what is passed here',
  },
  {
    slip: 'observe by position',
    run: () => {
      makeAgent().observe(untyped(observation));
    },
    mend: 'A transition is an object { observation, action',
  },
  {
    slip: 'observe one array as observation and nextObservation',
    run: () => {
      makeAgent().observe(transition({ observation, nextObservation: observation }));
    },
    mend: 'Return a copy: observation.slice()',
  },
  {
    slip: 'observe an action that is not there',
    run: () => {
      makeAgent().observe(transition({ action: 2 }));
    },
    mend: 'Pass the action that the environment took',
  },
  {
    slip: 'observe a reward of NaN',
    run: () => {
      makeAgent().observe(transition({ reward: NaN }));
    },
    mend: 'Correct or scale the reward',
  },
  {
    slip: 'observe: next_action_mask of the wrong length',
    run: () => {
      makeAgent().observe(transition({ nextActionMask: [1] }));
    },
    mend: 'one element for each of 2 actions',
  },
  {
    slip: 'observe: done beside terminated and truncated',
    run: () => {
      makeAgent().observe(transition({ done: true }));
    },
    mend: null,
    instead:
      'What is not known of a transition is left alone, as results of step are spread into it.',
  },
  {
    slip: 'agent.learn() before there is a batch',
    run: () => makeAgent().learn(),
    mend: 'call learn only while updatesDue is above 0',
  },
  {
    slip: 'replay.sample from an empty buffer',
    run: () => new ReplayBuffer({ capacity: 10, environment: cartPole() }).sample(4),
    mend: 'the replay buffer is empty. Add some first',
  },
  {
    slip: 'replay.add(observation, action, …) by position',
    run: () =>
      new ReplayBuffer({ capacity: 10, environment: cartPole() }).add(untyped(observation)),
    mend: 'A transition is an object { observation, action',
  },
];
