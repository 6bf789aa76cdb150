"""Runs one Gymnasium environment for the process that started it.

A request is 8 bytes: what to do, and a number. The number is the action of a
step, else the length of the JSON that follows. A reply is a head of 24 bytes
(status, flags, lengths, reward), then binary data, then JSON. All is
little-endian. protocol.ts is the other side.

The first request is `make`. It comes from standard input, and its reply goes
to standard output; what follows may use two other descriptors.
"""

import json
import math
import os
import signal
import struct
import sys

MAKE, RESET, STEP, RENDER, CLOSE = 1, 2, 3, 4, 5
OK, ERROR = 0, 1
TERMINATED, TRUNCATED = 1, 2

REQUEST = struct.Struct("<II")
REPLY = struct.Struct("<BBxxIIxxxxd")

# Before it, others may have written to standard output.
MARKER = b"\0deepq\0\n"

# Longer lists are no small facts, and are left out of `info`.
MAX_LIST = 1024
# And so is what is nested deeper.
MAX_DEPTH = 16
# As many actions and states as deepq can tell apart.
MAX_CHOICES = 2**31
# Seconds that an environment has to close when nobody is left to wait for it.
CLOSE_SECONDS = 10


class Channel:
    """Requests in, replies out, over two file descriptors."""

    def __init__(self, requests, replies):
        self.requests = requests
        self.replies = replies

    def read(self, size):
        """Reads so many bytes; raises EOFError where the other side has gone."""
        parts = []
        while size > 0:
            part = os.read(self.requests, size)
            if not part:
                raise EOFError
            parts.append(part)
            size -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def receive(self):
        """Returns what to do, and its action or JSON value."""
        operation, number = REQUEST.unpack(self.read(REQUEST.size))
        if operation == STEP or number == 0:
            return operation, number
        return operation, json.loads(self.read(number))

    def send(self, data=b"", facts=b"", status=OK, flags=0, reward=0.0):
        head = REPLY.pack(status, flags, len(data), len(facts), reward)
        if len(data) < 4096:
            rest = memoryview(b"".join((head, data, facts)))
        elif hasattr(os, "writev"):
            # Straight out of the array of an image.
            written = os.writev(self.replies, (head, data, facts))
            if written == len(head) + len(data) + len(facts):
                return
            rest = memoryview(b"".join((head, data, facts)))[written:]
        else:
            rest = memoryview(b"".join((head, data, facts)))
        while rest:
            rest = rest[os.write(self.replies, rest) :]

    def send_error(self, error):
        self.send(facts=encode(describe_error(error)), status=ERROR)


class Refusal(Exception):
    """Something that deepq cannot work with; the message says what to do."""


def describe_error(error):
    import traceback

    frames = error.__traceback__
    here = describe_error.__code__.co_filename
    # Our own calls say nothing about the environment.
    while frames is not None and frames.tb_frame.f_code.co_filename == here:
        frames = frames.tb_next
    return {
        "type": type(error).__name__,
        "module": type(error).__module__,
        "message": text_of(error),
        "missing": getattr(error, "name", None) if isinstance(error, ImportError) else None,
        "traceback": "".join(traceback.format_tb(frames)),
        "executable": sys.executable,
        "refused": isinstance(error, Refusal),
    }


def text_of(error):
    try:
        return str(error)
    except Exception:  # Its own __str__ is amiss.
        return "(its message could not be read)"


def encode(value):
    return json.dumps(value, allow_nan=False).encode()


class Server:
    """An environment behind a channel."""

    def __init__(self, request):
        # Slow, and possibly missing: the reply is to say so.
        import gymnasium
        import numpy

        self.np = numpy
        self.env = make(gymnasium, request)
        self.with_info = request["info"]
        try:
            self.observation = describe_observations(numpy, self.env)
            self.to_action, self.actions = read_actions(numpy, self.env, request["flattenActions"])
        except BaseException:
            self.env.close()
            raise
        self.dtype = numpy.dtype(self.observation["dtype"])
        self.start = self.observation.get("start")

    def hello(self):
        """What the other side is to know: JSON, and the bounds in binary."""
        low, high = self.observation.get("bounds", (b"", b""))
        mode = getattr(self.env, "render_mode", None)
        facts = {
            "observation": {k: v for k, v in self.observation.items() if k != "bounds"},
            "actions": self.actions,
            "renderMode": mode if isinstance(mode, str) else None,
            "executable": sys.executable,
            **describe_game(self.env, self.actions),
        }
        return low + high, encode(facts)

    def reset(self, request):
        observation, info = self.env.reset(seed=request["seed"] if request else None)
        return self.pack(observation), self.pack_info(info)

    def step(self, action):
        to_action = self.to_action
        observation, reward, terminated, truncated, info = self.env.step(
            action if to_action is None else to_action(action)
        )
        flags = (TERMINATED if terminated else 0) | (TRUNCATED if truncated else 0)
        facts = self.pack_info(info) if info and self.with_info else b""
        return self.pack(observation), facts, flags, float(reward)

    def pack(self, observation):
        """The bytes of an observation."""
        if self.start is not None:
            observation = int(observation) - self.start
        array = self.np.ascontiguousarray(observation, self.dtype)
        if array.nbytes != self.observation["bytes"]:
            raise Refusal(
                f"it returned an observation of shape {array.shape}, but its observation_space is "
                f"{self.env.observation_space}"
            )
        return memoryview(array).cast("B") if array.size > 512 else array.tobytes()

    def pack_info(self, info):
        if not info or not self.with_info:
            return b""
        if not isinstance(info, dict):
            raise Refusal(f"it returned as info {type(info).__name__}, not a dict")
        facts = self.plain(info)
        mask = info.get("action_mask")
        if isinstance(mask, self.np.ndarray) and mask.shape == (self.actions,):
            # It is not there if it is longer than what info holds of other arrays.
            facts.pop("action_mask", None)
            facts["actionMask"] = mask.astype(self.np.uint8).tolist()
        return encode(facts) if facts else b""

    def plain(self, value, outer=()):
        """What of a value JSON can hold; None for all else."""
        kind = type(value)
        if kind is str or kind is bool:
            return value
        if kind is int:
            # What is longer no number of JavaScript can hold.
            return value if value.bit_length() < 1024 else None
        if kind is float:
            return value if math.isfinite(value) else None
        # What holds itself would have no end.
        if id(value) in outer or len(outer) > MAX_DEPTH:
            return None
        outer = (*outer, id(value))
        if isinstance(value, dict):
            pairs = ((str(key), self.plain(one, outer)) for key, one in value.items())
            return {key: one for key, one in pairs if one is not None}
        if isinstance(value, self.np.floating):
            return self.plain(float(value))
        if isinstance(value, self.np.generic):
            return self.plain(value.item(), outer)
        if isinstance(value, self.np.ndarray):
            return self.plain(value.tolist(), outer) if value.size <= MAX_LIST else None
        if isinstance(value, (list, tuple)) and len(value) <= MAX_LIST:
            return [self.plain(one, outer) for one in value]
        return None

    def render(self):
        """Red, green, blue and opacity of each pixel."""
        np = self.np
        picture = self.env.render()
        is_array = isinstance(picture, np.ndarray)
        if not is_array or picture.ndim != 3 or picture.shape[2] != 3 or picture.size == 0:
            what = f"an array of shape {picture.shape}" if is_array else type(picture).__name__
            raise Refusal(f"its render() returned {what}, not an RGB array")
        if picture.dtype != np.uint8:
            raise Refusal(f"its render() returned an array of {picture.dtype}, not of uint8")
        height, width, _ = picture.shape
        pixels = np.empty((height, width, 4), np.uint8)
        pixels[:, :, :3] = picture
        pixels[:, :, 3] = 255
        return memoryview(pixels).cast("B"), encode({"width": width, "height": height})


def make(gymnasium, request):
    """Makes the environment, with the wrappers that were asked for."""
    import importlib

    for module in request["imports"]:
        importlib.import_module(module)
    name = request["id"]
    if name.split(":")[-1] not in gymnasium.registry:
        # Its ids are there only once it was imported; without it, gymnasium says what is missing.
        try:
            import ale_py

            gymnasium.register_envs(ale_py)
        except ModuleNotFoundError as error:
            if name.startswith("ALE/") or error.name != "ale_py":
                raise
    env = gymnasium.make(name, **with_tuples(request["options"]))
    try:
        for wrapper in request["wrappers"]:
            env = find_wrapper(gymnasium, wrapper["name"])(
                env, **with_tuples(wrapper["options"])
            )
    except BaseException:
        env.close()
        raise
    return env


def with_tuples(value):
    """Arguments as Python programs write them; JSON has no tuples."""
    if isinstance(value, dict):
        return {key: with_tuples(one) for key, one in value.items()}
    return tuple(map(with_tuples, value)) if isinstance(value, list) else value


def find_wrapper(gymnasium, name):
    import importlib

    module, _, inside = name.rpartition(":")
    if module:
        return getattr(importlib.import_module(module), inside)
    import gymnasium.wrappers

    wrapper = getattr(gymnasium.wrappers, name, None)
    if wrapper is None:
        raise Refusal(
            f"gymnasium.wrappers has no {name!r}. Choose one of "
            f"{', '.join(gymnasium.wrappers.__all__)}, or write 'module:Name' for one of your own"
        )
    return wrapper


def describe_observations(np, env):
    """Observations as they are sent: the dtype, and what makes up the space."""
    from gymnasium import spaces

    space = env.observation_space
    if isinstance(space, spaces.Discrete):
        check_choices("observations", space, int(space.n))
        return {
            "kind": "discrete",
            "n": int(space.n),
            "start": int(space.start),
            "dtype": "<i4",
            "bytes": 4,
        }
    if not isinstance(space, spaces.Box):
        raise Refusal(
            f"its observations are {space}, and deepq knows only Box and Discrete. Try "
            "wrappers: [{ name: 'FlattenObservation' }], which makes one vector of them"
        )
    if math.prod(space.shape) == 0:
        raise Refusal(f"its observations are {space}, which have no elements")
    dtype = "|u1" if space.dtype == np.uint8 else "<f4"
    # Bounds that float32 cannot hold become infinite.
    with np.errstate(over="ignore"):
        bounds = tuple(np.asarray(bound, "<f4").tobytes() for bound in (space.low, space.high))
    return {
        "kind": "box",
        "shape": list(space.shape),
        "dtype": dtype,
        "bytes": int(math.prod(space.shape)) * np.dtype(dtype).itemsize,
        "bounds": bounds,
    }


def describe_game(env, actions):
    """Of an Atari game: how many frames a step takes, and what each action does."""
    game = env.unwrapped
    skip = getattr(game, "_frameskip", None)
    if not isinstance(skip, (int, tuple)) or not hasattr(game, "ale"):
        return {}
    # A wrapper of Gymnasium may skip them instead.
    while skip == 1 and env is not game:
        skip = vars(env).get("frame_skip", 1)
        env = getattr(env, "env", game)
    meanings = list(map(str, getattr(game, "get_action_meanings", list)()))
    return {
        "frameSkip": [int(skip[0]), int(skip[1]) - 1] if isinstance(skip, tuple) else int(skip),
        "actionMeanings": meanings if len(meanings) == actions else None,
    }


def check_choices(what, space, count):
    if count > MAX_CHOICES:
        raise Refusal(
            f"its {what} are {space}, {count} in all, and deepq can tell at most {MAX_CHOICES} apart. "
            "Wrap it in Python so that there are fewer, and name the wrapper in wrappers as 'module:Name'"
        )


def read_actions(np, env, flatten):
    """What makes an action of a number from 0 (None: nothing), and how many there are."""
    from gymnasium import spaces

    space = env.action_space
    if isinstance(space, spaces.Discrete):
        start = int(space.start)
        check_choices("actions", space, int(space.n))
        return (lambda number: number + start) if start else None, int(space.n)
    if isinstance(space, spaces.MultiDiscrete):
        lengths, start = space.nvec, getattr(space, "start", 0)
    elif isinstance(space, spaces.MultiBinary):
        lengths, start = np.full(space.shape, 2), 0
    else:
        if isinstance(space, spaces.Box):
            raise Refusal(
                f"its actions are {space}, and deepq chooses among a finite number. Try wrappers: "
                "[{ name: 'DiscretizeAction', options: { bins: 5 } }], which takes so many values "
                "along each axis"
            )
        raise Refusal(
            f"its actions are {space}, and deepq chooses among a finite number: Discrete, or with "
            "flattenActions also MultiDiscrete and MultiBinary. Wrap it in Python so that its "
            "actions are Discrete, and name the wrapper in wrappers as 'module:Name'"
        )
    if not flatten:
        raise Refusal(
            f"its actions are {space}, several choices at a time. With flattenActions: true each "
            f"combination of them is one action, {math.prod(lengths.ravel().tolist())} in all"
        )
    sizes = tuple(lengths.ravel().tolist())
    check_choices("actions", space, math.prod(sizes))

    def to_action(number):
        digits = np.array(np.unravel_index(number, sizes)).reshape(lengths.shape)
        return (digits + start).astype(space.dtype)

    return to_action, math.prod(sizes)


def serve(server, channel):
    """Answers until the environment is to be closed, or nobody is left."""
    while True:
        operation, value = channel.receive()
        try:
            if operation == STEP:
                reply = server.step(value)
            elif operation == RESET:
                reply = server.reset(value)
            elif operation == RENDER:
                reply = server.render()
            elif operation == CLOSE:
                server.env.close()
                reply = ()
            else:
                raise ValueError(f"unknown request {operation}")
        except BaseException as error:  # sys.exit() in an environment is its error, not ours.
            channel.send_error(error)
        else:
            if operation == STEP:
                data, facts, flags, reward = reply
                channel.send(data, facts, OK, flags, reward)
            else:
                channel.send(*reply)
        if operation == CLOSE:
            server.env = None
            return


def take_streams():
    """Standard input and output for us alone: what anybody prints goes to standard error."""
    if os.name == "nt":
        import msvcrt

        for descriptor in (0, 1):
            msvcrt.setmode(descriptor, os.O_BINARY)
    channel = Channel(os.dup(0), os.dup(1))
    os.write(channel.replies, MARKER)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return channel


def widen(descriptor, size):
    """Makes room in a pipe for a whole frame, where the system lets us."""
    try:
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, min(size + 4096, 1 << 20))
    except (ImportError, AttributeError, OSError):
        pass


def die_with_parent():
    """Asks Linux to end us when the other process ends, in whatever way."""
    if not sys.platform.startswith("linux"):
        return
    try:
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    except (ImportError, OSError, AttributeError):
        pass


def main():
    channel = take_streams()
    # Ctrl-C is for the program that uses the environment.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    server = None
    try:
        _, request = channel.receive()
        die_with_parent()
        try:
            server = Server(request)
        except BaseException as error:
            channel.send_error(error)
            return
        channel.send(*server.hello())
        if request["descriptors"]:
            requests, replies = request["descriptors"]
            for descriptor in (channel.requests, channel.replies):
                os.close(descriptor)
            for descriptor in (requests, replies):
                os.set_inheritable(descriptor, False)
            channel = Channel(requests, replies)
            if server.observation["bytes"] > 60_000:
                widen(replies, server.observation["bytes"])
        serve(server, channel)
    except (EOFError, BrokenPipeError):
        pass
    finally:
        if server is not None and server.env is not None:
            if hasattr(signal, "alarm"):
                signal.alarm(CLOSE_SECONDS)
            try:
                server.env.close()
            except BaseException:
                pass
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except BaseException:
            pass
        # Threads of an environment must not keep the process alive.
        os._exit(0)


main()
