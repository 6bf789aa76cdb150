import type { EpisodeEvent } from '../../training/events.ts';
import type { Metrics } from './metrics.ts';

/**
 * Whose names the curves in TensorBoard have.
 *
 * @category Runs
 */
export type TagStyle = 'sb3' | 'cleanrl';

type Values = Readonly<Record<string, number | null | undefined>>;

/** The curves that have a point at every row. */
export function rowTags(style: TagStyle, metrics: Metrics): Values {
  const { evaluation, exploration, learningRate, loss, meanQ, stepsPerSecond } = metrics;
  const lengths = evaluation?.lengths ?? [];
  const meanLength = evaluation && lengths.reduce((sum, one) => sum + one, 0) / lengths.length;
  if (style === 'cleanrl') {
    return {
      'charts/SPS': stepsPerSecond,
      'charts/epsilon': exploration,
      'charts/learning_rate': learningRate,
      'losses/td_loss': loss,
      'losses/q_values': meanQ,
      'losses/gradient_norm': metrics.gradientNorm,
      'eval/episodic_return': evaluation?.mean,
      'eval/episodic_length': meanLength,
    };
  }
  return {
    'rollout/ep_rew_mean': metrics.meanReturn,
    'rollout/ep_len_mean': metrics.meanLength,
    'rollout/exploration_rate': exploration,
    'time/fps': stepsPerSecond,
    'time/episodes': metrics.episodes,
    'train/loss': loss,
    'train/learning_rate': learningRate,
    'train/n_updates': metrics.updates,
    'train/mean_q': meanQ,
    'train/gradient_norm': metrics.gradientNorm,
    'eval/mean_reward': evaluation?.mean,
    'eval/mean_ep_length': meanLength,
  };
}

/** The curves that have a point for each episode. */
export function episodeTags(style: TagStyle, event: EpisodeEvent): Values {
  if (style === 'sb3') return {};
  return { 'charts/episodic_return': event.return, 'charts/episodic_length': event.length };
}
