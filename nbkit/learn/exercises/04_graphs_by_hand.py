"""Chapter 04: graphs by hand."""

# mypy: allow-untyped-defs
# The answers stand here as a learner writes them, without annotations.

import copy

import numpy as np

from nbkit.learn.exercise import Choice, Function, Option, Run, WrongKind
from nbkit.learn.wording import describe, format_value

# ---------------------------------------------------------------- multiply


def call_forward(answer, a, b):
    return answer.forward(a, b)


MULTIPLY = Function(
    name="multiply",
    chapter=4,
    minutes=5,
    difficulty=1,
    prompt="""
The tutorial we took the idea of the graph from has a class for multiplication that is called `add`:
somebody copied the class for addition and forgot its name.
Write the class `Multiply` with a `forward` that takes two values, numbers or arrays, and returns their
product entry by entry. It has no `self`.
""",
    stub='''
class Multiply:
    @staticmethod
    def forward(a, b):
        """Return a times b, entry by entry."""
        ...
''',
    hints=[
        "Which of *, @, ** multiplies entry by entry?",
        "forward gets two values and returns a new one: it is one line, beginning with return.",
        "A static method gets no self: its first argument is the first value.",
    ],
    use=call_forward,
)


@MULTIPLY.inputs
def draw_two_values(rng):
    yield {"a": 10, "b": 3}
    yield {"a": 10.0, "b": -2.5}
    for first, second in [((1,), (1,)), ((3,), (3,)), ((2, 2), (2, 2)), ((2, 3), (3,)), ((3, 1), (1, 4))]:
        yield {"a": rng.normal(size=first).round(1), "b": rng.normal(size=second).round(1)}
    yield {"a": np.array([1e200, 0.0]), "b": np.array([1e100, 1e300])}
    yield {"a": np.array([2.0, 3.0]), "b": np.array([0.0, -1.0])}
    yield {"a": np.array(2.5), "b": np.array([3.0, -1.0])}


@MULTIPLY.solution("* multiplies entry by entry and gives a new array; the name says what the class does.")
class Multiply:
    @staticmethod
    def forward(a, b):
        return a * b


@MULTIPLY.wrong(
    "forward still adds: whoever copies the class add must change its body too, not the name alone."
)
class StillAdds:
    @staticmethod
    def forward(a, b):
        return a + b


@MULTIPLY.wrong("you used the matrix product: Multiply works entry by entry, with *.")
class UsesMatmul:
    @staticmethod
    def forward(a, b):
        return a @ b


@MULTIPLY.wrong("np.dot sums the products: Multiply works entry by entry, with *.")
class UsesDot:
    @staticmethod
    def forward(a, b):
        return np.dot(a, b)


@MULTIPLY.wrong(
    "forward writes into its first input: a *= b changes the caller's array, a * b makes a new one."
)
class WritesIntoInput:
    @staticmethod
    def forward(a, b):
        a *= b
        return a


@MULTIPLY.wrong("forward has a self but is static: take self away, or the first value lands in it.")
class HasSelf:
    @staticmethod
    def forward(self, a, b):
        return a * b


@MULTIPLY.wrong("** raises to a power: the product is *.")
class RaisesToPower:
    @staticmethod
    def forward(a, b):
        with np.errstate(all="ignore"):
            return np.power(a, b) if isinstance(a, np.ndarray) else a**b


@MULTIPLY.wrong("the product is computed and then lost: forward must return it.")
class ForgetsReturn:
    @staticmethod
    def forward(a, b):
        a * b


@MULTIPLY.wrong(
    "forward takes values, not nodes: a and b are numbers or arrays already, they have no .value."
)
class TakesNodes:
    @staticmethod
    def forward(a, b):
        return a.value * b.value


@MULTIPLY.wrong("the product is summed up to one number: return all its entries.")
class SumsItUp:
    @staticmethod
    def forward(a, b):
        return np.sum(a * b)


# ---------------------------------------------------------------- postorder


class Node:
    """A stand-in for a graph's node: a name, the nodes it needs, and how often it was asked for them."""

    def __init__(self, name, *input_nodes):
        self.name = name
        self.needed = list(input_nodes)
        self.asked = 0
        self.place = 0

    @property
    def input_nodes(self):
        self.asked += 1
        return self.needed

    @property
    def output_nodes(self):
        raise WrongKind("output_nodes are those that use the node: what it needs are its input_nodes.")

    def __repr__(self):
        return self.name

    def __hash__(self):
        """A set goes through its entries by this, so that the check can turn them round."""
        return self.place


def names_in_order(answer, node):
    """Nodes are compared by their names; an earlier call, on another graph, must leave nothing behind."""
    answer(Node("another graph"))
    found = answer(node)
    if not isinstance(found, list | tuple):
        return found
    first, second = names(found), names(answer(node))
    if most_asked(node) > 200 and first == names(postorder(node)):
        return "a walk through the shared nodes again and again"
    if first != second or "another graph" in first:
        return "what an earlier call has left"
    if names(answer(placed(node, 1))) != names(answer(placed(node, -1))):
        raise WrongKind(
            "the same graph, made twice, comes in two orders: a set has none. Collect the nodes in a list."
        )
    return first


def placed(node, step):
    """A copy of the graph whose nodes a set goes through in one direction, or in the other."""
    node = copy.deepcopy(node)
    for place, one in enumerate(all_nodes(node)[::step]):
        one.place = place
    return node


def most_asked(node):
    """How often the node of a graph that was asked most was asked for its inputs."""
    return max(one.asked for one in all_nodes(node))


def all_nodes(node):
    todo, seen = [node], {}
    while todo:
        current = todo.pop()
        if id(current) not in seen:
            seen[id(current)] = current
            todo.extend(current.needed)
    return list(seen.values())


def names(order):
    if not isinstance(order, list | tuple):
        return order
    return [entry.name if isinstance(entry, Node) else f"not a node: {entry!r}" for entry in order]


POSTORDER = Function(
    name="postorder",
    chapter=4,
    minutes=15,
    difficulty=3,
    prompt="""
Write the order in which a session computes: a list of all nodes that `node` needs, each after its
inputs, `node` itself last.
Go through `node.input_nodes` from left to right. A node that two others share appears once, the first
time it is needed, and its own inputs are gone through once.
""",
    stub='''
def postorder(node):
    """Return a list: every needed node once, inputs before what uses them."""
    ...
''',
    hints=[
        "Write an inner function visit(node) that appends to a list made outside it.",
        "visit first visits all inputs, then appends the node: after its inputs, hence post-order.",
        "Before anything else visit asks whether the node is in the list already, and if so returns.",
        "The list must be made anew at every call of postorder: not as a default argument.",
    ],
    use=names_in_order,
)


@POSTORDER.inputs
def draw_graphs(rng):
    x, a, b, c = (Node(name) for name in "xabc")
    yield {"node": x}
    yield {"node": Node("square", x)}
    product = Node("product", a, x)
    yield {"node": Node("sum", product, b)}
    yield {"node": Node("double", x, x)}
    left, right = Node("left", product, b), Node("right", product, c)
    yield {"node": Node("top", left, right)}
    yield {"node": Node("skip", x, Node("more", x, a))}
    yield {"node": random_graph(rng)}
    chain = Node("start")
    for number in range(12):
        chain = Node(f"step {number}", chain)
    yield {"node": chain}
    twice = Node("one")
    for number in range(1, 11):
        twice = Node(f"{2**number}", twice, twice)
    yield {"node": twice}


def random_graph(rng):
    """Eight nodes, each with one or two of those before it."""
    nodes = [Node("n0"), Node("n1")]
    for number in range(2, 8):
        picked = rng.choice(number, size=rng.integers(1, 3), replace=False)
        nodes.append(Node(f"n{number}", *(nodes[i] for i in picked)))
    return Node("end", *nodes[-3:])


@POSTORDER.solution(
    "a node is appended after its inputs, and the test at the top lets a shared node in once. "
    "Without it a chain of n diamonds is walked 2 to the power of n times."
)
def postorder(node):
    order = []

    def visit(node):
        if node in order:
            return
        for needed in node.input_nodes:
            visit(needed)
        order.append(node)

    visit(node)
    return order


@POSTORDER.wrong(
    "a shared node is visited once for each node that uses it: skip what is in the list already."
)
def visits_twice(node):
    return [n for needed in node.input_nodes for n in visits_twice(needed)] + [node]


@POSTORDER.wrong(
    "each node comes before its inputs: that is pre-order. Append the node after the loop over its inputs."
)
def before_its_inputs(node, order=None):
    order = [] if order is None else order
    if node not in order:
        order.append(node)
        for needed in node.input_nodes:
            before_its_inputs(needed, order)
    return order


@POSTORDER.wrong(
    "the list is right, but the way to it explodes: a shared node is walked each time anew. Ask whether it "
    "is in the list before you go to its inputs."
)
def walks_again_and_again(node):
    order = []

    def visit(node):
        for needed in node.input_nodes:
            visit(needed)
        if node not in order:
            order.append(node)

    visit(node)
    return order


@POSTORDER.wrong("each node comes before its inputs, and shared ones twice: append the node after the loop.")
def before_and_twice(node):
    return [node] + [n for needed in node.input_nodes for n in before_and_twice(needed)]


@POSTORDER.wrong("the inputs are visited from right to left: go through input_nodes as they stand.")
def right_to_left(node, order=None):
    order = [] if order is None else order
    if node not in order:
        for needed in reversed(node.input_nodes):
            right_to_left(needed, order)
        order.append(node)
    return order


@POSTORDER.wrong("the node itself is missing: it comes last, after all that it needs.")
def without_itself(node):
    return postorder(node)[:-1]


@POSTORDER.wrong(
    "nodes without inputs are missing: a placeholder or variable is a node too, and comes first."
)
def without_leaves(node):
    return [n for n in postorder(node) if n.input_nodes]


@POSTORDER.wrong(
    "you went level by level and turned the list round: an input may then come after a node that uses it."
)
def level_by_level(node):
    order, waiting = [], [node]
    while waiting:
        current = waiting.pop(0)
        if current not in order:
            order.append(current)
            waiting.extend(current.input_nodes)
    return order[::-1]


@POSTORDER.wrong("you looked at the node's own inputs only: their inputs are needed too, all the way down.")
def one_level(node):
    order = []
    for needed in [*node.input_nodes, node]:
        if needed not in order:
            order.append(needed)
    return order


@POSTORDER.wrong(
    "a call remembers the one before: a default such as order=[] is made only once, and a list or set "
    "outside the function too. Make it inside."
)
def default_made_once(node, order=[]):  # noqa: B006
    if node not in order:
        for needed in node.input_nodes:
            default_made_once(needed, order)
        order.append(node)
    return order


@POSTORDER.wrong(
    "you went level by level, from the end: a session needs the inputs first, and the node last."
)
def level_by_level_from_the_end(node):
    return level_by_level(node)[::-1]


@POSTORDER.wrong(
    "you turned the pre-order round: inputs come before, but from right to left, and an input may still "
    "come after a node that uses it."
)
def pre_order_turned_round(node):
    return before_its_inputs(node)[::-1]


@POSTORDER.wrong(
    "a shared node still comes twice: you ask whether the input is in the list, but not what it brings "
    "along. Let one inner function append to one list."
)
def asks_for_the_input_alone(node):
    order = []
    for needed in node.input_nodes:
        if needed not in order:
            order += asks_for_the_input_alone(needed)
    return [*order, node]


@POSTORDER.wrong(
    "a shared node stands where it is needed last: keep its first place, and skip it when it comes again."
)
def where_it_is_needed_last(node):
    return list(dict.fromkeys(visits_twice(node)[::-1]))[::-1]


@POSTORDER.wrong("the list stays empty: after the loop over its inputs, append the node itself.")
def stays_empty(node):
    return []


@POSTORDER.wrong("the list is never returned: end with return order.")
def never_returned(node):
    postorder(node)


@POSTORDER.wrong(
    "you returned the nodes' names: return the nodes themselves, among names a session finds nothing to "
    "compute."
)
def as_names(node):
    return tuple(n.name for n in postorder(node))


# ---------------------------------------------------------------- mutable_default

MUTABLE_DEFAULT = Choice(
    name="mutable_default",
    chapter=4,
    minutes=4,
    difficulty=2,
    prompt="""
Spot the bug. This is how the tutorial's operation begins:

```python
class Operation:
    def __init__(self, input_nodes=[]):
        self.input_nodes = input_nodes

first = Operation()
second = Operation()
first.input_nodes.append("x")
```

What is `second.input_nodes` now?
""",
    options={
        "a": Option(
            "`[]`: each call of `__init__` makes a new empty list.",
            "the default is made once, when def is run, and not at each call: both operations hold "
            "the same list.",
        ),
        "b": Option(
            "`['x']`: both operations share the one list that was made with the function.",
            "a default is made once, with the function, and both hold that list. Write "
            "input_nodes=None and make the list inside.",
        ),
        "c": Option(
            "An error: a list is not allowed as a default.",
            "Python allows it and says nothing, which is why this bug is so common.",
        ),
        "d": Option(
            "`None`: nothing was given to the second operation.",
            "nothing was given, so the default is used, and the default is a list.",
        ),
        "e": Option(
            "`['x']`: `input_nodes` belongs to the class, and not to each operation.",
            "the value is right, the reason is not: self.input_nodes belongs to each operation, but "
            "both hold one list. Give each its own list, and nothing is shared.",
        ),
        "f": Option(
            "`[]`: `self.input_nodes = input_nodes` keeps a copy.",
            "an assignment copies nothing: it gives the same list a second name.",
        ),
        "g": Option(
            "`[]` the first time, and `['x']` if the cell runs once more.",
            "first and second are made by the same def, so it is ['x'] the first time already. To run"
            " the cell again makes a new class with a new list.",
        ),
    },
    right="b",
    hints=[
        "When does Python evaluate the [] in the def line: at each call, or once?",
        "Ask first.input_nodes is second.input_nodes.",
        "Try it in a cell, and call Operation() a third time.",
    ],
)


# ---------------------------------------------------------------- fed_value


class Unfed(Node):
    """A stand-in for a placeholder."""


NAMED = Run("named", "a ValueError that names the placeholder")


def value_or_message(answer, placeholder, feed_dict):
    """What was fed; or, if nothing was, whether there is an error that says so."""
    fed = placeholder in feed_dict  # before the answer may take it out
    try:
        value = answer(placeholder, feed_dict)
    except Exception as error:
        if fed and isinstance(error, ValueError):
            raise WrongKind(REFUSED) from None
        if fed or not is_meant(error, placeholder):
            raise  # a slip, which is told with its line
        return named_by(error, placeholder)
    if fed:
        return value
    what = describe(value) if isinstance(value, str | Exception) else format_value(value)
    raise WrongKind(
        f"{NOTHING.format(placeholder.name)} it returns {what}: raise a ValueError that names it."
    )


def is_meant(error, placeholder):
    """Was it raised because nothing was fed? Where the look-up fails by itself, nobody raised it."""
    if isinstance(error, KeyError) and error.args and isinstance(error.args[0], Unfed):
        return False
    return isinstance(error, KeyError | ValueError) or placeholder.name in str(error)


def named_by(error, placeholder):
    nothing, kind = NOTHING.format(placeholder.name), type(error).__name__
    if isinstance(error, ValueError) and placeholder.name in str(error):
        return NAMED
    if isinstance(error, ValueError):
        told = f"{nothing} the ValueError does not say so: put placeholder.name into it."
        raise WrongKind(told) from None
    article = "an" if kind[0] in "AEIOU" else "a"
    raise WrongKind(f"{nothing} {article} {kind} comes: a ValueError must name it.") from None


NOTHING = "nothing was fed for {} here, and"
REFUSED = (
    "a value was fed, and it raises an error as if none were: does the test find this placeholder, and is "
    "it the right way round?"
)


FED_VALUE = Function(
    name="fed_value",
    chapter=4,
    minutes=8,
    difficulty=2,
    prompt="""
A session looks up what was fed to a placeholder. In the tutorial a forgotten feed ends in a bare
`KeyError`, and nobody knows which placeholder was meant.
Write the look-up so that it returns the value if there is one, and if not raises a `ValueError` whose
message contains `placeholder.name`.
`feed_dict` has placeholders as its keys.
""",
    stub='''
def fed_value(placeholder, feed_dict):
    """Return feed_dict's value for the placeholder, or raise a ValueError that names it."""
    ...
''',
    hints=[
        "placeholder in feed_dict says whether it was fed, whatever the value is.",
        "Raise with: raise ValueError(f'... {placeholder.name} ...').",
        "A fed 0 is a value too: do not ask whether the value is true.",
    ],
    use=value_or_message,
)


@FED_VALUE.inputs
def draw_feeds(rng):
    x, y = Unfed("pixels"), Unfed("labels")
    yield {"placeholder": x, "feed_dict": {x: 10}}
    yield {"placeholder": x, "feed_dict": {}}
    yield {"placeholder": y, "feed_dict": {x: 10}}
    yield {"placeholder": y, "feed_dict": {x: 1.5, y: 0}}
    yield {"placeholder": y, "feed_dict": {y: rng.normal(size=3).round(1)}}
    yield {"placeholder": x, "feed_dict": {x: np.zeros((2, 2))}}


@FED_VALUE.solution(
    "in asks for the key and not for the value, so a fed 0 counts; the message says which placeholder "
    "is meant."
)
def fed_value(placeholder, feed_dict):
    if placeholder not in feed_dict:
        raise ValueError(f"No value was fed for {placeholder.name!r}: add it to feed_dict.")
    return feed_dict[placeholder]


@FED_VALUE.wrong(
    "a forgotten feed still ends in a bare KeyError: test with in first, and raise a ValueError that "
    "names it."
)
def bare_key_error(placeholder, feed_dict):
    return feed_dict[placeholder]


@FED_VALUE.wrong(
    "a forgotten feed gives None and goes on: the error then comes later, far from its cause. Raise at once."
)
def returns_none(placeholder, feed_dict):
    return feed_dict.get(placeholder)


@FED_VALUE.wrong(
    "a forgotten feed counts as 0: the result is then wrong and nobody hears of it. Raise instead."
)
def counts_as_zero(placeholder, feed_dict):
    return feed_dict.get(placeholder, 0)


@FED_VALUE.wrong(
    "you asked whether the value is true: a fed 0 is a value, and an array cannot say. Ask: "
    "placeholder in feed_dict."
)
def asks_for_truth(placeholder, feed_dict):
    value = feed_dict.get(placeholder)
    if value:
        return value
    raise ValueError(f"{placeholder.name} is not fed")


@FED_VALUE.wrong(
    "pop takes the value out of the caller's feed_dict, and the next run finds nothing: read it with "
    "feed_dict[placeholder]."
)
def takes_it_out(placeholder, feed_dict):
    if placeholder not in feed_dict:
        raise ValueError(f"{placeholder.name} was not fed")
    return feed_dict.pop(placeholder)


@FED_VALUE.wrong("the message does not say which placeholder: put placeholder.name into it.")
def nameless(placeholder, feed_dict):
    if placeholder not in feed_dict:
        raise ValueError("a placeholder was not fed")
    return feed_dict[placeholder]


@FED_VALUE.wrong("the error is returned, not raised: the session would go on and compute with it.")
def returns_the_error(placeholder, feed_dict):
    if placeholder not in feed_dict:
        return f"{placeholder.name} was not fed"
    return feed_dict[placeholder]


@FED_VALUE.wrong(
    "you return the error: write raise in its place, or the session goes on and computes with it."
)
def returns_an_error_object(placeholder, feed_dict):
    if placeholder not in feed_dict:
        return ValueError(f"{placeholder.name} was not fed")
    return feed_dict[placeholder]


@FED_VALUE.wrong("you raise a KeyError, and its message comes out in quotes: raise a ValueError.")
def raises_a_key_error(placeholder, feed_dict):
    if placeholder not in feed_dict:
        raise KeyError(placeholder.name)
    return feed_dict[placeholder]


@FED_VALUE.wrong(
    "what was fed is refused: the keys of feed_dict are the placeholders themselves, not their names, and "
    "placeholder in feed_dict asks for the key."
)
def looks_up_the_name(placeholder, feed_dict):
    if placeholder.name not in feed_dict:
        raise ValueError(f"{placeholder.name} was not fed")
    return feed_dict[placeholder.name]


@FED_VALUE.wrong("you took the first value in feed_dict: take the one that belongs to this placeholder.")
def takes_the_first(placeholder, feed_dict):
    if placeholder not in feed_dict:
        raise ValueError(f"{placeholder.name} was not fed")
    return next(iter(feed_dict.values()))


@FED_VALUE.wrong(
    "the two ways are swapped: it raises if there is a value, and looks it up if there is none. Turn the "
    "test round."
)
def ways_swapped(placeholder, feed_dict):
    if placeholder not in feed_dict:
        return feed_dict[placeholder]
    raise ValueError(f"{placeholder.name} was not fed")


@FED_VALUE.wrong(
    "what was fed to another placeholder is returned: ask whether this one is in feed_dict, not whether "
    "anything is."
)
def the_first_if_there_is_any(placeholder, feed_dict):
    if feed_dict:
        return next(iter(feed_dict.values()))
    raise ValueError(f"{placeholder.name} was not fed")


@FED_VALUE.wrong(
    "the raise stands inside the loop: it comes at the first other key, and never if nothing is fed. Raise "
    "after the loop; or ask, without one: placeholder in feed_dict."
)
def raises_inside_the_loop(placeholder, feed_dict):
    for key in feed_dict:
        if key is not placeholder:
            raise ValueError(f"{placeholder.name} was not fed")
        return feed_dict[key]
    return None
