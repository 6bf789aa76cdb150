// Made of server/*.py by `npm run build:server`: do not edit.

/** A Python program, for `python -c`. */
export const serverSource: string =
  "import sys\n" +
  "in_folder = sys.path[:1] == [\"\"]\n" +
  "if in_folder:\n" +
  " del sys.path[0]\n" +
  "import faulthandler\n" +
  "import json\n" +
  "import math\n" +
  "import os\n" +
  "import signal\n" +
  "import struct\n" +
  "import traceback\n" +
  "if in_folder:\n" +
  " try:\n" +
  "  sys.path.append(os.getcwd())\n" +
  " except OSError:  # It was removed.\n" +
  "  pass\n" +
  "MAKE, RESET, STEP, RENDER, CLOSE = 1, 2, 3, 4, 5\n" +
  "OK, ERROR = 0, 1\n" +
  "TERMINATED, TRUNCATED = 1, 2\n" +
  "REQUEST = struct.Struct(\"<II\")\n" +
  "REPLY = struct.Struct(\"<BBHIIId\")\n" +
  "MARK = 0x7164\n" +
  "MARKER = b\"\\0deepq\\0\\n\"\n" +
  "class Lost(Exception):\n" +
  " \"\"\"The channel is not there any more; the message says why.\"\"\"\n" +
  "class Channel:\n" +
  " \"\"\"Requests in, replies out, over two file descriptors.\"\"\"\n" +
  " def __init__(self, requests, replies):\n" +
  "  self.use(requests, replies)\n" +
  "  if hasattr(os, \"register_at_fork\"):\n" +
  "   os.register_at_fork(after_in_child=self.leave)\n" +
  " def use(self, requests, replies):\n" +
  "  self.requests = requests\n" +
  "  self.replies = replies\n" +
  "  self.pipe = os.fstat(requests)\n" +
  "  self.serial = 0\n" +
  " def move(self, requests, replies):\n" +
  "  \"\"\"Goes on over two other descriptors.\"\"\"\n" +
  "  os.close(self.requests)\n" +
  "  os.close(self.replies)\n" +
  "  for descriptor in (requests, replies):\n" +
  "   os.set_inheritable(descriptor, False)\n" +
  "  self.use(requests, replies)\n" +
  " def leave(self):\n" +
  "  \"\"\"In a child that the environment forks: it must not answer, nor keep the pipes open.\"\"\"\n" +
  "  nothing = os.open(os.devnull, os.O_RDWR)\n" +
  "  os.dup2(nothing, self.requests, inheritable=False)\n" +
  "  os.dup2(nothing, self.replies, inheritable=False)\n" +
  "  os.close(nothing)\n" +
  " def read(self, size):\n" +
  "  \"\"\"Reads so many bytes; raises EOFError where the other side has gone.\"\"\"\n" +
  "  parts = []\n" +
  "  while size > 0:\n" +
  "   part = os.read(self.requests, size)\n" +
  "   if not part:\n" +
  "    if not os.path.samestat(os.fstat(self.requests), self.pipe):\n" +
  "     raise Lost(\"another file was put in its place\")\n" +
  "    raise EOFError\n" +
  "   parts.append(part)\n" +
  "   size -= len(part)\n" +
  "  return parts[0] if len(parts) == 1 else b\"\".join(parts)\n" +
  " def receive(self):\n" +
  "  \"\"\"Returns what to do, and its action or JSON value.\"\"\"\n" +
  "  operation, number = REQUEST.unpack(self.read(REQUEST.size))\n" +
  "  if operation == STEP or number == 0:\n" +
  "   return operation, number\n" +
  "  return operation, json.loads(self.read(number))\n" +
  " def send(self, data=b\"\", facts=b\"\", status=OK, flags=0, reward=0.0):\n" +
  "  head = REPLY.pack(status, flags, MARK, len(data), len(facts), self.serial, reward)\n" +
  "  self.serial = (self.serial + 1) & 0xFFFFFFFF\n" +
  "  if len(data) < 4096:\n" +
  "   rest = memoryview(b\"\".join((head, data, facts)))\n" +
  "  elif hasattr(os, \"writev\"):\n" +
  "   written = os.writev(self.replies, (head, data, facts))\n" +
  "   if written == len(head) + len(data) + len(facts):\n" +
  "    return\n" +
  "   rest = memoryview(b\"\".join((head, data, facts)))[written:]\n" +
  "  else:\n" +
  "   rest = memoryview(b\"\".join((head, data, facts)))\n" +
  "  while rest:\n" +
  "   rest = rest[os.write(self.replies, rest) :]\n" +
  " def send_error(self, error):\n" +
  "  self.send(facts=encode(describe_error(error)), status=ERROR)\n" +
  "def encode(value):\n" +
  " return json.dumps(value, allow_nan=False).encode()\n" +
  "MAX_MESSAGE = 4000\n" +
  "MAX_CALLS = 8\n" +
  "class Refusal(Exception):\n" +
  " \"\"\"Something that deepq cannot work with; the message says what to do.\"\"\"\n" +
  "def describe_error(error):\n" +
  " frames = error.__traceback__\n" +
  " while frames is not None and is_ours(frames):\n" +
  "  frames = frames.tb_next\n" +
  " missing = getattr(error, \"name\", None) if isinstance(error, ImportError) else None\n" +
  " return {\n" +
  "  \"type\": type(error).__name__,\n" +
  "  \"module\": str(type(error).__module__),\n" +
  "  \"message\": text_of(error)[:MAX_MESSAGE],\n" +
  "  \"missing\": missing if isinstance(missing, str) else None,\n" +
  "  \"traceback\": text_of_calls(frames),\n" +
  "  \"executable\": sys.executable,\n" +
  "  \"refused\": isinstance(error, Refusal),\n" +
  " }\n" +
  "def text_of(error):\n" +
  " try:\n" +
  "  return str(error)\n" +
  " except BaseException:  # Its own __str__ is amiss.\n" +
  "  return \"(its message could not be read)\"\n" +
  "def text_of_calls(frames):\n" +
  " try:\n" +
  "  return \"\".join(traceback.format_tb(frames, limit=-MAX_CALLS))[-MAX_MESSAGE:]\n" +
  " except Exception:  # A source file that cannot be read.\n" +
  "  return \"\"\n" +
  "def is_ours(frames):\n" +
  " return frames.tb_frame.f_code.co_filename == is_ours.__code__.co_filename\n" +
  "def is_between(gymnasium, error):\n" +
  " \"\"\"Whether our own call, or one of Gymnasium's wrappers, met it: no line of the environment.\"\"\"\n" +
  " frames = error.__traceback__\n" +
  " while frames.tb_next is not None:\n" +
  "  frames = frames.tb_next\n" +
  " folder = os.path.dirname(gymnasium.__file__)\n" +
  " return is_ours(frames) or frames.tb_frame.f_code.co_filename.startswith(folder)\n" +
  "def show(value):\n" +
  " \"\"\"A value in a message: what it is, and its beginning.\"\"\"\n" +
  " if value is None:\n" +
  "  return \"None\"\n" +
  " shape, dtype = getattr(value, \"shape\", None), getattr(value, \"dtype\", None)\n" +
  " if isinstance(shape, tuple) and shape and dtype is not None:\n" +
  "  return f\"an array of shape {shape} and dtype {dtype}\"\n" +
  " name = type(value).__name__\n" +
  " if isinstance(value, (str, bool, int, float)) or dtype is not None:\n" +
  "  return f\"{cut(value, repr)} ({name})\"\n" +
  " if isinstance(value, (tuple, list)):\n" +
  "  return f\"a {name} of length {len(value)}\"\n" +
  " return f\"a value of type {name}\"\n" +
  "def cut(value, text=str, size=300):\n" +
  " \"\"\"The beginning of its text.\"\"\"\n" +
  " try:\n" +
  "  text = text(value)\n" +
  " except Exception:\n" +
  "  return f\"a value of type {type(value).__name__}\"\n" +
  " return text if len(text) <= size else f\"{text[:size]}…\"\n" +
  "def make(gymnasium, request):\n" +
  " \"\"\"Makes the environment, with the wrappers that were asked for.\"\"\"\n" +
  " import importlib\n" +
  " for module in request[\"imports\"]:\n" +
  "  importlib.import_module(module)\n" +
  " name = request[\"id\"]\n" +
  " if name.split(\":\")[-1] not in gymnasium.registry:\n" +
  "  try:\n" +
  "   import ale_py\n" +
  "   gymnasium.register_envs(ale_py)\n" +
  "  except ModuleNotFoundError as error:\n" +
  "   if name.startswith(\"ALE/\") or error.name != \"ale_py\":\n" +
  "    raise\n" +
  " env = gymnasium.make(name, **with_tuples(request[\"options\"]))\n" +
  " try:\n" +
  "  for wrapper in request[\"wrappers\"]:\n" +
  "   env = find_wrapper(gymnasium, wrapper[\"name\"])(\n" +
  "    env, **with_tuples(wrapper[\"options\"])\n" +
  "   )\n" +
  " except BaseException:\n" +
  "  env.close()\n" +
  "  raise\n" +
  " return env\n" +
  "def with_tuples(value):\n" +
  " \"\"\"Arguments as Python programs write them; JSON has no tuples.\"\"\"\n" +
  " if isinstance(value, dict):\n" +
  "  return {key: with_tuples(one) for key, one in value.items()}\n" +
  " return tuple(map(with_tuples, value)) if isinstance(value, list) else value\n" +
  "def find_wrapper(gymnasium, name):\n" +
  " import importlib\n" +
  " module, _, inside = name.rpartition(\":\")\n" +
  " if module:\n" +
  "  return getattr(importlib.import_module(module), inside)\n" +
  " import gymnasium.wrappers\n" +
  " wrapper = getattr(gymnasium.wrappers, name, None)\n" +
  " if wrapper is None:\n" +
  "  raise Refusal(\n" +
  "   f\"gymnasium.wrappers has no {name!r}. Choose one of \"\n" +
  "   f\"{', '.join(gymnasium.wrappers.__all__)}, or write 'module:Name' for one of your own\"\n" +
  "  )\n" +
  " return wrapper\n" +
  "def describe_game(env, actions):\n" +
  " \"\"\"Of an Atari game: how many frames a step takes, and what each action does.\"\"\"\n" +
  " game = env.unwrapped\n" +
  " skip = getattr(game, \"_frameskip\", None)\n" +
  " if not isinstance(skip, (int, tuple)) or not hasattr(game, \"ale\"):\n" +
  "  return {}\n" +
  " while skip == 1 and env is not game:\n" +
  "  skip = vars(env).get(\"frame_skip\", 1)\n" +
  "  env = getattr(env, \"env\", game)\n" +
  " meanings = list(map(str, getattr(game, \"get_action_meanings\", list)()))\n" +
  " return {\n" +
  "  \"frameSkip\": [int(skip[0]), int(skip[1]) - 1] if isinstance(skip, tuple) else int(skip),\n" +
  "  \"actionMeanings\": meanings if len(meanings) == actions else None,\n" +
  " }\n" +
  "MAX_CHOICES = 2**31\n" +
  "MAX_ELEMENTS = 2**26\n" +
  "def describe_observations(np, env):\n" +
  " \"\"\"Observations as they are sent: the dtype, and what makes up the space.\"\"\"\n" +
  " from gymnasium import spaces\n" +
  " space = env.observation_space\n" +
  " if isinstance(space, spaces.Discrete):\n" +
  "  check_choices(\"observations\", space, int(space.n))\n" +
  "  return {\n" +
  "   \"kind\": \"discrete\",\n" +
  "   \"n\": int(space.n),\n" +
  "   \"start\": int(space.start),\n" +
  "   \"dtype\": \"<i4\",\n" +
  "   \"bytes\": 4,\n" +
  "  }\n" +
  " if not isinstance(space, spaces.Box):\n" +
  "  check_kind(spaces, \"observation_space\", space)\n" +
  "  raise Refusal(\n" +
  "   f\"its observations are {cut(space)}, and deepq knows only Box and Discrete. Try \"\n" +
  "   \"wrappers: [{ name: 'FlattenObservation' }], which makes one vector of them\"\n" +
  "  )\n" +
  " size = math.prod(space.shape)\n" +
  " if size == 0:\n" +
  "  raise Refusal(f\"its observations are {cut(space)}, which have no elements\")\n" +
  " dtype = \"|u1\" if space.dtype == np.uint8 else \"<f4\"\n" +
  " if size > MAX_ELEMENTS:\n" +
  "  raise Refusal(\n" +
  "   f\"its observations are {cut(space)}, {size} elements, and deepq takes at most \"\n" +
  "   f\"{MAX_ELEMENTS}. Make them smaller with a wrapper of Python, named in wrappers\"\n" +
  "  )\n" +
  " with np.errstate(all=\"ignore\"):\n" +
  "  bounds = tuple(np.asarray(bound, \"<f4\").tobytes() for bound in (space.low, space.high))\n" +
  " return {\n" +
  "  \"kind\": \"box\",\n" +
  "  \"shape\": list(space.shape),\n" +
  "  \"dtype\": dtype,\n" +
  "  \"bytes\": int(size) * np.dtype(dtype).itemsize,\n" +
  "  \"bounds\": bounds,\n" +
  " }\n" +
  "def check_kind(spaces, name, space):\n" +
  " \"\"\"Refuses what is no space of Gymnasium at all.\"\"\"\n" +
  " if isinstance(space, spaces.Space):\n" +
  "  return\n" +
  " of_gym = type(space).__module__.split(\".\")[0] == \"gym\"\n" +
  " raise Refusal(\n" +
  "  f\"its {name} is {'a space of the package gym' if of_gym else show(space)}, not a space of \"\n" +
  "  f\"gymnasium. Set self.{name} in __init__, such as gymnasium.spaces.Discrete(3)\"\n" +
  " )\n" +
  "def check_choices(what, space, count):\n" +
  " if count > MAX_CHOICES:\n" +
  "  raise Refusal(\n" +
  "   f\"its {what} are {cut(space)}, {count} in all, and deepq can tell at most {MAX_CHOICES} apart. \"\n" +
  "   \"Wrap it in Python so that there are fewer, and name the wrapper in wrappers as 'module:Name'\"\n" +
  "  )\n" +
  "def read_actions(np, env, flatten):\n" +
  " \"\"\"What makes an action of a number from 0 (None: nothing), and how many choices there are.\"\"\"\n" +
  " from gymnasium import spaces\n" +
  " space = env.action_space\n" +
  " if isinstance(space, spaces.Discrete):\n" +
  "  start = int(space.start)\n" +
  "  check_choices(\"actions\", space, int(space.n))\n" +
  "  return (lambda number: number + start) if start else None, (int(space.n),)\n" +
  " if isinstance(space, spaces.MultiDiscrete):\n" +
  "  lengths, start = space.nvec, getattr(space, \"start\", 0)\n" +
  " elif isinstance(space, spaces.MultiBinary):\n" +
  "  lengths, start = np.full(space.shape, 2), 0\n" +
  " else:\n" +
  "  check_kind(spaces, \"action_space\", space)\n" +
  "  if isinstance(space, spaces.Box):\n" +
  "   raise Refusal(\n" +
  "    f\"its actions are {cut(space)}, and deepq chooses among a finite number. Try wrappers: \"\n" +
  "    \"[{ name: 'DiscretizeAction', options: { bins: 5 } }], which takes so many values \"\n" +
  "    \"along each axis\"\n" +
  "   )\n" +
  "  raise Refusal(\n" +
  "   f\"its actions are {cut(space)}, and deepq chooses among a finite number: Discrete, or with \"\n" +
  "   \"flattenActions also MultiDiscrete and MultiBinary. Wrap it in Python so that its \"\n" +
  "   \"actions are Discrete, and name the wrapper in wrappers as 'module:Name'\"\n" +
  "  )\n" +
  " if not flatten:\n" +
  "  raise Refusal(\n" +
  "   f\"its actions are {cut(space)}, several choices at a time. With flattenActions: true each \"\n" +
  "   f\"combination of them is one action, {math.prod(lengths.ravel().tolist())} in all\"\n" +
  "  )\n" +
  " sizes = tuple(lengths.ravel().tolist())\n" +
  " check_choices(\"actions\", space, math.prod(sizes))\n" +
  " def to_action(number):\n" +
  "  digits = np.array(np.unravel_index(number, sizes)).reshape(lengths.shape)\n" +
  "  return (digits + start).astype(space.dtype)\n" +
  " return to_action, sizes\n" +
  "STEP_RESULT = \"(observation, reward, terminated, truncated, info)\"\n" +
  "RESET_RESULT = \"(observation, info)\"\n" +
  "def describe_step(result):\n" +
  " \"\"\"What is wrong with a result of step().\"\"\"\n" +
  " if isinstance(result, (tuple, list)) and len(result) == 4:\n" +
  "  return (\n" +
  "   \"its step() returned 4 values (observation, reward, done, info), the API of Gym before 0.26. \"\n" +
  "   f\"It must return 5, {STEP_RESULT}: done is terminated, or truncated where only a limit \"\n" +
  "   \"of time ended the episode. What belongs to the package gym goes through the package \"\n" +
  "   \"shimmy\"\n" +
  "  )\n" +
  " what = f\"{len(result)} values\" if isinstance(result, (tuple, list)) else show(result)\n" +
  " return f\"its step() returned {what}; it must return 5 values, {STEP_RESULT}\"\n" +
  "def describe_reset(result):\n" +
  " \"\"\"What is wrong with a result of reset().\"\"\"\n" +
  " what = show(result)\n" +
  " old = \"\" if result is None else \", perhaps an observation alone, the API of Gym before 0.26\"\n" +
  " return f\"its reset() returned {what}{old}. It must return 2 values, {RESET_RESULT}\"\n" +
  "def describe_call(gymnasium, name, error):\n" +
  " \"\"\"What is wrong where the results or arguments of a call do not fit; None for all other errors.\"\"\"\n" +
  " text = text_of(error)\n" +
  " if not isinstance(error, (TypeError, ValueError)) or not is_between(gymnasium, error):\n" +
  "  return None\n" +
  " if name == \"reset\" and \"unexpected keyword argument\" in text:\n" +
  "  return (\n" +
  "   f\"its reset() does not take what Gymnasium hands over ({text}), the API of Gym before 0.26. \"\n" +
  "   \"It must begin with: def reset(self, *, seed=None, options=None)\"\n" +
  "  )\n" +
  " if \"unpack\" not in text:\n" +
  "  return None\n" +
  " if name == \"step\" and \"expected 5, got 4\" in text:\n" +
  "  return describe_step((None,) * 4)\n" +
  " wanted = f\"5 values, {STEP_RESULT}\" if name == \"step\" else f\"2 values, {RESET_RESULT}\"\n" +
  " return f\"its {name}() must return {wanted}, and returned something else: {text}\"\n" +
  "def read_reward(np, reward):\n" +
  " \"\"\"One number; that of an array with one element too.\"\"\"\n" +
  " kind = type(reward)\n" +
  " if kind is float or kind is int or kind is np.float64 or kind is np.float32:\n" +
  "  try:\n" +
  "   return float(reward)\n" +
  "  except OverflowError:\n" +
  "   raise Refusal(\"it returned as reward a number beyond all floats\") from None\n" +
  " try:\n" +
  "  if isinstance(reward, (np.ndarray, np.generic)):\n" +
  "   if reward.size == 1 and reward.dtype.kind in \"biuf\":\n" +
  "    return float(reward.item())\n" +
  "  elif hasattr(kind, \"__float__\"):\n" +
  "   return float(reward)\n" +
  " except Exception:\n" +
  "  pass\n" +
  " several = isinstance(reward, (np.ndarray, tuple, list, dict))\n" +
  " advice = \". Add them up in a wrapper of Python, named in wrappers as 'module:Name'\" if several else \"\"\n" +
  " raise Refusal(f\"it returned as reward {show(reward)}, which must be one number{advice}\")\n" +
  "def read_flag(np, name, value):\n" +
  " \"\"\"Whether an episode has ended: True and False, and 0 and 1 of all kinds.\"\"\"\n" +
  " if type(value) is np.bool_:\n" +
  "  return bool(value)\n" +
  " if isinstance(value, (int, float, np.number, np.ndarray)) and np.size(value) == 1:\n" +
  "  one = np.asarray(value).item()\n" +
  "  if isinstance(one, (bool, int, float)) and one in (0, 1):\n" +
  "   return bool(one)\n" +
  " raise Refusal(f\"it returned as {name} {show(value)}, which must be True or False\")\n" +
  "class Observations:\n" +
  " \"\"\"Makes bytes of observations, and refuses those that are not of their space.\"\"\"\n" +
  " def __init__(self, np, space, described):\n" +
  "  self.np = np\n" +
  "  self.array = np.ndarray\n" +
  "  self.text = cut(space)\n" +
  "  self.dtype = np.dtype(described[\"dtype\"])\n" +
  "  self.start = described.get(\"start\", 0)\n" +
  "  if described[\"kind\"] == \"discrete\":\n" +
  "   self.n = described[\"n\"]\n" +
  "   self.pack = self.pack_discrete\n" +
  "  else:\n" +
  "   self.shape = tuple(described[\"shape\"])\n" +
  "   self.pack = self.pack_box\n" +
  " def pack_box(self, observation):\n" +
  "  if (\n" +
  "   type(observation) is not self.array\n" +
  "   or observation.dtype is not self.dtype\n" +
  "   or observation.shape != self.shape\n" +
  "  ):\n" +
  "   observation = self.convert(observation)\n" +
  "  if observation.size <= 512:\n" +
  "   return observation.tobytes()\n" +
  "  return memoryview(self.np.ascontiguousarray(observation)).cast(\"B\")\n" +
  " def convert(self, observation):\n" +
  "  np = self.np\n" +
  "  try:\n" +
  "   array = np.asarray(observation)\n" +
  "  except Exception:  # Lists of different lengths, and the like.\n" +
  "   array = None\n" +
  "  if array is None or array.dtype.kind not in \"biuf\":\n" +
  "   raise self.refusal(f\"{show(observation)} as observation, which is no array of numbers\")\n" +
  "  if array.shape != self.shape:\n" +
  "   raise self.refusal(f\"an observation of shape {array.shape}\")\n" +
  "  with np.errstate(all=\"ignore\"):\n" +
  "   converted = array.astype(self.dtype)\n" +
  "   if self.dtype == np.uint8 and array.dtype != np.uint8:\n" +
  "    wrong = converted != array\n" +
  "    if wrong.any():\n" +
  "     raise self.refusal(\n" +
  "      f\"an observation of {array.dtype} with {array[wrong].flat[0]} in it, which \"\n" +
  "      \"uint8 cannot hold\",\n" +
  "      \". If its pixels are scaled, let the space say so: Box(0, 1, shape, np.float32)\",\n" +
  "     )\n" +
  "  return converted\n" +
  " def pack_discrete(self, observation):\n" +
  "  np = self.np\n" +
  "  value = observation\n" +
  "  if isinstance(value, (np.generic, np.ndarray)) and value.size == 1:\n" +
  "   value = value.item()\n" +
  "  if isinstance(value, float) and value.is_integer():\n" +
  "   value = int(value)\n" +
  "  if not isinstance(value, int):\n" +
  "   raise self.refusal(f\"{show(observation)} as observation, which is no whole number\")\n" +
  "  number = value - self.start\n" +
  "  if not 0 <= number < self.n:\n" +
  "   raise self.refusal(f\"the observation {cut(value)}\")\n" +
  "  return number.to_bytes(4, \"little\", signed=True)\n" +
  " def refusal(self, what, advice=\"\"):\n" +
  "  return Refusal(f\"it returned {what}, but its observation_space is {self.text}{advice}\")\n" +
  "MAX_LIST = 1024\n" +
  "MAX_TEXT = 65_536\n" +
  "MAX_NAME = 256\n" +
  "MAX_DEPTH = 16\n" +
  "MAX_VALUES = 100_000\n" +
  "ADVICE = \"Correct it, or leave it out together with all of info: info: false\"\n" +
  "class Facts:\n" +
  " \"\"\"Makes JSON of what an environment says in `info`.\"\"\"\n" +
  " def __init__(self, np, sizes):\n" +
  "  self.np = np\n" +
  "  self.sizes = sizes\n" +
  "  self.actions = math.prod(sizes)\n" +
  "  self.room = MAX_VALUES\n" +
  " def pack(self, info, terminated=False):\n" +
  "  if info is None:\n" +
  "   return b\"\"\n" +
  "  if not isinstance(info, dict):\n" +
  "   raise Refusal(f\"it returned as info {type(info).__name__}, not a dict\")\n" +
  "  if not info:\n" +
  "   return b\"\"\n" +
  "  self.room = MAX_VALUES\n" +
  "  mask = info.get(\"action_mask\")\n" +
  "  if mask is None:\n" +
  "   facts = self.plain(info)\n" +
  "  else:\n" +
  "   facts = self.plain({key: one for key, one in info.items() if key != \"action_mask\"})\n" +
  "  if mask is None:\n" +
  "   mask = facts.pop(\"actionMask\", None)\n" +
  "  if mask is not None:\n" +
  "   facts[\"actionMask\"] = self.read_mask(mask, terminated)\n" +
  "  return encode(facts) if facts else b\"\"\n" +
  " def read_mask(self, mask, terminated):\n" +
  "  \"\"\"0 or 1 for each action.\"\"\"\n" +
  "  np = self.np\n" +
  "  if type(mask) is np.ndarray and mask.dtype.itemsize == 1 and mask.shape == (self.actions,):\n" +
  "   values = mask.tobytes()\n" +
  "   if not values.translate(None, b\"\\0\\1\") and b\"\\1\" in values:\n" +
  "    return list(values)\n" +
  "  array = self.combine(mask)\n" +
  "  if array is None or array.dtype.kind not in \"biuf\" or array.shape != (self.actions,):\n" +
  "   raise Refusal(\n" +
  "    f\"it returned as action_mask in info {show(mask)}, which must be an array with 0 or \"\n" +
  "    f\"1 for each of {self.actions} actions. {ADVICE}\"\n" +
  "   )\n" +
  "  allowed = array.astype(bool)\n" +
  "  if (allowed != array).any():\n" +
  "   raise Refusal(\n" +
  "    f\"it returned an action_mask in info with {array[allowed != array].flat[0]} in it, which \"\n" +
  "    f\"must be 0 or 1 for each action. {ADVICE}\"\n" +
  "   )\n" +
  "  if not terminated and not allowed.any():\n" +
  "   raise Refusal(f\"it returned an action_mask in info that allows no action at all. {ADVICE}\")\n" +
  "  return allowed.astype(np.uint8).tolist()\n" +
  " def combine(self, mask):\n" +
  "  \"\"\"The array of a mask; of one mask for each of several choices, that of all combinations.\"\"\"\n" +
  "  np = self.np\n" +
  "  try:\n" +
  "   if len(self.sizes) > 1 and isinstance(mask, (tuple, list)):\n" +
  "    parts = list(map(np.asarray, mask))\n" +
  "    if tuple(part.shape for part in parts) == tuple((size,) for size in self.sizes):\n" +
  "     whole = np.ones(1, np.uint8)\n" +
  "     for part in parts:\n" +
  "      whole = np.outer(whole, part).ravel()\n" +
  "     return whole\n" +
  "   return np.asarray(mask)\n" +
  "  except Exception:  # Lists of different lengths, and the like.\n" +
  "   return None\n" +
  " def plain(self, value, outer=()):\n" +
  "  \"\"\"What of a value JSON can hold; None for all else.\"\"\"\n" +
  "  kind = type(value)\n" +
  "  if kind is bool:\n" +
  "   return value\n" +
  "  if kind is str:\n" +
  "   if len(value) > MAX_TEXT:\n" +
  "    return None\n" +
  "   self.room -= len(value) // 64\n" +
  "   return value if self.room >= 0 else None\n" +
  "  if kind is int:\n" +
  "   return value if value.bit_length() < 1024 else None\n" +
  "  if kind is float:\n" +
  "   return value if math.isfinite(value) else None\n" +
  "  if id(value) in outer or len(outer) > MAX_DEPTH or self.room < 0:\n" +
  "   return None\n" +
  "  outer = (*outer, id(value))\n" +
  "  if isinstance(value, dict):\n" +
  "   self.room -= len(value)\n" +
  "   pairs = ((str(key), self.plain(one, outer)) for key, one in value.items())\n" +
  "   return {key: one for key, one in pairs if one is not None and len(key) <= MAX_NAME}\n" +
  "  if isinstance(value, self.np.floating):\n" +
  "   return self.plain(float(value))\n" +
  "  if isinstance(value, self.np.generic):\n" +
  "   return self.plain(value.item(), outer)\n" +
  "  if isinstance(value, self.np.ndarray):\n" +
  "   return self.plain(value.tolist(), outer) if value.size <= MAX_LIST else None\n" +
  "  if isinstance(value, (list, tuple)) and len(value) <= MAX_LIST:\n" +
  "   self.room -= len(value)\n" +
  "   return [self.plain(one, outer) for one in value]\n" +
  "  return None\n" +
  "CLOSE_SECONDS = 10\n" +
  "MAX_PICTURE = 2**28\n" +
  "class Server:\n" +
  " \"\"\"An environment behind a channel.\"\"\"\n" +
  " def __init__(self, request):\n" +
  "  import gymnasium\n" +
  "  import numpy\n" +
  "  self.np = numpy\n" +
  "  self.gymnasium = gymnasium\n" +
  "  self.env = make(gymnasium, request)\n" +
  "  self.with_info = request[\"info\"]\n" +
  "  try:\n" +
  "   self.observation = describe_observations(numpy, self.env)\n" +
  "   self.to_action, sizes = read_actions(numpy, self.env, request[\"flattenActions\"])\n" +
  "   self.spaces = (self.env.observation_space, self.env.action_space)\n" +
  "   self.pack = Observations(numpy, self.spaces[0], self.observation).pack\n" +
  "   self.facts = Facts(numpy, sizes)\n" +
  "  except BaseException:\n" +
  "   self.env.close()\n" +
  "   raise\n" +
  " def hello(self):\n" +
  "  \"\"\"What the other side is to know: JSON, and the bounds in binary.\"\"\"\n" +
  "  low, high = self.observation.get(\"bounds\", (b\"\", b\"\"))\n" +
  "  mode = getattr(self.env, \"render_mode\", None)\n" +
  "  facts = {\n" +
  "   \"observation\": {k: v for k, v in self.observation.items() if k != \"bounds\"},\n" +
  "   \"actions\": self.facts.actions,\n" +
  "   \"renderMode\": mode if isinstance(mode, str) else None,\n" +
  "   \"executable\": sys.executable,\n" +
  "   **describe_game(self.env, self.facts.actions),\n" +
  "  }\n" +
  "  return low + high, encode(facts)\n" +
  " def reset(self, request):\n" +
  "  try:\n" +
  "   result = self.env.reset(seed=request[\"seed\"] if request else None)\n" +
  "  except Exception as error:\n" +
  "   self.explain(\"reset\", error)\n" +
  "  if not isinstance(result, (tuple, list)) or len(result) != 2:\n" +
  "   raise Refusal(describe_reset(result))\n" +
  "  self.check_spaces()\n" +
  "  observation, info = result\n" +
  "  return self.pack(observation), self.facts.pack(info) if self.with_info else b\"\"\n" +
  " def check_spaces(self):\n" +
  "  \"\"\"A network is made for the spaces that there were at first.\"\"\"\n" +
  "  for name, first in zip((\"observation_space\", \"action_space\"), self.spaces):\n" +
  "   space = getattr(self.env, name)\n" +
  "   if space is not first and space != first:\n" +
  "    raise Refusal(\n" +
  "     f\"its {name} has changed from {cut(first)} to {cut(space)}; it must stay what it \"\n" +
  "     \"was when the environment was made\"\n" +
  "    )\n" +
  " def step(self, action):\n" +
  "  to_action = self.to_action\n" +
  "  try:\n" +
  "   result = self.env.step(action if to_action is None else to_action(action))\n" +
  "  except Exception as error:\n" +
  "   self.explain(\"step\", error)\n" +
  "  is_row = type(result) is tuple or isinstance(result, (tuple, list))\n" +
  "  if not is_row or len(result) != 5:\n" +
  "   raise Refusal(describe_step(result))\n" +
  "  observation, reward, terminated, truncated, info = result\n" +
  "  data = self.pack(observation)\n" +
  "  if type(reward) is not float:\n" +
  "   reward = read_reward(self.np, reward)\n" +
  "  if type(terminated) is not bool:\n" +
  "   terminated = read_flag(self.np, \"terminated\", terminated)\n" +
  "  if type(truncated) is not bool:\n" +
  "   truncated = read_flag(self.np, \"truncated\", truncated)\n" +
  "  flags = (TERMINATED if terminated else 0) | (TRUNCATED if truncated else 0)\n" +
  "  facts = self.facts.pack(info, terminated) if self.with_info else b\"\"\n" +
  "  return data, facts, flags, reward\n" +
  " def explain(self, name, error):\n" +
  "  \"\"\"Raises an error again, as a refusal if it comes of an old interface.\"\"\"\n" +
  "  text = describe_call(self.gymnasium, name, error)\n" +
  "  raise error if text is None else Refusal(text)\n" +
  " def render(self):\n" +
  "  \"\"\"Red, green, blue and opacity of each pixel.\"\"\"\n" +
  "  np = self.np\n" +
  "  picture = self.env.render()\n" +
  "  is_array = isinstance(picture, np.ndarray)\n" +
  "  if not is_array or picture.ndim != 3 or picture.shape[2] != 3 or picture.size == 0:\n" +
  "   what = f\"an array of shape {picture.shape}\" if is_array else show(picture)\n" +
  "   raise Refusal(f\"its render() returned {what}, not an RGB array\")\n" +
  "  if picture.dtype != np.uint8:\n" +
  "   raise Refusal(f\"its render() returned an array of {picture.dtype}, not of uint8\")\n" +
  "  height, width, _ = picture.shape\n" +
  "  if height * width * 4 > MAX_PICTURE:\n" +
  "   raise Refusal(\n" +
  "    f\"its render() returned an array of shape {picture.shape}, more than {MAX_PICTURE // 4} pixels\"\n" +
  "   )\n" +
  "  pixels = np.empty((height, width, 4), np.uint8)\n" +
  "  pixels[:, :, :3] = picture\n" +
  "  pixels[:, :, 3] = 255\n" +
  "  return memoryview(pixels).cast(\"B\"), encode({\"width\": width, \"height\": height})\n" +
  "def serve(server, channel):\n" +
  " \"\"\"Answers until the environment is to be closed, or nobody is left.\"\"\"\n" +
  " while True:\n" +
  "  operation, value = channel.receive()\n" +
  "  try:\n" +
  "   if operation == STEP:\n" +
  "    reply = server.step(value)\n" +
  "   elif operation == RESET:\n" +
  "    reply = server.reset(value)\n" +
  "   elif operation == RENDER:\n" +
  "    reply = server.render()\n" +
  "   elif operation == CLOSE:\n" +
  "    server.env.close()\n" +
  "    reply = ()\n" +
  "   else:\n" +
  "    raise ValueError(f\"unknown request {operation}\")\n" +
  "  except BaseException as error:  # sys.exit() in an environment is its error, not ours.\n" +
  "   channel.send_error(error)\n" +
  "  else:\n" +
  "   if operation == STEP:\n" +
  "    data, facts, flags, reward = reply\n" +
  "    channel.send(data, facts, OK, flags, reward)\n" +
  "   else:\n" +
  "    channel.send(*reply)\n" +
  "  if operation == CLOSE:\n" +
  "   server.env = None\n" +
  "   return\n" +
  "def take_streams():\n" +
  " \"\"\"Standard input and output for us alone: what anybody prints goes to standard error.\"\"\"\n" +
  " if os.name == \"nt\":\n" +
  "  import msvcrt\n" +
  "  for descriptor in (0, 1):\n" +
  "   msvcrt.setmode(descriptor, os.O_BINARY)\n" +
  " channel = Channel(os.dup(0), os.dup(1))\n" +
  " os.write(channel.replies, MARKER)\n" +
  " nothing = os.open(os.devnull, os.O_RDONLY)\n" +
  " os.dup2(nothing, 0)\n" +
  " os.close(nothing)\n" +
  " os.dup2(2, 1)\n" +
  " return channel\n" +
  "def widen(descriptor, size):\n" +
  " \"\"\"Makes room in a pipe for a whole frame, where the system lets us.\"\"\"\n" +
  " try:\n" +
  "  import fcntl\n" +
  "  fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, min(size + 4096, 1 << 20))\n" +
  " except (ImportError, AttributeError, OSError):\n" +
  "  pass\n" +
  "def die_with_parent():\n" +
  " \"\"\"Asks Linux to end us when the other process ends, in whatever way.\"\"\"\n" +
  " if not sys.platform.startswith(\"linux\"):\n" +
  "  return\n" +
  " try:\n" +
  "  import ctypes\n" +
  "  ctypes.CDLL(None).prctl(1, signal.SIGKILL)\n" +
  " except (ImportError, OSError, AttributeError):\n" +
  "  pass\n" +
  "def show_calls():\n" +
  " \"\"\"Has Python print where it is when it crashes, and when it is asked to before it is killed.\"\"\"\n" +
  " faulthandler.enable(all_threads=False)\n" +
  " if hasattr(signal, \"SIGUSR1\") and hasattr(faulthandler, \"register\"):\n" +
  "  faulthandler.register(signal.SIGUSR1, all_threads=False)\n" +
  "def complain(text):\n" +
  " \"\"\"Says why the server ends, to whom reads what Python prints.\"\"\"\n" +
  " try:\n" +
  "  os.write(2, f\"{text}\\n\".encode(errors=\"replace\"))\n" +
  " except BaseException:\n" +
  "  pass\n" +
  "def run(channel, servers):\n" +
  " \"\"\"Makes the environment, and serves it; puts the server into a list.\"\"\"\n" +
  " _, request = channel.receive()\n" +
  " die_with_parent()\n" +
  " show_calls()\n" +
  " try:\n" +
  "  server = Server(request)\n" +
  " except BaseException as error:\n" +
  "  channel.send_error(error)\n" +
  "  return\n" +
  " servers.append(server)\n" +
  " channel.send(*server.hello())\n" +
  " if request[\"descriptors\"]:\n" +
  "  channel.move(*request[\"descriptors\"])\n" +
  "  if server.observation[\"bytes\"] > 60_000:\n" +
  "   widen(channel.replies, server.observation[\"bytes\"])\n" +
  " serve(server, channel)\n" +
  "def main():\n" +
  " channel = take_streams()\n" +
  " signal.signal(signal.SIGINT, signal.SIG_IGN)\n" +
  " own_process = os.getpid()\n" +
  " servers = []\n" +
  " code = 0\n" +
  " try:\n" +
  "  run(channel, servers)\n" +
  " except (EOFError, BrokenPipeError):\n" +
  "  pass\n" +
  " except (OSError, Lost) as error:\n" +
  "  code = 1\n" +
  "  if os.getpid() == own_process:\n" +
  "   complain(\n" +
  "    \"deepq: the connection to the program was lost: Python code has closed or replaced the \"\n" +
  "    f\"descriptors of the pipes ({error}). Leave open what the environment did not open.\"\n" +
  "   )\n" +
  " except BaseException as error:\n" +
  "  code = 1\n" +
  "  complain(\"\".join(traceback.format_exception(type(error), error, error.__traceback__)))\n" +
  " if os.getpid() == own_process:\n" +
  "  end(servers)\n" +
  " os._exit(code)\n" +
  "def end(servers):\n" +
  " \"\"\"Closes what is still open, in a limited time.\"\"\"\n" +
  " try:\n" +
  "  if servers and servers[0].env is not None:\n" +
  "   if hasattr(signal, \"alarm\"):\n" +
  "    signal.signal(signal.SIGALRM, signal.SIG_DFL)\n" +
  "    signal.alarm(CLOSE_SECONDS)\n" +
  "   servers[0].env.close()\n" +
  " except BaseException:\n" +
  "  pass\n" +
  " try:\n" +
  "  sys.stdout.flush()\n" +
  "  sys.stderr.flush()\n" +
  " except BaseException:\n" +
  "  pass\n" +
  "main()\n";
