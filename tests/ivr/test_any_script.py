"""Scripts by chance: whichever passes the checks can be walked to an end from everywhere.

Of `ivr/checks.py`, `ivr/script.py` and `ivr/walking.py` together.
"""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ivr.checks import graph_faults
from ivr.danger import DangerRules
from ivr.nodes import (
    BranchNode,
    GatherNode,
    LookUpNode,
    MenuNode,
    Node,
    Question,
    QueueNode,
    RecordNode,
    SayNode,
)
from ivr.script import Graph, Head, Script, script_of, ways_of
from ivr.walk import LookUpOutcome
from tests.ivr.walks import Stroll
from tests.support.swift import SWIFT

NAMES = ("n0", "n1", "n2", "n3", "n4", "people")
HEAD = Head(script="chance", version=1, start="n0", person="people", max_keys_to_person=20)
NO_RULES: DangerRules | None = None
WORDS = ("menu.main",)

names = st.sampled_from(NAMES)
nodes = st.one_of(
    st.builds(SayNode, kind=st.just("say"), say=st.just(WORDS), then=names),
    st.builds(
        MenuNode,
        kind=st.just("menu"),
        say=st.just(WORDS),
        keys=st.dictionaries(st.sampled_from("123#"), names, min_size=1),
        otherwise=st.none() | names,
    ),
    st.builds(
        GatherNode,
        kind=st.just("gather"),
        say=st.just(WORDS),
        into=st.just("value"),
        read_back=st.booleans(),
        then=names,
        skip=st.none() | names,
        otherwise=st.none() | names,
    ),
    st.builds(
        RecordNode, kind=st.just("record"), say=st.just(WORDS), into=st.just("take"), then=names
    ),
    st.builds(
        BranchNode,
        kind=st.just("branch"),
        on=st.just(Question.STORM),
        cases=st.fixed_dictionaries({"yes": names}),
        otherwise=names,
    ),
    st.builds(
        LookUpNode,
        kind=st.just("lookup"),
        look_up=st.just("anything"),
        found=names,
        nothing=names,
        denied=st.none() | names,
    ),
)
graphs = st.lists(nodes, min_size=5, max_size=5)
keys = st.text("0123456789*#A", max_size=30)


def script_with(drawn: list[Node]) -> Script:
    """Return the script of these nodes without those to which nothing leads."""
    all_nodes = dict(zip(NAMES, [*drawn, QueueNode(kind="queue", queue="q")], strict=True))
    reached = ["n0", "people"]
    for name in reached:
        ways = ways_of(all_nodes[name], HEAD.person)
        reached.extend(way.to for way in ways if way.to not in reached)
    script = script_of(HEAD, all_nodes, NO_RULES)
    return replace(script, nodes=Graph({name: all_nodes[name] for name in reached}))


@given(graphs, keys)
@SWIFT
def test_script_that_passes_its_checks_traps_nobody(drawn: list[Node], pressed: str) -> None:
    script = script_with(drawn)
    if list(graph_faults(script)):
        return
    stroll = Stroll(script)
    for key in pressed:
        stroll.hear()
        if not stroll.walk.is_over:
            stroll.cut_in(key)
    assert stroll.walk.is_over or stroll.walk.is_speaking or stroll.walk.deadline

    for _ in range(400):
        if stroll.hear().walk.is_over:
            break
        stroll.find(LookUpOutcome.NOTHING)
        if not stroll.hear().walk.is_over:
            stroll.wait()
    assert stroll.end is not None


@given(graphs)
@SWIFT
def test_operator_key_reaches_the_queue_of_any_script(drawn: list[Node]) -> None:
    script = script_with(drawn)
    if list(graph_faults(script)):
        return
    stroll = Stroll(script)
    for _ in range(4):
        if not stroll.hear().walk.is_over:
            stroll.cut_in("0")
        if not stroll.hear().walk.is_over:
            stroll.wait()

    assert stroll.end is not None
    assert isinstance(stroll.end.to, QueueNode)
