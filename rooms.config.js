/**
 * The rooms of src/, from the ground up: a file may import from its own room and
 * from those below it, never from one above, and no imports go in a circle.
 * `npm run rooms` checks it.
 */
const rooms = [
  'errors.ts',
  'validation',
  'random',
  'plainErrors.ts',
  'spaces',
  'state',
  'statistics',
  'protocol',
  'pictures',
  'wrappers',
  'environments',
  'atari',
  'schedules',
  'policies',
  'optimizers',
  'replay',
  'networks',
  'heads',
  'policy',
  'engines',
  'qnetwork',
  'exchange',
  'deployment',
  'regimes',
  'agents',
  'vector',
  'training',
  'live',
  'remote',
  'offline',
  'distributed',
  'conformance',
  'presets',
  'runs',
  'node',
  'browser',
  'cli',
  // The doors: what users import from.
  'index.ts',
  'environments.ts',
  'node.ts',
  'nodeInBrowser.ts',
  'browser.ts',
  'tfjs.ts',
  'webgpu.ts',
  'policy.ts',
  'distributed.ts',
];

/** Matches what is in a room. */
function pathOf(room) {
  return room.endsWith('.ts') ? `^src/${room.replace('.', '\\.')}$` : `^src/${room}/`;
}

export default {
  forbidden: [
    {
      name: 'no-circle',
      severity: 'error',
      comment: 'Files that import each other: move what both need into a third.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'known-room',
      severity: 'error',
      comment: 'A file in no room: name its room in rooms.config.js.',
      from: { path: '^src/', pathNot: rooms.map(pathOf) },
      to: {},
    },
    {
      name: 'tfjs-at-the-edge',
      severity: 'error',
      comment: 'TensorFlow.js belongs to deepq/tfjs alone, its types too.',
      from: { path: '^src/', pathNot: ['^src/engines/tfjs/', '^src/exchange/', '^src/tfjs\\.ts$'] },
      to: { path: '@tensorflow/' },
    },
    {
      name: 'policy-stands-alone',
      severity: 'error',
      comment: 'deepq/policy is small because it brings nothing else with it, its types too.',
      from: { path: '^src/policy(/|\\.ts$)' },
      to: {
        path: '^src/',
        pathNot: [
          '^src/policy/',
          '^src/errors\\.ts$',
          '^src/state/(crc32|utf8)\\.ts$',
          '^src/heads/(exponential|returnDistribution)\\.ts$',
        ],
      },
    },
    ...rooms.slice(0, -1).map((room, index) => ({
      name: `not-above-${room}`,
      severity: 'error',
      comment: `${room} stands below what it imports: move one of the two.`,
      from: { path: pathOf(room) },
      to: { path: rooms.slice(index + 1).map(pathOf) },
    })),
  ],
  options: {
    // Types count as well: a type from above is an arrow up, too.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { conditionNames: ['import', 'types', 'default'] },
  },
};
