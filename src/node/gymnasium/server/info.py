# Longer lists are no small facts, and are left out of `info`.
MAX_LIST = 1024
# And so are longer texts and names,
MAX_TEXT = 65_536
MAX_NAME = 256
# what is nested deeper,
MAX_DEPTH = 16
# and what comes after so many values in all; 64 characters of text count as one more.
MAX_VALUES = 100_000

ADVICE = "Correct it, or leave it out together with all of info: info: false"


class Facts:
    """Makes JSON of what an environment says in `info`."""

    def __init__(self, np, sizes):
        self.np = np
        self.sizes = sizes
        self.actions = math.prod(sizes)
        self.room = MAX_VALUES

    def pack(self, info, terminated=False):
        if info is None:
            return b""
        if not isinstance(info, dict):
            raise Refusal(f"it returned as info {type(info).__name__}, not a dict")
        if not info:
            return b""
        self.room = MAX_VALUES
        mask = info.get("action_mask")
        if mask is None:
            facts = self.plain(info)
        else:
            facts = self.plain({key: one for key, one in info.items() if key != "action_mask"})
        if mask is None:
            mask = facts.pop("actionMask", None)
        if mask is not None:
            facts["actionMask"] = self.read_mask(mask, terminated)
        return encode(facts) if facts else b""

    def read_mask(self, mask, terminated):
        """0 or 1 for each action."""
        np = self.np
        if type(mask) is np.ndarray and mask.dtype.itemsize == 1 and mask.shape == (self.actions,):
            # The usual kind, quickly: nothing but zeros and ones, and a one among them.
            values = mask.tobytes()
            if not values.translate(None, b"\0\1") and b"\1" in values:
                return list(values)
        array = self.combine(mask)
        if array is None or array.dtype.kind not in "biuf" or array.shape != (self.actions,):
            raise Refusal(
                f"it returned as action_mask in info {show(mask)}, which must be an array with 0 or "
                f"1 for each of {self.actions} actions. {ADVICE}"
            )
        allowed = array.astype(bool)
        if (allowed != array).any():
            raise Refusal(
                f"it returned an action_mask in info with {array[allowed != array].flat[0]} in it, which "
                f"must be 0 or 1 for each action. {ADVICE}"
            )
        # After the end there may be nothing left to do.
        if not terminated and not allowed.any():
            raise Refusal(f"it returned an action_mask in info that allows no action at all. {ADVICE}")
        return allowed.astype(np.uint8).tolist()

    def combine(self, mask):
        """The array of a mask; of one mask for each of several choices, that of all combinations."""
        np = self.np
        try:
            if len(self.sizes) > 1 and isinstance(mask, (tuple, list)):
                parts = list(map(np.asarray, mask))
                if tuple(part.shape for part in parts) == tuple((size,) for size in self.sizes):
                    whole = np.ones(1, np.uint8)
                    for part in parts:
                        whole = np.outer(whole, part).ravel()
                    return whole
            return np.asarray(mask)
        except Exception:  # Lists of different lengths, and the like.
            return None

    def plain(self, value, outer=()):
        """What of a value JSON can hold; None for all else."""
        kind = type(value)
        if kind is bool:
            return value
        if kind is str:
            if len(value) > MAX_TEXT:
                return None
            self.room -= len(value) // 64
            return value if self.room >= 0 else None
        if kind is int:
            # What is longer no number of JavaScript can hold.
            return value if value.bit_length() < 1024 else None
        if kind is float:
            return value if math.isfinite(value) else None
        # What holds itself would have no end.
        if id(value) in outer or len(outer) > MAX_DEPTH or self.room < 0:
            return None
        outer = (*outer, id(value))
        if isinstance(value, dict):
            self.room -= len(value)
            pairs = ((str(key), self.plain(one, outer)) for key, one in value.items())
            return {key: one for key, one in pairs if one is not None and len(key) <= MAX_NAME}
        if isinstance(value, self.np.floating):
            return self.plain(float(value))
        if isinstance(value, self.np.generic):
            return self.plain(value.item(), outer)
        if isinstance(value, self.np.ndarray):
            return self.plain(value.tolist(), outer) if value.size <= MAX_LIST else None
        if isinstance(value, (list, tuple)) and len(value) <= MAX_LIST:
            self.room -= len(value)
            return [self.plain(one, outer) for one in value]
        return None
