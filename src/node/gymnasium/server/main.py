# Seconds that an environment has to close when nobody is left to wait for it.
CLOSE_SECONDS = 10
# Bytes of the largest picture.
MAX_PICTURE = 2**28


class Server:
    """An environment behind a channel."""

    def __init__(self, request):
        # Slow, and possibly missing: the reply is to say so.
        import gymnasium
        import numpy

        self.np = numpy
        self.gymnasium = gymnasium
        self.env = make(gymnasium, request)
        self.with_info = request["info"]
        try:
            self.observation = describe_observations(numpy, self.env)
            self.to_action, sizes = read_actions(numpy, self.env, request["flattenActions"])
            self.spaces = (self.env.observation_space, self.env.action_space)
            self.pack = Observations(numpy, self.spaces[0], self.observation).pack
            self.facts = Facts(numpy, sizes)
        except BaseException:
            self.env.close()
            raise

    def hello(self):
        """What the other side is to know: JSON, and the bounds in binary."""
        low, high = self.observation.get("bounds", (b"", b""))
        mode = getattr(self.env, "render_mode", None)
        facts = {
            "observation": {k: v for k, v in self.observation.items() if k != "bounds"},
            "actions": self.facts.actions,
            "renderMode": mode if isinstance(mode, str) else None,
            "executable": sys.executable,
            **describe_game(self.env, self.facts.actions),
        }
        return low + high, encode(facts)

    def reset(self, request):
        try:
            result = self.env.reset(seed=request["seed"] if request else None)
        except Exception as error:
            self.explain("reset", error)
        if not isinstance(result, (tuple, list)) or len(result) != 2:
            raise Refusal(describe_reset(result))
        self.check_spaces()
        observation, info = result
        return self.pack(observation), self.facts.pack(info) if self.with_info else b""

    def check_spaces(self):
        """A network is made for the spaces that there were at first."""
        for name, first in zip(("observation_space", "action_space"), self.spaces):
            space = getattr(self.env, name)
            if space is not first and space != first:
                raise Refusal(
                    f"its {name} has changed from {cut(first)} to {cut(space)}; it must stay what it "
                    "was when the environment was made"
                )

    def step(self, action):
        to_action = self.to_action
        try:
            result = self.env.step(action if to_action is None else to_action(action))
        except Exception as error:
            self.explain("step", error)
        is_row = type(result) is tuple or isinstance(result, (tuple, list))
        if not is_row or len(result) != 5:
            raise Refusal(describe_step(result))
        observation, reward, terminated, truncated, info = result
        data = self.pack(observation)
        if type(reward) is not float:
            reward = read_reward(self.np, reward)
        if type(terminated) is not bool:
            terminated = read_flag(self.np, "terminated", terminated)
        if type(truncated) is not bool:
            truncated = read_flag(self.np, "truncated", truncated)
        flags = (TERMINATED if terminated else 0) | (TRUNCATED if truncated else 0)
        facts = self.facts.pack(info, terminated) if self.with_info else b""
        return data, facts, flags, reward

    def explain(self, name, error):
        """Raises an error again, as a refusal if it comes of an old interface."""
        text = describe_call(self.gymnasium, name, error)
        raise error if text is None else Refusal(text)

    def render(self):
        """Red, green, blue and opacity of each pixel."""
        np = self.np
        picture = self.env.render()
        is_array = isinstance(picture, np.ndarray)
        if not is_array or picture.ndim != 3 or picture.shape[2] != 3 or picture.size == 0:
            what = f"an array of shape {picture.shape}" if is_array else show(picture)
            raise Refusal(f"its render() returned {what}, not an RGB array")
        if picture.dtype != np.uint8:
            raise Refusal(f"its render() returned an array of {picture.dtype}, not of uint8")
        height, width, _ = picture.shape
        if height * width * 4 > MAX_PICTURE:
            raise Refusal(
                f"its render() returned an array of shape {picture.shape}, more than {MAX_PICTURE // 4} pixels"
            )
        pixels = np.empty((height, width, 4), np.uint8)
        pixels[:, :, :3] = picture
        pixels[:, :, 3] = 255
        return memoryview(pixels).cast("B"), encode({"width": width, "height": height})


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


def show_calls():
    """Has Python print where it is when it crashes, and when it is asked to before it is killed."""
    faulthandler.enable(all_threads=False)
    if hasattr(signal, "SIGUSR1") and hasattr(faulthandler, "register"):
        faulthandler.register(signal.SIGUSR1, all_threads=False)


def complain(text):
    """Says why the server ends, to whom reads what Python prints."""
    try:
        os.write(2, f"{text}\n".encode(errors="replace"))
    except BaseException:
        pass


def run(channel, servers):
    """Makes the environment, and serves it; puts the server into a list."""
    _, request = channel.receive()
    die_with_parent()
    show_calls()
    try:
        server = Server(request)
    except BaseException as error:
        channel.send_error(error)
        return
    servers.append(server)
    channel.send(*server.hello())
    if request["descriptors"]:
        channel.move(*request["descriptors"])
        if server.observation["bytes"] > 60_000:
            widen(channel.replies, server.observation["bytes"])
    serve(server, channel)


def main():
    channel = take_streams()
    # Ctrl-C is for the program that uses the environment.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    own_process = os.getpid()
    servers = []
    code = 0
    try:
        run(channel, servers)
    except (EOFError, BrokenPipeError):
        pass
    except (OSError, Lost) as error:
        code = 1
        if os.getpid() == own_process:
            complain(
                "deepq: the connection to the program was lost: Python code has closed or replaced the "
                f"descriptors of the pipes ({error}). Leave open what the environment did not open."
            )
    except BaseException as error:
        code = 1
        complain("".join(traceback.format_exception(type(error), error, error.__traceback__)))
    # A child that the environment forked has nothing to close.
    if os.getpid() == own_process:
        end(servers)
    # Threads of an environment must not keep the process alive.
    os._exit(code)


def end(servers):
    """Closes what is still open, in a limited time."""
    try:
        if servers and servers[0].env is not None:
            if hasattr(signal, "alarm"):
                signal.signal(signal.SIGALRM, signal.SIG_DFL)
                signal.alarm(CLOSE_SECONDS)
            servers[0].env.close()
    except BaseException:
        pass
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        pass


main()
