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
