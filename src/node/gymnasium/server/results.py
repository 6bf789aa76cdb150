STEP_RESULT = "(observation, reward, terminated, truncated, info)"
RESET_RESULT = "(observation, info)"


def describe_step(result):
    """What is wrong with a result of step()."""
    if isinstance(result, (tuple, list)) and len(result) == 4:
        return (
            "its step() returned 4 values (observation, reward, done, info), the API of Gym before 0.26. "
            f"It must return 5, {STEP_RESULT}: done is terminated, or truncated where only a limit "
            "of time ended the episode. What belongs to the package gym goes through the package "
            "shimmy"
        )
    what = f"{len(result)} values" if isinstance(result, (tuple, list)) else show(result)
    return f"its step() returned {what}; it must return 5 values, {STEP_RESULT}"


def describe_reset(result):
    """What is wrong with a result of reset()."""
    # That something else has two elements, such as an observation, does not make it a pair.
    what = show(result)
    old = "" if result is None else ", perhaps an observation alone, the API of Gym before 0.26"
    return f"its reset() returned {what}{old}. It must return 2 values, {RESET_RESULT}"


def describe_call(gymnasium, name, error):
    """What is wrong where the results or arguments of a call do not fit; None for all other errors."""
    text = text_of(error)
    if not isinstance(error, (TypeError, ValueError)) or not is_between(gymnasium, error):
        return None
    if name == "reset" and "unexpected keyword argument" in text:
        return (
            f"its reset() does not take what Gymnasium hands over ({text}), the API of Gym before 0.26. "
            "It must begin with: def reset(self, *, seed=None, options=None)"
        )
    if "unpack" not in text:
        return None
    if name == "step" and "expected 5, got 4" in text:
        return describe_step((None,) * 4)
    wanted = f"5 values, {STEP_RESULT}" if name == "step" else f"2 values, {RESET_RESULT}"
    return f"its {name}() must return {wanted}, and returned something else: {text}"


def read_reward(np, reward):
    """One number; that of an array with one element too."""
    kind = type(reward)
    if kind is float or kind is int or kind is np.float64 or kind is np.float32:
        try:
            return float(reward)
        except OverflowError:
            raise Refusal("it returned as reward a number beyond all floats") from None
    try:
        if isinstance(reward, (np.ndarray, np.generic)):
            if reward.size == 1 and reward.dtype.kind in "biuf":
                return float(reward.item())
        elif hasattr(kind, "__float__"):
            return float(reward)
    except Exception:
        pass
    several = isinstance(reward, (np.ndarray, tuple, list, dict))
    advice = ". Add them up in a wrapper of Python, named in wrappers as 'module:Name'" if several else ""
    raise Refusal(f"it returned as reward {show(reward)}, which must be one number{advice}")


def read_flag(np, name, value):
    """Whether an episode has ended: True and False, and 0 and 1 of all kinds."""
    if type(value) is np.bool_:
        return bool(value)
    if isinstance(value, (int, float, np.number, np.ndarray)) and np.size(value) == 1:
        one = np.asarray(value).item()
        if isinstance(one, (bool, int, float)) and one in (0, 1):
            return bool(one)
    raise Refusal(f"it returned as {name} {show(value)}, which must be True or False")


class Observations:
    """Makes bytes of observations, and refuses those that are not of their space."""

    def __init__(self, np, space, described):
        self.np = np
        self.array = np.ndarray
        self.text = cut(space)
        self.dtype = np.dtype(described["dtype"])
        self.start = described.get("start", 0)
        if described["kind"] == "discrete":
            self.n = described["n"]
            self.pack = self.pack_discrete
        else:
            self.shape = tuple(described["shape"])
            self.pack = self.pack_box

    def pack_box(self, observation):
        if (
            type(observation) is not self.array
            or observation.dtype is not self.dtype
            or observation.shape != self.shape
        ):
            observation = self.convert(observation)
        if observation.size <= 512:
            return observation.tobytes()
        return memoryview(self.np.ascontiguousarray(observation)).cast("B")

    def convert(self, observation):
        np = self.np
        try:
            array = np.asarray(observation)
        except Exception:  # Lists of different lengths, and the like.
            array = None
        if array is None or array.dtype.kind not in "biuf":
            raise self.refusal(f"{show(observation)} as observation, which is no array of numbers")
        if array.shape != self.shape:
            raise self.refusal(f"an observation of shape {array.shape}")
        with np.errstate(all="ignore"):
            converted = array.astype(self.dtype)
            if self.dtype == np.uint8 and array.dtype != np.uint8:
                wrong = converted != array
                if wrong.any():
                    raise self.refusal(
                        f"an observation of {array.dtype} with {array[wrong].flat[0]} in it, which "
                        "uint8 cannot hold",
                        ". If its pixels are scaled, let the space say so: Box(0, 1, shape, np.float32)",
                    )
        return converted

    def pack_discrete(self, observation):
        np = self.np
        value = observation
        if isinstance(value, (np.generic, np.ndarray)) and value.size == 1:
            value = value.item()
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if not isinstance(value, int):
            raise self.refusal(f"{show(observation)} as observation, which is no whole number")
        number = value - self.start
        if not 0 <= number < self.n:
            raise self.refusal(f"the observation {cut(value)}")
        return number.to_bytes(4, "little", signed=True)

    def refusal(self, what, advice=""):
        return Refusal(f"it returned {what}, but its observation_space is {self.text}{advice}")
