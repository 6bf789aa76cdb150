import type { QNetwork } from '../qnetwork/qNetwork.ts';
import type { Replay } from '../replay/replay.ts';
import type { ResolvedDQNAgentOptions, TargetUpdate } from './dqnAgentOptions.ts';

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
  const { engine } = network;
  const { environment, optimizer, train, batchSize, learningStarts, gradientClipNorm } = options;
  const { learningRate } = optimizer;
  const lines: [string, string][] = [
    ['observations', environment.observationSpace.toString()],
    ['actions', environment.actionSpace.toString()],
    ['engine', `${engine.name} on ${engine.backend} (${engine.reason})`],
    [
      'optimizer',
      `${optimizer.type}, learning rate ${typeof learningRate === 'number' ? learningRate : 'by schedule'}` +
        (gradientClipNorm === null ? '' : `, gradient norm at most ${gradientClipNorm}`),
    ],
    ['replay', `${replay.size} of ${replay.capacity} transitions`],
    [
      'learning',
      `${plural(train.updates, 'update')} of ${batchSize} every ` +
        `${plural(train.everyEnvironmentSteps, 'step')}, from ${learningStarts} transitions on`,
    ],
    ['target', describeTarget(options.targetUpdate)],
    ['so far', `${agent.environmentSteps} environment steps, ${plural(agent.updates, 'update')}`],
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  const settings = lines.map(([name, text]) => `${name.padEnd(width)}  ${text}`);
  return [network.summary(), '', ...settings].join('\n');
}

function describeTarget(target: TargetUpdate): string {
  if ('fraction' in target) return `moved by ${target.fraction} at every update`;
  if ('everyUpdates' in target) return `copied every ${plural(target.everyUpdates, 'update')}`;
  return `copied every ${plural(target.everyEnvironmentSteps, 'environment step')}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
