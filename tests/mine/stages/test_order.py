"""Stage "order": each fault that people make is met with its own sentence."""

from __future__ import annotations

import pytest
from planted import ALL, Fault, assert_refused, assert_stopped, assert_whole

START = "def order(nodes):\n"
LISTED = "    nodes = nodes if isinstance(nodes, (list, tuple)) else [nodes]\n"


def instead(body: str, says: str, before: str = "", listed: str = LISTED) -> Fault:
    """Another body for `order`."""
    return Fault(START, f"{before}{START}{listed}{body}\n\ndef old_order(nodes):\n", says)


RECURSIVE = """    found = []
    def visit(node):
        if node not in found_set:
            found_set.add(node)
            for source in node.inputs:
                visit(source)
            found.append(node)
    found_set = set()
    for node in nodes:
        visit(node)
    return found
"""
EACH_PATH = """    found = []
    def visit(node):
        for source in node.inputs:
            visit(source)
        found.append(node)
    for node in nodes:
        visit(node)
    return found
"""
BREADTH = """    found = list(nodes)
    for node in found:
        found.extend(source for source in node.inputs if source not in found)
    return found[::-1]
"""
PREORDER = """    stack, found = list(nodes), {}
    while stack:
        node = stack.pop()
        found[node] = True
        stack.extend(source for source in node.inputs if source not in found)
    return list(found)
"""
NO_ENTRY_KEPT = """    stack, found = [(node, False) for node in nodes], {}
    while stack:
        node, ready = stack.pop()
        if ready:
            found[node] = True
        else:
            stack.append((node, True))
            stack.extend((source, False) for source in node.inputs)
    return list(found)
"""
MARKED = NO_ENTRY_KEPT.replace(
    "        if ready:",
    "        if hasattr(node, 'seen') and not ready:\n            continue\n"
    "        node.seen = True\n        if ready:",
)

SEARCHED = """    users, waits, found = {}, [], list(nodes)
    for node in found:
        if node not in waits:
            waits.append(node)
            found.extend(node.inputs)
    return old_order(nodes)
"""

FAULTS = {
    "recursion": instead(RECURSIVE, "it calls itself for each input"),
    "recursion, and a raised limit": instead(
        RECURSIVE, "the recursion limit was raised", "import sys\n\nsys.setrecursionlimit(10**6)\n\n\n"
    ),
    "a node for each path": instead(EACH_PATH, "listed more than once"),
    "outputs first": Fault("    return ready\n", "    return ready[::-1]\n", "the wrong way round"),
    "without the node itself": Fault("    return ready\n", "    return ready[:-1]\n", "not in its own order"),
    "only the inputs' inputs": instead(
        "    return [*nodes[0].inputs, nodes[0]]\n", "the inputs of inputs count"
    ),
    "by breadth": instead(BREADTH, "comes before its input"),
    "before its inputs": instead(PREORDER, "the wrong way round"),
    "constants left out": Fault(
        "    return ready\n", "    return [n for n in ready if n.inputs]\n", "not in its own order"
    ),
    "variables left out": Fault(
        "    return ready\n",
        "    return [n for n in ready if n.inputs or n in nodes]\n",
        "a node that is needed is missing",
    ),
    "all that was ever made": Fault(
        "    return found[::-1]\n", "    return TAPE[:]\n", "nodes in it that nobody needs", "tape"
    ),
    "marks on the nodes": instead(MARKED, "it remembers what an earlier call has seen"),
    "a set for all calls": Fault(
        START,
        "def order(nodes, found_set=set()):\n"
        + LISTED
        + RECURSIVE.replace("    found_set = set()\n", "")
        + "\n\ndef old_order(nodes):\n",
        "it remembers what an earlier call has seen",
    ),
    "no list": instead(
        "",
        "a list was taken for a node",
        listed="    return old_order([nodes] if nodes.inputs is not None else [])\n",
    ),
    "a set": Fault("    return ready\n", "    return set(ready)\n", "make one of it, list(...)"),
    "a generator": Fault("    return ready\n", "    return iter(ready)\n", "make one of it, list(...)"),
    "only the first of a list": Fault(
        LISTED, LISTED.replace("nodes if", "nodes[:1] if"), "not in its own order"
    ),
    "an order for each": instead(
        "    return [n for node in nodes for n in old_order(node)]\n", "listed more than once"
    ),
}
ENDLESS = {
    "each path of a ladder": instead(NO_ENTRY_KEPT, "there are 2 to the 60 of them"),
    "a list is searched": instead(SEARCHED, "A set answers at once"),
}


def test_the_stage_is_whole() -> None:
    assert_whole("order")


@pytest.mark.parametrize("name", list(FAULTS))
def test_a_planted_fault_is_met_with_its_sentence(name: str) -> None:
    assert_refused(FAULTS[name], "order")


@pytest.mark.parametrize("name", list(ENDLESS) if ALL else list(ENDLESS)[:1])
def test_what_takes_too_long_is_told_why(name: str) -> None:
    assert_stopped(ENDLESS[name], "order")
