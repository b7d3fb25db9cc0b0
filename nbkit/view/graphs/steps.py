"""A graph walked by hand: forward, then backward, one operation a step, with the numbers put in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nbkit.graph import Action, Constant, Node, Operation, traverse_postorder
from nbkit.session import Session
from nbkit.view.graphs.parts import name_of
from nbkit.view.graphs.values import four_figures, is_short, lines_of, term

MOST = 60


@dataclass(frozen=True)
class Share:
    """What an operation passes back to one input: `value`, which is added to what came before it.

    `slope` is d(output)/d(input) where that is one number an entry, else None. `value` is None where
    nothing is passed on. `earlier` holds what others have passed to this input, by their names.
    """

    source: Node
    slope: Any
    value: Any
    earlier: tuple[tuple[str, Any], ...] = ()
    complete: bool = True

    @property
    def total(self) -> Any:
        """All that the input has got so far."""
        return _total([*self.earlier, ("", self.value)])


@dataclass(frozen=True)
class Step:
    """One step: "start", where the inputs lie ready; "forward" or "backward" through one operation.

    `values` and `gradients` hold what is known after it, `complete` the nodes whose gradient is final.
    """

    kind: str
    node: Node
    formula: str
    inputs: tuple[Any, ...] = ()
    output: Any = None
    slopes: tuple[Any, ...] = ()
    upstream: Any = None
    passed: tuple[Share, ...] = ()
    values: Mapping[Node, Any] = field(default_factory=dict, repr=False)
    gradients: Mapping[Node, Any] = field(default_factory=dict, repr=False)
    complete: frozenset[Node] = frozenset()


def steps(loss: Node, feed: Mapping[Any, Any] | None = None, session: Session | None = None) -> list[Step]:
    """Return the walk through the graph of a loss: all values first, then all gradients.

    Backward runs through the operations' own rules, each with the gradient that came from above. Where
    paths meet, what they bring is added up. Constants get nothing.

    session: where the values of the variables come from; left out, from where they start.
    Raises TypeError where `loss` is not a node, or one that changes variables; ValueError where it is no
    single number, computes nothing, or needs more than 60 nodes.

    >>> from nbkit import Graph, Variable, square
    >>> with Graph().as_default():
    ...     L = square(Variable(3.0, name="w"), name="L")
    >>> for step in steps(L):
    ...     print(step.kind, step.formula)
    start w = 3
    forward L = w² = 3² = 9
    backward to w: 1 × 6 = 6
    """
    order = _checked(loss)
    session = Session(loss.graph) if session is None else session
    values = dict(zip(order, session.run(order, dict(feed or {})), strict=True))
    if np.size(values[loss]) != 1:
        raise ValueError(
            f"expected a loss that is one number, got shape {np.shape(values[loss])}: "
            f"take nb.mean or nb.sum of {name_of(loss)}"
        )
    with np.errstate(all="ignore"):  # a slope may be infinite, as that of a root at 0: then the step shows it
        return [*_forward(loss, order, values), *_backward(loss, order, values)]


def _checked(loss: Any) -> list[Node]:
    if not isinstance(loss, Node) or isinstance(loss, Action):
        raise TypeError(
            f"expected the loss, a node of a graph, got {loss!r:.60}: step_through(loss, {{x: 1.0}})"
        )
    order = traverse_postorder(loss)
    if len(order) > MOST:
        raise ValueError(
            f"expected at most {MOST} nodes, got {len(order)}: pass a part of the graph, "
            "such as nb.sum of a node nearer to the inputs"
        )
    if not loss.input_nodes:
        raise ValueError(f"expected a loss that is computed, got {loss}: pass the result of an operation")
    return order


def _forward(loss: Node, order: Sequence[Node], values: Mapping[Node, Any]) -> Iterator[Step]:
    leaves = [node for node in order if not node.input_nodes]
    known = {node: values[node] for node in leaves}
    ready = ", ".join(f"{name_of(node)} {_is(known[node])}" for node in leaves if _can_move(node))
    yield Step("start", loss, ready, values=dict(known))
    for node in order:
        if isinstance(node, Operation):
            known[node] = values[node]
            inputs = tuple(values[source] for source in node.input_nodes)
            formula = f"{name_of(node)} = {_written(node, inputs, values[node])}"
            slopes = tuple(_slopes(node, inputs, values[node]))
            yield Step("forward", node, formula, inputs, values[node], slopes, values=dict(known))


def _backward(loss: Node, order: Sequence[Node], values: Mapping[Node, Any]) -> Iterator[Step]:
    got: dict[Node, list[tuple[str, Any]]] = {loss: [("", np.ones_like(values[loss], dtype=float))]}
    waits = {node: sum(user.input_nodes.count(node) for user in order) for node in order}
    moving = _moving(order)
    for node in reversed(order):
        if isinstance(node, Operation):
            G = _total(got[node]) if node in got else None
            inputs = tuple(values[source] for source in node.input_nodes)
            shares = [
                _hand_over(node, source, slope, value if source in moving else None, got, waits)
                for source, slope, value in _rule_applied(node, G, inputs, values[node])
            ]
            text = _all_passed(G, shares)
            slopes = tuple(share.slope for share in shares)
            totals = {one: _total(parts) for one, parts in got.items()}
            complete = frozenset(one for one in got if not waits[one])
            known = values, totals, complete
            yield Step("backward", node, text, inputs, values[node], slopes, G, tuple(shares), *known)


def _all_passed(G: Any, shares: Sequence[Share]) -> str:
    return "\n".join(filter(None, (_passed(G, share) for share in shares))) or "nothing is passed on"


def _hand_over(
    node: Node,
    source: Node,
    slope: Any,
    value: Any,
    got: dict[Node, list[tuple[str, Any]]],
    waits: dict[Node, int],
) -> Share:
    """Note what an input gets, and from whom."""
    waits[source] -= 1
    earlier = tuple(got.get(source, ()))
    if value is not None:
        got[source] = [*earlier, (name_of(node), np.asarray(value))]
        value = got[source][-1][1]
    return Share(source, slope, value, earlier, waits[source] == 0)


def _rule_applied(node: Operation, G: Any, inputs: tuple[Any, ...], out: Any) -> Iterator[tuple[Any, ...]]:
    """Return for each input: the node, the slope of the output by it, and what the rule passes on to it."""
    passed = (None,) * len(inputs) if G is None else node.backward(G, out, *inputs, **node.options)
    return zip(node.input_nodes, _slopes(node, inputs, out), passed, strict=True)


def _slopes(node: Operation, inputs: tuple[Any, ...], out: Any) -> Iterator[Any]:
    """Yield d(out)/d(input) for each input: the rule at G = 1, where that is one number an entry."""
    passed = node.backward(np.ones_like(out, dtype=float), out, *inputs, **node.options)
    for value, slope in zip(inputs, passed, strict=True):
        alike = node.by_entry and np.shape(value) == np.shape(out)
        yield np.asarray(slope) if slope is not None and (alike or np.size(out) == 1) else None


def _moving(order: Sequence[Node]) -> set[Node]:
    """Return the nodes that depend on anything but constants."""
    moving: set[Node] = set()
    for node in order:
        if _can_move(node) if not node.input_nodes else moving & set(node.input_nodes):
            moving.add(node)
    return moving


def _can_move(node: Node) -> bool:
    return not isinstance(node, Constant)


def _total(parts: Sequence[tuple[str, Any]]) -> Any:
    return sum((value for _, value in parts[1:]), parts[0][1])


# ---------------------------------------------------------------- in words


def _is(value: Any) -> str:
    text = term(value)
    return text if text.startswith("(") else f"= {text}"


def _written(node: Operation, inputs: Sequence[Any], out: Any) -> str:
    """Return `A × x = 10 × 10 = 100`; where an array is too large for that, the shapes."""
    names = [name_of(source) for source in node.input_nodes]
    terms = [term(value) for value in inputs]
    by_names = _call(node, names)
    if not all(map(is_short, [*inputs, out])):
        shapes = ", ".join(terms) if _encloses(node.written) else _call(node, terms)
        return f"{by_names}: {shapes} → {term(out)}"
    return f"{by_names} = {_call(node, terms)} = {term(out)}"


def _call(node: Operation, terms: Sequence[str]) -> str:
    if not _encloses(node.written):
        return node.written.format(*map(_guarded, terms))
    options = [f"{key}={value}" for key, value in node.options.items() if value not in (None, False)]
    inside = ", ".join([*terms, *options])
    return node.written.format(inside) if node.written else f"{node.label or type(node).__name__}({inside})"


def _encloses(pattern: str) -> bool:
    """Does no term stand at an end? Then a minus sign needs no parentheses: |−3|, exp(−3)."""
    return "{}" not in (pattern[:2], pattern[-2:])


def _passed(G: Any, share: Share) -> str:
    """Return `to u: 6 × 1 = 6, and 4 from L: so far 10` for one input, and what is still to come."""
    name = name_of(share.source)
    if share.value is None:
        return "" if isinstance(share.source, Constant) else f"to {name}: nothing, the slope is 0 or none"
    text = f"to {name}: {_product(G, share)}"
    meets = f"\n   {_meeting(name, share)}" if share.earlier else ""
    return f"{text}{meets}{'' if share.complete else '; more is to come'}"


def _meeting(name: str, share: Share) -> str:
    """Return `paths meet at u: 4 from L + 6 = 10`, or for arrays that they are added."""
    end = "in all" if share.complete else "so far"
    givers = " and ".join(dict.fromkeys(giver for giver, _ in share.earlier))
    if np.size(share.value) > 1:
        return f"paths meet at {name}: added to what {givers} gave"
    terms = [
        f"{_guarded(term(value)) if i else term(value)} from {giver}"
        for i, (giver, value) in enumerate(share.earlier)
    ]
    terms.append(_guarded(term(share.value)))
    return f"paths meet at {name}: {' + '.join(terms)} = {term(share.total)} {end}"


def _product(G: Any, share: Share) -> str:
    if share.slope is not None and np.size(G) == np.size(share.slope) == 1:
        return f"{term(G)} × {_guarded(term(share.slope))} = {term(share.value)}"
    how = "by the rule" if share.slope is None else f"from above × {evenly(share.slope)}, entry by entry"
    return f"{how} → {term(share.value)}"


def evenly(slope: Any) -> str:
    """Return what a slope is in words: its one number where all entries are equal.

    >>> evenly(np.ones((2, 3))), evenly(np.array([1.0, 2.0]))
    ('1', 'slope')
    """
    first = np.ravel(slope)[:1]
    return four_figures(first[0]) if first.size and np.all(slope == first) else "slope"


def _guarded(text: str) -> str:
    """Put what begins with a minus sign into parentheses, where an operation stands before it."""
    return f"({text})" if text.startswith("−") else text


def rule(node: Node) -> str:
    """Return the operation's rule as its own words give it, with G for what comes from above.

    >>> from nbkit import sigmoid
    >>> rule(sigmoid(Constant(1.0)))
    'out = 1 / (1 + e^-z): dL/dz = G out (1 - out).'
    """
    opening = (type(node).__doc__ or "").partition("\n")[0]
    return opening if "G" in opening else ""


def sentence(step: Step, place: int, count: int) -> str:
    """Say a step in one sentence, for those who cannot see it.

    >>> from nbkit import Graph, Variable, square
    >>> with Graph().as_default():
    ...     walk = steps(square(Variable(3.0, name="w"), name="L"))
    >>> sentence(walk[2], 2, 3)
    'Step 2 of 2, backward through L: 1 comes from above; it passes on, to w: 1 × 6 = 6.'
    """
    where = f"Step {place} of {count - 1}"
    if step.kind == "start":
        return f"{where}, before the walk: the inputs lie ready, {step.formula}."
    if step.kind == "forward":
        return f"{where}, forward: {step.formula}."
    said = "; ".join(" ".join(line.split()) for line in step.formula.splitlines())
    above = "nothing comes" if step.upstream is None else f"{_known(step.upstream)} comes"
    return f"{where}, backward through {name_of(step.node)}: {above} from above; it passes on, {said}."


def _known(value: Any) -> str:
    """Return a value in words: a number, a short list, or shape and range."""
    text = term(value)
    spread = " ".join(lines_of(value)).replace(" … ", " to ")
    return f"an array of shape {text}, {spread}," if text.startswith("(") else text
