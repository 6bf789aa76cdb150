/** A React component in which a trained agent balances a pole. */
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { drawFrame } from 'deepq/browser';
import { makeEnvironment, presets } from 'deepq/environments';
import { loadPolicy, type DeployedPolicy } from 'deepq/policy';

const MILLISECONDS_A_STEP = 20;

/** Fetches a policy file; `null` until it is there. */
export function usePolicy(url: string): DeployedPolicy | null {
  const [policy, setPolicy] = useState<DeployedPolicy | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    fetch(url, { signal: controller.signal })
      .then((response) => response.arrayBuffer())
      .then((bytes) => setPolicy(loadPolicy(bytes)))
      .catch((error: unknown) => {
        if (!controller.signal.aborted) throw error;
      });
    return () => controller.abort();
  }, [url]);
  return policy;
}

/** Plays episodes on a canvas; `onEpisode` is told the return of each. */
export function CartPoleAgent(props: {
  readonly policyUrl: string;
  readonly onEpisode?: (episodeReturn: number) => void;
}): ReactElement {
  const { policyUrl, onEpisode } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const told = useRef(onEpisode);
  told.current = onEpisode;
  const policy = usePolicy(policyUrl);
  useEffect(() => {
    if (!policy) return;
    // The preset puts observations into the units that the agent has learned in.
    const environment = presets['CartPole-v1'].evaluation(makeEnvironment('CartPole-v1'));
    let { observation } = environment.reset({ seed: 1 });
    let sum = 0;
    const timer = setInterval(() => {
      const step = environment.step(policy.act(observation));
      observation = step.observation;
      sum += step.reward;
      if (step.terminated || step.truncated) {
        told.current?.(sum);
        sum = 0;
        observation = environment.reset().observation;
      }
      if (canvas.current) drawFrame(canvas.current, environment.render?.() ?? null);
    }, MILLISECONDS_A_STEP);
    return () => clearInterval(timer);
  }, [policy]);
  return <canvas ref={canvas} width={600} height={400} role="img" aria-label="CartPole" />;
}
