# Characters of an exception's message that are sent: the other side shows fewer.
MAX_MESSAGE = 4000
# Calls of a traceback, the innermost ones.
MAX_CALLS = 8


class Refusal(Exception):
    """Something that deepq cannot work with; the message says what to do."""


def describe_error(error):
    frames = error.__traceback__
    # Our own calls say nothing about the environment.
    while frames is not None and is_ours(frames):
        frames = frames.tb_next
    missing = getattr(error, "name", None) if isinstance(error, ImportError) else None
    return {
        "type": type(error).__name__,
        "module": str(type(error).__module__),
        "message": text_of(error)[:MAX_MESSAGE],
        "missing": missing if isinstance(missing, str) else None,
        "traceback": text_of_calls(frames),
        "executable": sys.executable,
        "refused": isinstance(error, Refusal),
    }


def text_of(error):
    try:
        return str(error)
    except BaseException:  # Its own __str__ is amiss.
        return "(its message could not be read)"


def text_of_calls(frames):
    try:
        return "".join(traceback.format_tb(frames, limit=-MAX_CALLS))[-MAX_MESSAGE:]
    except Exception:  # A source file that cannot be read.
        return ""


def is_ours(frames):
    return frames.tb_frame.f_code.co_filename == is_ours.__code__.co_filename


def is_between(gymnasium, error):
    """Whether our own call, or one of Gymnasium's wrappers, met it: no line of the environment."""
    frames = error.__traceback__
    while frames.tb_next is not None:
        frames = frames.tb_next
    folder = os.path.dirname(gymnasium.__file__)
    return is_ours(frames) or frames.tb_frame.f_code.co_filename.startswith(folder)


def show(value):
    """A value in a message: what it is, and its beginning."""
    if value is None:
        return "None"
    shape, dtype = getattr(value, "shape", None), getattr(value, "dtype", None)
    if isinstance(shape, tuple) and shape and dtype is not None:
        return f"an array of shape {shape} and dtype {dtype}"
    name = type(value).__name__
    if isinstance(value, (str, bool, int, float)) or dtype is not None:
        return f"{cut(value, repr)} ({name})"
    if isinstance(value, (tuple, list)):
        return f"a {name} of length {len(value)}"
    return f"a value of type {name}"


def cut(value, text=str, size=300):
    """The beginning of its text."""
    try:
        text = text(value)
    except Exception:
        return f"a value of type {type(value).__name__}"
    return text if len(text) <= size else f"{text[:size]}…"
