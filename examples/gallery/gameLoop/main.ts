/**
 * An agent in the loop of a game, as Phaser's `update(time, delta)` or the frame of three.js: the
 * game decides when time passes, and asks `act` once for each of its own steps.
 */
import { CartPole, presets } from 'deepq/environments';
import { loadPolicy, type DeployedPolicy } from 'deepq/policy';

/** The agent was trained with steps of this length, and acts well at no other. */
const STEP = 0.02;

/** A scene: all that the game loop knows of. */
class BalancingScene {
  readonly #policy: DeployedPolicy;
  readonly #world = new CartPole({ seed: 1 });
  /** The agent's view: its preset puts numbers into other units. */
  readonly #seen = presets['CartPole-v1'].evaluation(this.#world);
  #observation = this.#seen.reset({ seed: 1 }).observation;
  #owed = 0;
  falls = 0;
  steps = 0;

  constructor(policy: DeployedPolicy) {
    this.#policy = policy;
  }

  /** @param delta - Seconds since the frame before. */
  update(delta: number): void {
    // A tab that was hidden does not make up for what it missed.
    this.#owed = Math.min(this.#owed + delta, 5 * STEP);
    while (this.#owed >= STEP) {
      this.#owed -= STEP;
      this.steps += 1;
      const action = this.#policy.act(this.#observation);
      const { observation, terminated } = this.#seen.step(action);
      this.#observation = observation;
      if (!terminated) continue;
      this.falls += 1;
      this.#observation = this.#seen.reset().observation;
    }
  }

  draw(context: CanvasRenderingContext2D): void {
    const { position, angle } = this.#world.getState() as { position: number; angle: number };
    const { width, height } = context.canvas;
    const [x, y, scale] = [width / 2 + (position * width) / 4.8, height * 0.75, width / 4.8];
    context.clearRect(0, 0, width, height);
    context.fillStyle = '#64748b';
    context.fillRect(0, y, width, 2);
    context.fillStyle = '#1d5fbf';
    context.fillRect(x - 30, y - 16, 60, 32);
    context.strokeStyle = '#c2410c';
    context.lineWidth = 8;
    context.lineCap = 'round';
    context.beginPath();
    context.moveTo(x, y - 8);
    context.lineTo(x + Math.sin(angle) * scale, y - 8 - Math.cos(angle) * scale);
    context.stroke();
  }
}

const context = document.querySelector('canvas')!.getContext('2d')!;
const status = document.getElementById('status') as HTMLElement;
const response = await fetch('./CartPole-v1.policy');
const scene = new BalancingScene(loadPolicy(await response.arrayBuffer()));

let last = performance.now();
requestAnimationFrame(function frame(now) {
  scene.update((now - last) / 1000);
  last = now;
  scene.draw(context);
  status.textContent = `${scene.steps} steps, ${scene.falls} falls`;
  requestAnimationFrame(frame);
});
