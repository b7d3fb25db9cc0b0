"""What the snippets of behaviours.json are written with, for nbkit.tf1 or any real TensorFlow 1."""

import ast
import binascii
import contextlib
import gzip
import io
import os
import re
import struct
import tempfile

import numpy as np

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")


def folder():
    return tempfile.mkdtemp()


def name_of(call):
    """The class of the error that a call raises, or none."""
    try:
        call()
    except BaseException as error:
        return type(error).__name__
    return "none"


def assert_(truth):
    assert truth


def hexed(data):
    return " ".join(re.findall("..", binascii.hexlify(data).decode()))


def event_ok(place):
    """A file of two records: its version, and a scalar."""
    (name,) = os.listdir(place)
    with open(os.path.join(place, name), "rb") as file:
        data = file.read()
    return b"brain.Event:2" in data[:50] and b"\n\x08\n\x01a\x15\x00\x00\x80?" in data


def data(name):
    """The bytes of a file that a real TensorFlow 1.4.0 wrote."""
    with open(os.path.join(DATA, name), "rb") as file:
        return file.read()


def printed(make):
    """The lines that a call prints, without the folders in them, and its value."""
    with contextlib.redirect_stdout(io.StringIO()) as told:
        value = make()
    return [re.sub(r"/\S*/", "", line) for line in told.getvalue().splitlines()], value


def idx(place, name, array):
    """Write bytes as MNIST keeps them: what they are, their shape, themselves."""
    head = struct.pack(">I%dI" % array.ndim, 2048 + array.ndim, *array.shape)  # noqa: UP031
    with gzip.open(os.path.join(place, name), "wb", 1) as file:
        file.write(head + array.tobytes())


def files(place):
    names = [n for n in os.listdir(place) if "tfevents" in n]
    return len(names), all(os.path.getsize(os.path.join(place, n)) for n in names)


class Snippets:
    """Snippets for one TensorFlow, each run in a graph of its own."""

    def __init__(self, tf):
        self.tf = tf

    def value(self, code):
        """The value of the last expression of a snippet, or the class of its error."""
        with self.tf.Graph().as_default():
            *before, last = ast.parse(code).body
            names = dict(self.names)
            try:
                if before:
                    exec(compile(ast.Module(body=before, type_ignores=[]), "snippet", "exec"), names)
                return eval(compile(ast.Expression(last.value), "snippet", "eval"), names)
            except BaseException as error:
                if isinstance(error, (KeyboardInterrupt, AttributeError, NameError)):
                    raise
                return Failed(type(error).__name__, str(error))

    @property
    def names(self):
        own = {
            n: getattr(self, n) for n in dir(self) if not n.startswith("_") and n not in ("names", "value")
        }
        tf = self.tf
        short = {"V": tf.Variable, "C": tf.constant, "P": tf.placeholder, "tf": tf, "np": np}
        free = {f.__name__: f for f in (folder, name_of, assert_, hexed, files, event_ok, *LATER)}
        return {**own, **short, **free, "gd": tf.train.GradientDescentOptimizer}

    def session(self):
        s = self.tf.Session()
        if self.tf.global_variables():
            s.run(self.tf.global_variables_initializer())
        return s

    def run(self, fetches, feed=None):
        return self.session().run(fetches, feed)

    def nodes(self):
        graph = self.tf.get_default_graph()
        return getattr(graph, "count", None) or len(graph.get_operations())

    def op_names(self):
        return [op.name for op in self.tf.get_default_graph().get_operations()]

    def before_after(self, s, train, thing, of, w, feed=None):
        """How often a thing fetched beside a step is from before it, and from after it."""
        counts = [0, 0]
        for _ in range(200):
            before = of(s.run(w))
            got = s.run([train, thing], feed)[1]
            after = of(s.run(w))
            counts[0] += bool(np.allclose(got, before, rtol=1e-7, atol=0))
            counts[1] += bool(np.allclose(got, after, rtol=1e-7, atol=0))
        return counts

    def three(self, optimizer):
        tf = self.tf
        W, b, x = tf.Variable([[1.0]]), tf.Variable([0.5]), tf.placeholder(tf.float32, [None, 1])
        cost = tf.reduce_mean(tf.square(tf.matmul(x, W) + b))
        train, s, feed = optimizer.minimize(cost), self.session(), {x: [[1.0], [2.0]]}
        counts = [[0, 0], [0, 0], [0, 0]]
        for _ in range(200):
            before = s.run([cost, W, b], feed)
            c, w, bias, _ = s.run([cost, W, b, train], feed)
            after = s.run([cost, W, b], feed)
            for count, got, one, two in zip(counts, (c, w, bias), before, after, strict=True):
                count[0] += bool(np.array_equal(got, one))
                count[1] += bool(np.array_equal(got, two))
        return counts

    def after(self, operation, make):
        with self.tf.control_dependencies([operation]):
            return make()

    def foreign(self, use):
        """Use a tensor of another graph in a session of this one."""
        with self.tf.Graph().as_default():
            c = self.tf.constant(1.0)
        self.tf.constant(2.0)
        return use(self.tf.Session(), c)

    def forgets_the_seed(self):
        tf = self.tf

        def draw():
            with tf.Graph().as_default():
                return tf.Session().run(tf.random_normal([3]))

        tf.set_random_seed(1)
        return bool((draw() == draw()).all())

    def seed_of(self, begin):
        """Key and op seed that a node gets whose own seed is 5, or none."""
        tf = self.tf
        with tf.Graph().as_default() as graph:
            begin()
            seeded = {} if graph.seed is not None else {"seed": 5}
            value = tf.Session().run(tf.random_uniform([4], **seeded))
        from nbkit.tf1 import philox

        pairs = [(87654321, 5), (1, 3), (1, 4)]
        return next(p for p in pairs if np.array_equal(philox.uniform(*p, skip=0, shape=(4,)), value))

    def device_zero(self):
        tf = self.tf
        with tf.device("/gpu:0"):
            y = tf.constant(1.0) + 2.0
        return tf.Session(config=tf.ConfigProto(allow_soft_placement=True)).run(y)

    def evaluated(self, c):
        with self.tf.Session():
            value = c.eval()
        return value, name_of(c.eval)

    def same_program(self):
        tf = self.tf

        def draw(more):
            with tf.Graph().as_default():
                tf.set_random_seed(1)
                if more:
                    tf.constant(1.0)
                return tf.Session().run(tf.random_normal([3]))

        return bool((draw(False) == draw(False)).all()), bool((draw(False) == draw(True)).all())

    def trained(self, optimizer, by_hand):
        """Do three steps of an optimizer agree with the rule written out?"""
        tf = self.tf
        w = tf.Variable([1.0, 2.0])
        train = optimizer.minimize(tf.reduce_sum(w * w * [0.5, 1.5]))
        s = self.session()
        for _ in range(3):
            s.run(train)
        expected = by_hand(optimizer, np.array([1.0, 2.0]), lambda v: v * [1.0, 3.0])
        return bool(np.allclose(s.run(w), expected, rtol=2e-6))

    def adam_by_hand(self):
        optimizer = self.tf.train.AdamOptimizer(0.1, epsilon=0.1)
        return self.trained(optimizer, adam_with_hat), False

    def decays(self):
        tf = self.tf
        n = tf.Variable(0, trainable=False)
        smooth = tf.train.exponential_decay(0.1, n, 2, 0.9**2)
        steps = tf.train.exponential_decay(0.1, n, 2, 0.9, staircase=True)
        s = self.session()
        first = s.run(smooth)
        s.run(tf.assign(n, 1))
        second, third = s.run([smooth, steps])
        w = tf.Variable(1.0)
        train = tf.train.GradientDescentOptimizer(tf.train.exponential_decay(0.1, n, 1, 0.5)).minimize(w, n)
        s.run([w.initializer, tf.assign(n, 0)])
        s.run(train)
        return [first, second, third, round(float(s.run(w)), 6)]

    def moves(self, optimizer):
        """Does a row that was looked up once still move when others are?"""
        tf = self.tf
        table, rows = tf.Variable(tf.ones([3, 1])), tf.placeholder(tf.int32, [1])
        train = optimizer.minimize(tf.reduce_sum(tf.gather(table, rows)))
        s = self.session()
        s.run(train, {rows: [0]})
        before = s.run(table)[0, 0]
        s.run(train, {rows: [1]})
        return bool(s.run(table)[0, 0] != before)

    def in_scope(self, name, make):
        with self.tf.name_scope(name):
            return make()

    def in_variable_scope(self, name, make, **options):
        with self.tf.variable_scope(name, **options):
            return make()

    def shared(self):
        tf = self.tf
        with tf.variable_scope("s") as scope:
            v = tf.get_variable("v", [1])
            scope.reuse_variables()
            again = tf.get_variable("v", [1])
        with tf.variable_scope("s", reuse=True):
            return v is again, tf.get_variable("v", [1]) is v

    def graphs(self):
        tf = self.tf
        with tf.Graph().as_default():
            tf.Variable(1.0)
            inner = len(tf.global_variables())
        return inner, len(tf.global_variables())

    def restored_without(self):
        tf = self.tf
        tf.Variable(1.0, name="w")
        path = tf.train.Saver().save(self.session(), folder() + "/m")
        tf.Variable(1.0, name="v")
        tf.train.Saver().restore(tf.Session(), path)

    def renamed(self):
        tf, place = self.tf, folder() + "/m"
        tf.Variable(1.0, name="a"), tf.Variable(2.0, name="b")
        tf.train.Saver().save(self.session(), place)
        with tf.Graph().as_default():
            b, a = tf.Variable(0.0, name="b"), tf.Variable(0.0, name="a")
            s = tf.Session()
            tf.train.Saver().restore(s, place)
            return s.run([b, a])

    def saved_names(self, saver, s):
        return sorted(self.read(saver.save(s, folder() + "/m")))

    def stored(self, name):
        """The values of a checkpoint of a real TensorFlow 1.4.0."""
        return self.read(os.path.join(DATA, name))

    def read(self, path):
        """What lies in a checkpoint, by name."""
        try:
            from nbkit.tf1 import checkpoint
        except ImportError:
            reader = self.tf.train.NewCheckpointReader(path)
            return {name: reader.get_tensor(name) for name in reader.get_variable_to_shape_map()}
        return checkpoint.read(path)

    def bare_name(self):
        """Save and restore in the working folder, by a name that says no folder."""
        before, w = os.getcwd(), self.tf.Variable(1.0)
        os.chdir(folder())
        try:
            saver, s = self.tf.train.Saver(), self.session()
            saver.restore(s, saver.save(s, "m.ckpt"))
            return s.run(w)
        finally:
            os.chdir(before)

    def ten(self, **options):
        """MNIST's files with one image of one pixel a digit; none of them is set aside."""
        digits = np.arange(10, dtype=np.uint8)
        return self.digits(digits.reshape(10, 1, 1), digits, validation_size=0, **options)

    def sixty_thousand(self):
        """As many as MNIST has, all black; and their labels."""
        labels = np.arange(60000, dtype=np.uint8) % 7
        return self.digits(np.zeros((60000, 28, 28), np.uint8), labels), labels.tolist()

    def digits(self, images, labels, **options):
        place = folder()
        for name, count in (("train", len(labels)), ("t10k", 10000)):
            idx(place, name + "-images-idx3-ubyte.gz", images[:count])
            idx(place, name + "-labels-idx1-ubyte.gz", labels[:count])
        from importlib import import_module

        mnist = import_module(self.tf.__name__ + ".examples.tutorials.mnist.input_data")
        return mnist.read_data_sets(place, **options)


class Text(str):
    """Text that is shown without quotation marks."""

    def __repr__(self):
        return str(self)


class Failed:
    """A snippet that ended in an error."""

    def __init__(self, kind, message):
        self.kind, self.message = kind, message


# ---------------------------------------------------------------- the rules, written out


def momentum_by_hand(o, w, slope, nesterov=False):
    a = 0 * w
    for _ in range(3):
        g = slope(w)
        a = 0.5 * a + g
        w = w - 0.1 * (g + 0.5 * a if nesterov else a)
    return w


def nesterov_by_hand(o, w, slope):
    return momentum_by_hand(o, w, slope, nesterov=True)


def rmsprop_by_hand(o, w, slope, momentum=0.0, eps=0.1):
    s, m = 1 + 0 * w, 0 * w
    for _ in range(3):
        g = slope(w)
        s = 0.9 * s + 0.1 * g * g
        m = momentum * m + 0.1 * g / np.sqrt(s + eps)
        w = w - m
    return w


def rmsprop_momentum_by_hand(o, w, slope):
    return rmsprop_by_hand(o, w, slope, 0.5, 1e-10)


def adagrad_by_hand(o, w, slope):
    s = 0.1 + 0 * w
    for _ in range(3):
        g = slope(w)
        s = s + g * g
        w = w - 0.1 * g / np.sqrt(s)
    return w


def adadelta_by_hand(o, w, slope):
    s, u = 0 * w, 0 * w
    for _ in range(3):
        g = slope(w)
        s = 0.95 * s + 0.05 * g * g
        d = g * np.sqrt(u + 1e-8) / np.sqrt(s + 1e-8)
        u = 0.95 * u + 0.05 * d * d
        w = w - 0.001 * d
    return w


def adam_with_hat(o, w, slope):
    m, v = 0 * w, 0 * w
    for t in range(1, 4):
        g = slope(w)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        w = w - 0.1 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t) * m / (np.sqrt(v) + 0.1)
    return w


LATER = (
    data,
    printed,
    Text,
    momentum_by_hand,
    nesterov_by_hand,
    rmsprop_by_hand,
    rmsprop_momentum_by_hand,
    adagrad_by_hand,
    adadelta_by_hand,
    adam_with_hat,
)


# ---------------------------------------------------------------- how outcomes are written


def shown(value):
    """An outcome as TF1.md writes it: dtype[shape] value."""
    if isinstance(value, Failed):
        return value.kind
    if isinstance(value, (np.ndarray, np.generic)) and getattr(value, "dtype", np.dtype("O")).kind in "fiub":
        shape = str(list(value.shape)) if value.shape else ""
        text = np.array2string(np.asarray(value), precision=6, separator=",", suppress_small=True)
        return f"{value.dtype.name}{shape} {text}"
    if isinstance(value, list):
        return "[" + ", ".join(map(shown, value)) + "]"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(shown, value)) + ")"
    if isinstance(value, dict):
        return "dict{" + ", ".join(f"{k!r}: {shown(v)}" for k, v in value.items()) + "}"
    return repr(value)


def plain(text):
    """An outcome without what does not matter: blanks, and digits beyond the fifth."""
    text = re.sub(r"\s+", "", text)
    text = re.sub(r"(?<![\w.])-?\d+\.?\d*(?:e[-+]?\d+)?", lambda m: f"{float(m.group()):.4g}", text)
    return text.replace("-0", "0") if re.search(r"-0(?![.\d])", text) else text
