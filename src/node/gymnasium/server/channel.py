MAKE, RESET, STEP, RENDER, CLOSE = 1, 2, 3, 4, 5
OK, ERROR = 0, 1
TERMINATED, TRUNCATED = 1, 2

REQUEST = struct.Struct("<II")
REPLY = struct.Struct("<BBHIIId")

# In every head: what lacks it was written by somebody else.
MARK = 0x7164

# Before the first reply, others may have written to standard output.
MARKER = b"\0deepq\0\n"


class Lost(Exception):
    """The channel is not there any more; the message says why."""


class Channel:
    """Requests in, replies out, over two file descriptors."""

    def __init__(self, requests, replies):
        self.use(requests, replies)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self.leave)

    def use(self, requests, replies):
        self.requests = requests
        self.replies = replies
        self.pipe = os.fstat(requests)
        self.serial = 0

    def move(self, requests, replies):
        """Goes on over two other descriptors."""
        os.close(self.requests)
        os.close(self.replies)
        for descriptor in (requests, replies):
            os.set_inheritable(descriptor, False)
        self.use(requests, replies)

    def leave(self):
        """In a child that the environment forks: it must not answer, nor keep the pipes open."""
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, self.requests, inheritable=False)
        os.dup2(nothing, self.replies, inheritable=False)
        os.close(nothing)

    def read(self, size):
        """Reads so many bytes; raises EOFError where the other side has gone."""
        parts = []
        while size > 0:
            part = os.read(self.requests, size)
            if not part:
                if not os.path.samestat(os.fstat(self.requests), self.pipe):
                    raise Lost("another file was put in its place")
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
        head = REPLY.pack(status, flags, MARK, len(data), len(facts), self.serial, reward)
        self.serial = (self.serial + 1) & 0xFFFFFFFF
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


def encode(value):
    return json.dumps(value, allow_nan=False).encode()
