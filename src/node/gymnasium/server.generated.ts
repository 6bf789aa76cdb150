// Made of server.py by `npm run build:server`: do not edit.

/** A Python program, for `python -c`. */
export const serverSource: string =
  "\"\"\"Runs one Gymnasium environment for the process that started it.\n" +
  "\n" +
  "A request is 8 bytes: what to do, and a number. The number is the action of a\n" +
  "step, else the length of the JSON that follows. A reply is a head of 24 bytes\n" +
  "(status, flags, lengths, reward), then binary data, then JSON. All is\n" +
  "little-endian. protocol.ts is the other side.\n" +
  "\n" +
  "The first request is `make`. It comes from standard input, and its reply goes\n" +
  "to standard output; what follows may use two other descriptors.\n" +
  "\"\"\"\n" +
  "\n" +
  "import json\n" +
  "import math\n" +
  "import os\n" +
  "import signal\n" +
  "import struct\n" +
  "import sys\n" +
  "\n" +
  "MAKE, RESET, STEP, RENDER, CLOSE = 1, 2, 3, 4, 5\n" +
  "OK, ERROR = 0, 1\n" +
  "TERMINATED, TRUNCATED = 1, 2\n" +
  "\n" +
  "REQUEST = struct.Struct(\"<II\")\n" +
  "REPLY = struct.Struct(\"<BBxxIIxxxxd\")\n" +
  "\n" +
  "# Before it, others may have written to standard output.\n" +
  "MARKER = b\"\\0deepq\\0\\n\"\n" +
  "\n" +
  "# Longer lists are no small facts, and are left out of `info`.\n" +
  "MAX_LIST = 1024\n" +
  "# And so is what is nested deeper.\n" +
  "MAX_DEPTH = 16\n" +
  "# As many actions and states as deepq can tell apart.\n" +
  "MAX_CHOICES = 2**31\n" +
  "# Seconds that an environment has to close when nobody is left to wait for it.\n" +
  "CLOSE_SECONDS = 10\n" +
  "\n" +
  "\n" +
  "class Channel:\n" +
  "    \"\"\"Requests in, replies out, over two file descriptors.\"\"\"\n" +
  "\n" +
  "    def __init__(self, requests, replies):\n" +
  "        self.requests = requests\n" +
  "        self.replies = replies\n" +
  "\n" +
  "    def read(self, size):\n" +
  "        \"\"\"Reads so many bytes; raises EOFError where the other side has gone.\"\"\"\n" +
  "        parts = []\n" +
  "        while size > 0:\n" +
  "            part = os.read(self.requests, size)\n" +
  "            if not part:\n" +
  "                raise EOFError\n" +
  "            parts.append(part)\n" +
  "            size -= len(part)\n" +
  "        return parts[0] if len(parts) == 1 else b\"\".join(parts)\n" +
  "\n" +
  "    def receive(self):\n" +
  "        \"\"\"Returns what to do, and its action or JSON value.\"\"\"\n" +
  "        operation, number = REQUEST.unpack(self.read(REQUEST.size))\n" +
  "        if operation == STEP or number == 0:\n" +
  "            return operation, number\n" +
  "        return operation, json.loads(self.read(number))\n" +
  "\n" +
  "    def send(self, data=b\"\", facts=b\"\", status=OK, flags=0, reward=0.0):\n" +
  "        head = REPLY.pack(status, flags, len(data), len(facts), reward)\n" +
  "        if len(data) < 4096:\n" +
  "            rest = memoryview(b\"\".join((head, data, facts)))\n" +
  "        elif hasattr(os, \"writev\"):\n" +
  "            # Straight out of the array of an image.\n" +
  "            written = os.writev(self.replies, (head, data, facts))\n" +
  "            if written == len(head) + len(data) + len(facts):\n" +
  "                return\n" +
  "            rest = memoryview(b\"\".join((head, data, facts)))[written:]\n" +
  "        else:\n" +
  "            rest = memoryview(b\"\".join((head, data, facts)))\n" +
  "        while rest:\n" +
  "            rest = rest[os.write(self.replies, rest) :]\n" +
  "\n" +
  "    def send_error(self, error):\n" +
  "        self.send(facts=encode(describe_error(error)), status=ERROR)\n" +
  "\n" +
  "\n" +
  "class Refusal(Exception):\n" +
  "    \"\"\"Something that deepq cannot work with; the message says what to do.\"\"\"\n" +
  "\n" +
  "\n" +
  "def describe_error(error):\n" +
  "    import traceback\n" +
  "\n" +
  "    frames = error.__traceback__\n" +
  "    here = describe_error.__code__.co_filename\n" +
  "    # Our own calls say nothing about the environment.\n" +
  "    while frames is not None and frames.tb_frame.f_code.co_filename == here:\n" +
  "        frames = frames.tb_next\n" +
  "    return {\n" +
  "        \"type\": type(error).__name__,\n" +
  "        \"module\": type(error).__module__,\n" +
  "        \"message\": text_of(error),\n" +
  "        \"missing\": getattr(error, \"name\", None) if isinstance(error, ImportError) else None,\n" +
  "        \"traceback\": \"\".join(traceback.format_tb(frames)),\n" +
  "        \"executable\": sys.executable,\n" +
  "        \"refused\": isinstance(error, Refusal),\n" +
  "    }\n" +
  "\n" +
  "\n" +
  "def text_of(error):\n" +
  "    try:\n" +
  "        return str(error)\n" +
  "    except Exception:  # Its own __str__ is amiss.\n" +
  "        return \"(its message could not be read)\"\n" +
  "\n" +
  "\n" +
  "def encode(value):\n" +
  "    return json.dumps(value, allow_nan=False).encode()\n" +
  "\n" +
  "\n" +
  "class Server:\n" +
  "    \"\"\"An environment behind a channel.\"\"\"\n" +
  "\n" +
  "    def __init__(self, request):\n" +
  "        # Slow, and possibly missing: the reply is to say so.\n" +
  "        import gymnasium\n" +
  "        import numpy\n" +
  "\n" +
  "        self.np = numpy\n" +
  "        self.env = make(gymnasium, request)\n" +
  "        self.with_info = request[\"info\"]\n" +
  "        try:\n" +
  "            self.observation = describe_observations(numpy, self.env)\n" +
  "            self.to_action, self.actions = read_actions(numpy, self.env, request[\"flattenActions\"])\n" +
  "        except BaseException:\n" +
  "            self.env.close()\n" +
  "            raise\n" +
  "        self.dtype = numpy.dtype(self.observation[\"dtype\"])\n" +
  "        self.start = self.observation.get(\"start\")\n" +
  "\n" +
  "    def hello(self):\n" +
  "        \"\"\"What the other side is to know: JSON, and the bounds in binary.\"\"\"\n" +
  "        low, high = self.observation.get(\"bounds\", (b\"\", b\"\"))\n" +
  "        mode = getattr(self.env, \"render_mode\", None)\n" +
  "        facts = {\n" +
  "            \"observation\": {k: v for k, v in self.observation.items() if k != \"bounds\"},\n" +
  "            \"actions\": self.actions,\n" +
  "            \"renderMode\": mode if isinstance(mode, str) else None,\n" +
  "            \"executable\": sys.executable,\n" +
  "            **describe_game(self.env, self.actions),\n" +
  "        }\n" +
  "        return low + high, encode(facts)\n" +
  "\n" +
  "    def reset(self, request):\n" +
  "        observation, info = self.env.reset(seed=request[\"seed\"] if request else None)\n" +
  "        return self.pack(observation), self.pack_info(info)\n" +
  "\n" +
  "    def step(self, action):\n" +
  "        to_action = self.to_action\n" +
  "        observation, reward, terminated, truncated, info = self.env.step(\n" +
  "            action if to_action is None else to_action(action)\n" +
  "        )\n" +
  "        flags = (TERMINATED if terminated else 0) | (TRUNCATED if truncated else 0)\n" +
  "        facts = self.pack_info(info) if info and self.with_info else b\"\"\n" +
  "        return self.pack(observation), facts, flags, float(reward)\n" +
  "\n" +
  "    def pack(self, observation):\n" +
  "        \"\"\"The bytes of an observation.\"\"\"\n" +
  "        if self.start is not None:\n" +
  "            observation = int(observation) - self.start\n" +
  "        array = self.np.ascontiguousarray(observation, self.dtype)\n" +
  "        if array.nbytes != self.observation[\"bytes\"]:\n" +
  "            raise Refusal(\n" +
  "                f\"it returned an observation of shape {array.shape}, but its observation_space is \"\n" +
  "                f\"{self.env.observation_space}\"\n" +
  "            )\n" +
  "        return memoryview(array).cast(\"B\") if array.size > 512 else array.tobytes()\n" +
  "\n" +
  "    def pack_info(self, info):\n" +
  "        if not info or not self.with_info:\n" +
  "            return b\"\"\n" +
  "        if not isinstance(info, dict):\n" +
  "            raise Refusal(f\"it returned as info {type(info).__name__}, not a dict\")\n" +
  "        facts = self.plain(info)\n" +
  "        mask = info.get(\"action_mask\")\n" +
  "        if isinstance(mask, self.np.ndarray) and mask.shape == (self.actions,):\n" +
  "            # It is not there if it is longer than what info holds of other arrays.\n" +
  "            facts.pop(\"action_mask\", None)\n" +
  "            facts[\"actionMask\"] = mask.astype(self.np.uint8).tolist()\n" +
  "        return encode(facts) if facts else b\"\"\n" +
  "\n" +
  "    def plain(self, value, outer=()):\n" +
  "        \"\"\"What of a value JSON can hold; None for all else.\"\"\"\n" +
  "        kind = type(value)\n" +
  "        if kind is str or kind is bool:\n" +
  "            return value\n" +
  "        if kind is int:\n" +
  "            # What is longer no number of JavaScript can hold.\n" +
  "            return value if value.bit_length() < 1024 else None\n" +
  "        if kind is float:\n" +
  "            return value if math.isfinite(value) else None\n" +
  "        # What holds itself would have no end.\n" +
  "        if id(value) in outer or len(outer) > MAX_DEPTH:\n" +
  "            return None\n" +
  "        outer = (*outer, id(value))\n" +
  "        if isinstance(value, dict):\n" +
  "            pairs = ((str(key), self.plain(one, outer)) for key, one in value.items())\n" +
  "            return {key: one for key, one in pairs if one is not None}\n" +
  "        if isinstance(value, self.np.floating):\n" +
  "            return self.plain(float(value))\n" +
  "        if isinstance(value, self.np.generic):\n" +
  "            return self.plain(value.item(), outer)\n" +
  "        if isinstance(value, self.np.ndarray):\n" +
  "            return self.plain(value.tolist(), outer) if value.size <= MAX_LIST else None\n" +
  "        if isinstance(value, (list, tuple)) and len(value) <= MAX_LIST:\n" +
  "            return [self.plain(one, outer) for one in value]\n" +
  "        return None\n" +
  "\n" +
  "    def render(self):\n" +
  "        \"\"\"Red, green, blue and opacity of each pixel.\"\"\"\n" +
  "        np = self.np\n" +
  "        picture = self.env.render()\n" +
  "        is_array = isinstance(picture, np.ndarray)\n" +
  "        if not is_array or picture.ndim != 3 or picture.shape[2] != 3 or picture.size == 0:\n" +
  "            what = f\"an array of shape {picture.shape}\" if is_array else type(picture).__name__\n" +
  "            raise Refusal(f\"its render() returned {what}, not an RGB array\")\n" +
  "        if picture.dtype != np.uint8:\n" +
  "            raise Refusal(f\"its render() returned an array of {picture.dtype}, not of uint8\")\n" +
  "        height, width, _ = picture.shape\n" +
  "        pixels = np.empty((height, width, 4), np.uint8)\n" +
  "        pixels[:, :, :3] = picture\n" +
  "        pixels[:, :, 3] = 255\n" +
  "        return memoryview(pixels).cast(\"B\"), encode({\"width\": width, \"height\": height})\n" +
  "\n" +
  "\n" +
  "def make(gymnasium, request):\n" +
  "    \"\"\"Makes the environment, with the wrappers that were asked for.\"\"\"\n" +
  "    import importlib\n" +
  "\n" +
  "    for module in request[\"imports\"]:\n" +
  "        importlib.import_module(module)\n" +
  "    name = request[\"id\"]\n" +
  "    if name.split(\":\")[-1] not in gymnasium.registry:\n" +
  "        # Its ids are there only once it was imported; without it, gymnasium says what is missing.\n" +
  "        try:\n" +
  "            import ale_py\n" +
  "\n" +
  "            gymnasium.register_envs(ale_py)\n" +
  "        except ModuleNotFoundError as error:\n" +
  "            if name.startswith(\"ALE/\") or error.name != \"ale_py\":\n" +
  "                raise\n" +
  "    env = gymnasium.make(name, **with_tuples(request[\"options\"]))\n" +
  "    try:\n" +
  "        for wrapper in request[\"wrappers\"]:\n" +
  "            env = find_wrapper(gymnasium, wrapper[\"name\"])(\n" +
  "                env, **with_tuples(wrapper[\"options\"])\n" +
  "            )\n" +
  "    except BaseException:\n" +
  "        env.close()\n" +
  "        raise\n" +
  "    return env\n" +
  "\n" +
  "\n" +
  "def with_tuples(value):\n" +
  "    \"\"\"Arguments as Python programs write them; JSON has no tuples.\"\"\"\n" +
  "    if isinstance(value, dict):\n" +
  "        return {key: with_tuples(one) for key, one in value.items()}\n" +
  "    return tuple(map(with_tuples, value)) if isinstance(value, list) else value\n" +
  "\n" +
  "\n" +
  "def find_wrapper(gymnasium, name):\n" +
  "    import importlib\n" +
  "\n" +
  "    module, _, inside = name.rpartition(\":\")\n" +
  "    if module:\n" +
  "        return getattr(importlib.import_module(module), inside)\n" +
  "    import gymnasium.wrappers\n" +
  "\n" +
  "    wrapper = getattr(gymnasium.wrappers, name, None)\n" +
  "    if wrapper is None:\n" +
  "        raise Refusal(\n" +
  "            f\"gymnasium.wrappers has no {name!r}. Choose one of \"\n" +
  "            f\"{', '.join(gymnasium.wrappers.__all__)}, or write 'module:Name' for one of your own\"\n" +
  "        )\n" +
  "    return wrapper\n" +
  "\n" +
  "\n" +
  "def describe_observations(np, env):\n" +
  "    \"\"\"Observations as they are sent: the dtype, and what makes up the space.\"\"\"\n" +
  "    from gymnasium import spaces\n" +
  "\n" +
  "    space = env.observation_space\n" +
  "    if isinstance(space, spaces.Discrete):\n" +
  "        check_choices(\"observations\", space, int(space.n))\n" +
  "        return {\n" +
  "            \"kind\": \"discrete\",\n" +
  "            \"n\": int(space.n),\n" +
  "            \"start\": int(space.start),\n" +
  "            \"dtype\": \"<i4\",\n" +
  "            \"bytes\": 4,\n" +
  "        }\n" +
  "    if not isinstance(space, spaces.Box):\n" +
  "        raise Refusal(\n" +
  "            f\"its observations are {space}, and deepq knows only Box and Discrete. Try \"\n" +
  "            \"wrappers: [{ name: 'FlattenObservation' }], which makes one vector of them\"\n" +
  "        )\n" +
  "    if math.prod(space.shape) == 0:\n" +
  "        raise Refusal(f\"its observations are {space}, which have no elements\")\n" +
  "    dtype = \"|u1\" if space.dtype == np.uint8 else \"<f4\"\n" +
  "    # Bounds that float32 cannot hold become infinite.\n" +
  "    with np.errstate(over=\"ignore\"):\n" +
  "        bounds = tuple(np.asarray(bound, \"<f4\").tobytes() for bound in (space.low, space.high))\n" +
  "    return {\n" +
  "        \"kind\": \"box\",\n" +
  "        \"shape\": list(space.shape),\n" +
  "        \"dtype\": dtype,\n" +
  "        \"bytes\": int(math.prod(space.shape)) * np.dtype(dtype).itemsize,\n" +
  "        \"bounds\": bounds,\n" +
  "    }\n" +
  "\n" +
  "\n" +
  "def describe_game(env, actions):\n" +
  "    \"\"\"Of an Atari game: how many frames a step takes, and what each action does.\"\"\"\n" +
  "    game = env.unwrapped\n" +
  "    skip = getattr(game, \"_frameskip\", None)\n" +
  "    if not isinstance(skip, (int, tuple)) or not hasattr(game, \"ale\"):\n" +
  "        return {}\n" +
  "    # A wrapper of Gymnasium may skip them instead.\n" +
  "    while skip == 1 and env is not game:\n" +
  "        skip = vars(env).get(\"frame_skip\", 1)\n" +
  "        env = getattr(env, \"env\", game)\n" +
  "    meanings = list(map(str, getattr(game, \"get_action_meanings\", list)()))\n" +
  "    return {\n" +
  "        \"frameSkip\": [int(skip[0]), int(skip[1]) - 1] if isinstance(skip, tuple) else int(skip),\n" +
  "        \"actionMeanings\": meanings if len(meanings) == actions else None,\n" +
  "    }\n" +
  "\n" +
  "\n" +
  "def check_choices(what, space, count):\n" +
  "    if count > MAX_CHOICES:\n" +
  "        raise Refusal(\n" +
  "            f\"its {what} are {space}, {count} in all, and deepq can tell at most {MAX_CHOICES} apart. \"\n" +
  "            \"Wrap it in Python so that there are fewer, and name the wrapper in wrappers as 'module:Name'\"\n" +
  "        )\n" +
  "\n" +
  "\n" +
  "def read_actions(np, env, flatten):\n" +
  "    \"\"\"What makes an action of a number from 0 (None: nothing), and how many there are.\"\"\"\n" +
  "    from gymnasium import spaces\n" +
  "\n" +
  "    space = env.action_space\n" +
  "    if isinstance(space, spaces.Discrete):\n" +
  "        start = int(space.start)\n" +
  "        check_choices(\"actions\", space, int(space.n))\n" +
  "        return (lambda number: number + start) if start else None, int(space.n)\n" +
  "    if isinstance(space, spaces.MultiDiscrete):\n" +
  "        lengths, start = space.nvec, getattr(space, \"start\", 0)\n" +
  "    elif isinstance(space, spaces.MultiBinary):\n" +
  "        lengths, start = np.full(space.shape, 2), 0\n" +
  "    else:\n" +
  "        if isinstance(space, spaces.Box):\n" +
  "            raise Refusal(\n" +
  "                f\"its actions are {space}, and deepq chooses among a finite number. Try wrappers: \"\n" +
  "                \"[{ name: 'DiscretizeAction', options: { bins: 5 } }], which takes so many values \"\n" +
  "                \"along each axis\"\n" +
  "            )\n" +
  "        raise Refusal(\n" +
  "            f\"its actions are {space}, and deepq chooses among a finite number: Discrete, or with \"\n" +
  "            \"flattenActions also MultiDiscrete and MultiBinary. Wrap it in Python so that its \"\n" +
  "            \"actions are Discrete, and name the wrapper in wrappers as 'module:Name'\"\n" +
  "        )\n" +
  "    if not flatten:\n" +
  "        raise Refusal(\n" +
  "            f\"its actions are {space}, several choices at a time. With flattenActions: true each \"\n" +
  "            f\"combination of them is one action, {math.prod(lengths.ravel().tolist())} in all\"\n" +
  "        )\n" +
  "    sizes = tuple(lengths.ravel().tolist())\n" +
  "    check_choices(\"actions\", space, math.prod(sizes))\n" +
  "\n" +
  "    def to_action(number):\n" +
  "        digits = np.array(np.unravel_index(number, sizes)).reshape(lengths.shape)\n" +
  "        return (digits + start).astype(space.dtype)\n" +
  "\n" +
  "    return to_action, math.prod(sizes)\n" +
  "\n" +
  "\n" +
  "def serve(server, channel):\n" +
  "    \"\"\"Answers until the environment is to be closed, or nobody is left.\"\"\"\n" +
  "    while True:\n" +
  "        operation, value = channel.receive()\n" +
  "        try:\n" +
  "            if operation == STEP:\n" +
  "                reply = server.step(value)\n" +
  "            elif operation == RESET:\n" +
  "                reply = server.reset(value)\n" +
  "            elif operation == RENDER:\n" +
  "                reply = server.render()\n" +
  "            elif operation == CLOSE:\n" +
  "                server.env.close()\n" +
  "                reply = ()\n" +
  "            else:\n" +
  "                raise ValueError(f\"unknown request {operation}\")\n" +
  "        except BaseException as error:  # sys.exit() in an environment is its error, not ours.\n" +
  "            channel.send_error(error)\n" +
  "        else:\n" +
  "            if operation == STEP:\n" +
  "                data, facts, flags, reward = reply\n" +
  "                channel.send(data, facts, OK, flags, reward)\n" +
  "            else:\n" +
  "                channel.send(*reply)\n" +
  "        if operation == CLOSE:\n" +
  "            server.env = None\n" +
  "            return\n" +
  "\n" +
  "\n" +
  "def take_streams():\n" +
  "    \"\"\"Standard input and output for us alone: what anybody prints goes to standard error.\"\"\"\n" +
  "    if os.name == \"nt\":\n" +
  "        import msvcrt\n" +
  "\n" +
  "        for descriptor in (0, 1):\n" +
  "            msvcrt.setmode(descriptor, os.O_BINARY)\n" +
  "    channel = Channel(os.dup(0), os.dup(1))\n" +
  "    os.write(channel.replies, MARKER)\n" +
  "    nothing = os.open(os.devnull, os.O_RDONLY)\n" +
  "    os.dup2(nothing, 0)\n" +
  "    os.close(nothing)\n" +
  "    os.dup2(2, 1)\n" +
  "    return channel\n" +
  "\n" +
  "\n" +
  "def widen(descriptor, size):\n" +
  "    \"\"\"Makes room in a pipe for a whole frame, where the system lets us.\"\"\"\n" +
  "    try:\n" +
  "        import fcntl\n" +
  "\n" +
  "        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, min(size + 4096, 1 << 20))\n" +
  "    except (ImportError, AttributeError, OSError):\n" +
  "        pass\n" +
  "\n" +
  "\n" +
  "def die_with_parent():\n" +
  "    \"\"\"Asks Linux to end us when the other process ends, in whatever way.\"\"\"\n" +
  "    if not sys.platform.startswith(\"linux\"):\n" +
  "        return\n" +
  "    try:\n" +
  "        import ctypes\n" +
  "\n" +
  "        ctypes.CDLL(None).prctl(1, signal.SIGKILL)\n" +
  "    except (ImportError, OSError, AttributeError):\n" +
  "        pass\n" +
  "\n" +
  "\n" +
  "def main():\n" +
  "    channel = take_streams()\n" +
  "    # Ctrl-C is for the program that uses the environment.\n" +
  "    signal.signal(signal.SIGINT, signal.SIG_IGN)\n" +
  "    server = None\n" +
  "    try:\n" +
  "        _, request = channel.receive()\n" +
  "        die_with_parent()\n" +
  "        try:\n" +
  "            server = Server(request)\n" +
  "        except BaseException as error:\n" +
  "            channel.send_error(error)\n" +
  "            return\n" +
  "        channel.send(*server.hello())\n" +
  "        if request[\"descriptors\"]:\n" +
  "            requests, replies = request[\"descriptors\"]\n" +
  "            for descriptor in (channel.requests, channel.replies):\n" +
  "                os.close(descriptor)\n" +
  "            for descriptor in (requests, replies):\n" +
  "                os.set_inheritable(descriptor, False)\n" +
  "            channel = Channel(requests, replies)\n" +
  "            if server.observation[\"bytes\"] > 60_000:\n" +
  "                widen(replies, server.observation[\"bytes\"])\n" +
  "        serve(server, channel)\n" +
  "    except (EOFError, BrokenPipeError):\n" +
  "        pass\n" +
  "    finally:\n" +
  "        if server is not None and server.env is not None:\n" +
  "            if hasattr(signal, \"alarm\"):\n" +
  "                signal.alarm(CLOSE_SECONDS)\n" +
  "            try:\n" +
  "                server.env.close()\n" +
  "            except BaseException:\n" +
  "                pass\n" +
  "        try:\n" +
  "            sys.stdout.flush()\n" +
  "            sys.stderr.flush()\n" +
  "        except BaseException:\n" +
  "            pass\n" +
  "        # Threads of an environment must not keep the process alive.\n" +
  "        os._exit(0)\n" +
  "\n" +
  "\n" +
  "main()\n";
