"""One update of DQN in PyTorch or JAX, timed on demand.

Usage: python update.py torch|jax '{"input": [8], "convolutions": [], "hidden": [256, 256],
"actions": 4, "batch": 128}'

Prints "ready", then for every line with a number does so many updates and
prints "done". An update: online and target forward, Huber, backward, Adam,
on a batch that is in memory already. One thread.
"""

import json
import os
import sys

FLAGS = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["XLA_FLAGS"] = FLAGS
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["JAX_PLATFORMS"] = "cpu"

import numpy as np  # noqa: E402


def make_batch(spec):
    random = np.random.default_rng(1)
    shape = [spec["batch"], *spec["input"]]
    if len(spec["input"]) == 3:
        observations = [random.integers(0, 256, shape, dtype=np.uint8) for _ in range(2)]
    else:
        observations = [random.standard_normal(shape, dtype=np.float32) for _ in range(2)]
    actions = random.integers(0, spec["actions"], spec["batch"])
    rewards = random.standard_normal(spec["batch"], dtype=np.float32)
    alive = (random.random(spec["batch"]) > 0.1).astype(np.float32)
    return observations[0], observations[1], actions, rewards, alive


def torch_update(spec):
    import torch
    from torch import nn

    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    images = len(spec["input"]) == 3

    def network():
        layers = []
        if images:
            height, width, channels = spec["input"]
            for filters, kernel, stride in spec["convolutions"]:
                layers += [nn.Conv2d(channels, filters, kernel, stride), nn.ReLU()]
                channels = filters
                height, width = ((n - kernel) // stride + 1 for n in (height, width))
            layers.append(nn.Flatten())
            size = height * width * channels
        else:
            (size,) = spec["input"]
        for units in spec["hidden"]:
            layers += [nn.Linear(size, units), nn.ReLU()]
            size = units
        return nn.Sequential(*layers, nn.Linear(size, spec["actions"]))

    online, target = network(), network()
    optimizer = torch.optim.Adam(online.parameters(), lr=1e-3, fused=True)
    batch = [torch.from_numpy(array) for array in make_batch(spec)]
    if images:
        # Channels first, as PyTorch's convolutions like them.
        batch[0], batch[1] = (each.permute(0, 3, 1, 2).contiguous() for each in batch[:2])

    def scaled(observations):
        return observations.float() / 255 if images else observations

    def update():
        observations, following, actions, rewards, alive = batch
        with torch.no_grad():
            best = target(scaled(following)).max(1).values
            goal = rewards + 0.99 * alive * best
        q = online(scaled(observations)).gather(1, actions.unsqueeze(1)).squeeze(1)
        loss = nn.functional.smooth_l1_loss(q, goal)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def run(count):
        for _ in range(count):
            update()

    return run


def jax_update(spec):
    import jax
    import jax.numpy as jnp
    from jax import lax

    images = len(spec["input"]) == 3
    random = np.random.default_rng(2)
    strides = [stride for _, _, stride in spec["convolutions"]]

    def network():
        parameters = []
        if images:
            height, width, channels = spec["input"]
            for filters, kernel, stride in spec["convolutions"]:
                parameters.append(weights([kernel, kernel, channels, filters]))
                channels = filters
                height, width = ((n - kernel) // stride + 1 for n in (height, width))
            size = height * width * channels
        else:
            (size,) = spec["input"]
        for units in [*spec["hidden"], spec["actions"]]:
            parameters.append(weights([size, units]))
            size = units
        return parameters

    def weights(shape):
        limit = 1 / np.sqrt(np.prod(shape[:-1]))
        return (
            jnp.asarray(random.uniform(-limit, limit, shape).astype(np.float32)),
            jnp.asarray(random.uniform(-limit, limit, shape[-1:]).astype(np.float32)),
        )

    def forward(parameters, x):
        if images:
            x = x.astype(jnp.float32) / 255
        for index, (kernel, bias) in enumerate(parameters):
            if index < len(strides):
                step = (strides[index], strides[index])
                layout = ("NHWC", "HWIO", "NHWC")
                x = lax.conv_general_dilated(x, kernel, step, "VALID", dimension_numbers=layout)
                x = x + bias
                if index == len(strides) - 1:
                    x = jax.nn.relu(x).reshape(x.shape[0], -1)
                    continue
            else:
                x = x @ kernel + bias
            if index < len(parameters) - 1:
                x = jax.nn.relu(x)
        return x

    def loss(parameters, goal, observations, actions):
        q = forward(parameters, observations)[jnp.arange(actions.shape[0]), actions]
        error = jnp.abs(q - goal)
        return jnp.mean(jnp.where(error < 1, 0.5 * error * error, error - 0.5))

    def update(state, target, batch):
        parameters, first, second, count = state
        observations, following, actions, rewards, alive = batch
        goal = rewards + 0.99 * alive * forward(target, following).max(1)
        gradient = jax.grad(loss)(parameters, goal, observations, actions)
        count = count + 1
        first = jax.tree.map(lambda m, g: m + 0.1 * (g - m), first, gradient)
        second = jax.tree.map(lambda v, g: v + 0.001 * (g * g - v), second, gradient)
        rate = 1e-3 * jnp.sqrt(1 - 0.999**count) / (1 - 0.9**count)
        parameters = jax.tree.map(
            lambda w, m, v: w - rate * m / (jnp.sqrt(v) + 1e-8), parameters, first, second
        )
        return parameters, first, second, count

    compiled = jax.jit(update, donate_argnums=0)
    target = network()
    parameters = network()
    zeros = jax.tree.map(jnp.zeros_like, parameters)
    state = [parameters, zeros, jax.tree.map(jnp.zeros_like, parameters), jnp.float32(0)]
    batch = [jnp.asarray(array) for array in make_batch(spec)]

    def run(count):
        nonlocal state
        for _ in range(count):
            state = compiled(state, target, batch)
        jax.block_until_ready(state)

    return run


run = {"torch": torch_update, "jax": jax_update}[sys.argv[1]](json.loads(sys.argv[2]))
run(3)
print("ready", flush=True)
for line in sys.stdin:
    run(int(line))
    print("done", flush=True)
