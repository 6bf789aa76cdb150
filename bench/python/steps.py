"""Takes steps in a Gymnasium environment, with random actions.

Usage: steps.py ID OPTIONS, then a number of steps on each line of standard input.
"""

import json
import random
import sys

import gymnasium


def main():
    name, options = sys.argv[1], json.loads(sys.argv[2])
    if name.startswith("ALE/"):
        import ale_py

        gymnasium.register_envs(ale_py)
    env = gymnasium.make(name, **options)
    env.reset(seed=1)
    count = int(env.action_space.n)
    draw = random.Random(1).randrange
    print("ready", flush=True)
    for line in sys.stdin:
        for _ in range(int(line)):
            _, _, terminated, truncated, _ = env.step(draw(count))
            if terminated or truncated:
                env.reset()
        print("done", flush=True)


main()
