# As many actions and states as deepq can tell apart.
MAX_CHOICES = 2**31
# Elements of one observation.
MAX_ELEMENTS = 2**26


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
        check_kind(spaces, "observation_space", space)
        raise Refusal(
            f"its observations are {cut(space)}, and deepq knows only Box and Discrete. Try "
            "wrappers: [{ name: 'FlattenObservation' }], which makes one vector of them"
        )
    size = math.prod(space.shape)
    if size == 0:
        raise Refusal(f"its observations are {cut(space)}, which have no elements")
    dtype = "|u1" if space.dtype == np.uint8 else "<f4"
    if size > MAX_ELEMENTS:
        raise Refusal(
            f"its observations are {cut(space)}, {size} elements, and deepq takes at most "
            f"{MAX_ELEMENTS}. Make them smaller with a wrapper of Python, named in wrappers"
        )
    # Bounds that float32 cannot hold become infinite.
    with np.errstate(all="ignore"):
        bounds = tuple(np.asarray(bound, "<f4").tobytes() for bound in (space.low, space.high))
    return {
        "kind": "box",
        "shape": list(space.shape),
        "dtype": dtype,
        "bytes": int(size) * np.dtype(dtype).itemsize,
        "bounds": bounds,
    }


def check_kind(spaces, name, space):
    """Refuses what is no space of Gymnasium at all."""
    if isinstance(space, spaces.Space):
        return
    of_gym = type(space).__module__.split(".")[0] == "gym"
    raise Refusal(
        f"its {name} is {'a space of the package gym' if of_gym else show(space)}, not a space of "
        f"gymnasium. Set self.{name} in __init__, such as gymnasium.spaces.Discrete(3)"
    )


def check_choices(what, space, count):
    if count > MAX_CHOICES:
        raise Refusal(
            f"its {what} are {cut(space)}, {count} in all, and deepq can tell at most {MAX_CHOICES} apart. "
            "Wrap it in Python so that there are fewer, and name the wrapper in wrappers as 'module:Name'"
        )


def read_actions(np, env, flatten):
    """What makes an action of a number from 0 (None: nothing), and how many choices there are."""
    from gymnasium import spaces

    space = env.action_space
    if isinstance(space, spaces.Discrete):
        start = int(space.start)
        check_choices("actions", space, int(space.n))
        return (lambda number: number + start) if start else None, (int(space.n),)
    if isinstance(space, spaces.MultiDiscrete):
        lengths, start = space.nvec, getattr(space, "start", 0)
    elif isinstance(space, spaces.MultiBinary):
        lengths, start = np.full(space.shape, 2), 0
    else:
        check_kind(spaces, "action_space", space)
        if isinstance(space, spaces.Box):
            raise Refusal(
                f"its actions are {cut(space)}, and deepq chooses among a finite number. Try wrappers: "
                "[{ name: 'DiscretizeAction', options: { bins: 5 } }], which takes so many values "
                "along each axis"
            )
        raise Refusal(
            f"its actions are {cut(space)}, and deepq chooses among a finite number: Discrete, or with "
            "flattenActions also MultiDiscrete and MultiBinary. Wrap it in Python so that its "
            "actions are Discrete, and name the wrapper in wrappers as 'module:Name'"
        )
    if not flatten:
        raise Refusal(
            f"its actions are {cut(space)}, several choices at a time. With flattenActions: true each "
            f"combination of them is one action, {math.prod(lengths.ravel().tolist())} in all"
        )
    sizes = tuple(lengths.ravel().tolist())
    check_choices("actions", space, math.prod(sizes))

    def to_action(number):
        digits = np.array(np.unravel_index(number, sizes)).reshape(lengths.shape)
        return (digits + start).astype(space.dtype)

    return to_action, sizes
