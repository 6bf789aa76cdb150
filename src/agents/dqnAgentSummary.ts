import { isModelArchitecture } from '../networks/architecture.ts';
import type { Replay } from '../replay/replay.ts';
import { QNetwork } from '../qnetwork/qNetwork.ts';
import type { ResolvedDQNAgentOptions } from './dqnAgentOptions.ts';
import { describeTarget, describeTrain, plural } from './rhythmOptions.ts';

/** What the summary is about: an agent. */
interface Summarized {
  readonly options: ResolvedDQNAgentOptions;
  readonly network: QNetwork;
  readonly replay: Replay;
  readonly environmentSteps: number;
  readonly updates: number;
}

/** Lists an agent's network and settings, a line each. */
export function summarizeAgent(agent: Summarized): string {
  const { options, network, replay } = agent;
  const { architecture, engine } = network;
  const asItIs = isModelArchitecture(architecture)
    ? ` (runs the model as it is, in which ${architecture.output.reason})`
    : '';
  const { environment, optimizer, train, batchSize, learningStarts, gradientClipNorm } = options;
  const { learningRate } = optimizer;
  const lines: [string, string][] = [
    ['observations', environment.observationSpace.toString()],
    ['actions', environment.actionSpace.toString()],
    ['engine', `${engine.name} on ${engine.backend}${asItIs}`],
    [
      'optimizer',
      options.network instanceof QNetwork
        ? 'that of the network'
        : `${optimizer.type}, learning rate ${typeof learningRate === 'number' ? learningRate : 'by schedule'}` +
          (gradientClipNorm === null ? '' : `, gradient norm at most ${gradientClipNorm}`),
    ],
    ['replay', `${replay.size} of ${replay.capacity} transitions`],
    ['learning', `${describeTrain(train, batchSize)}, from ${learningStarts} transitions on`],
    ['target', describeTarget(options.targetUpdate)],
    ...(options.actingWeights === 'target'
      ? [['acting', 'by the target network'] satisfies [string, string]]
      : []),
    ['so far', `${agent.environmentSteps} environment steps, ${plural(agent.updates, 'update')}`],
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  const settings = lines.map(([name, text]) => `${name.padEnd(width)}  ${text}`);
  return [network.summary(), '', ...settings].join('\n');
}
