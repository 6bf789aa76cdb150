/**
 * Runs a trained policy, and nothing else: for pages and programs that act and do not learn.
 * {@link loadPolicy} reads what `exportPolicy` of the main entry has written.
 *
 * @module deepq/policy
 */
export { loadPolicy, type DeployedPolicy } from './policy/loadPolicy.ts';
export type { PolicyObservations } from './policy/header.ts';
export type { ReturnDistribution } from './heads/returnDistribution.ts';
export {
  CheckpointError,
  DeepQError,
  OptionsError,
  ShapeError,
  UsageError,
  ValueError,
} from './errors.ts';
