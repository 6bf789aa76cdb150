/** A custom element that plays by itself: `<deepq-cart-pole policy="CartPole-v1.policy">`. */
import { drawFrame } from 'deepq/browser';
import { makeEnvironment, presets } from 'deepq/environments';
import { loadPolicy } from 'deepq/policy';

const MILLISECONDS_A_STEP = 20;

/**
 * An agent that balances a pole while the element is in the page. The attribute `policy` is the
 * address of a policy file. An event `episode` bubbles from it, with the return as its `detail`.
 */
export class CartPoleElement extends HTMLElement {
  readonly #canvas: HTMLCanvasElement = document.createElement('canvas');
  #isHere: AbortController | null = null;

  connectedCallback(): void {
    this.#canvas.width = 600;
    this.#canvas.height = 400;
    this.#canvas.style.maxWidth = '100%';
    this.#canvas.setAttribute('role', 'img');
    this.#canvas.setAttribute('aria-label', 'CartPole');
    if (!this.shadowRoot) this.attachShadow({ mode: 'open' }).append(this.#canvas);
    this.#isHere = new AbortController();
    this.#play(this.#isHere.signal).catch((error: unknown) => {
      if (!this.#isHere?.signal.aborted) this.dispatchEvent(new ErrorEvent('error', { error }));
    });
  }

  disconnectedCallback(): void {
    this.#isHere?.abort();
  }

  async #play(signal: AbortSignal): Promise<void> {
    const response = await fetch(this.getAttribute('policy') ?? '', { signal });
    const policy = loadPolicy(await response.arrayBuffer());
    const environment = presets['CartPole-v1'].evaluation(makeEnvironment('CartPole-v1'));
    let { observation } = environment.reset({ seed: 1 });
    let sum = 0;
    while (!signal.aborted) {
      const step = environment.step(policy.act(observation));
      observation = step.observation;
      sum += step.reward;
      drawFrame(this.#canvas, environment.render?.() ?? null);
      if (step.terminated || step.truncated) {
        this.dispatchEvent(new CustomEvent('episode', { detail: sum, bubbles: true }));
        sum = 0;
        observation = environment.reset().observation;
      }
      await new Promise((resolve) => setTimeout(resolve, MILLISECONDS_A_STEP));
    }
  }
}
