"""The table of people: each counted once, in bodies, groups and kinds of expertise."""

import pytest
from orchards import CODEBOOK, STUDY
from qualstage.conclude.people import Member
from qualstage.study import PaperTable
from qualstage.tabulate.formats.markdown import render
from qualstage.tabulate.material import Material
from qualstage.tabulate.people_table import compose_people

MEMBERS = [
    Member("Ann", "Panel", "", ("carers", "carers", "cooks"), ("walk", "talk")),
    Member("Bob", "Panel", "", ("cooks",), ("talk",)),
    Member("Cid", "Groups", "North", ("cooks",), ("taste",)),
    Member("Dee", "Groups", "North", (), ("taste",)),
    Member("Eve", "Groups", "North", (), ()),
    Member("Fay", "Groups", "South", (), ("taste",)),
    Member("Gus", "Groups", "South", (), ("taste",)),
    Member("Hal", "Groups", "", (), ("taste",)),
]


def composed(members=MEMBERS, **more):
    study = STUDY.model_copy(update={"notice": ""})
    table = PaperTable(id="t", kind="people", label="Table 1", title="Who", **more)
    return compose_people(table, Material(study, CODEBOOK, members=members))


def told(table):
    return [(f.item, f.unit, f.stage, f.n) for f in table.figures]


def test_the_orchards_people_are_these():
    table = composed(without_numbers=["Groups"])
    assert render(table).decode() == (
        "**Table 1** Who\n\n"
        "|  | Panel | Groups |\n"
        "| --- | --- | --- |\n"
        "| Number of people involved | 2 | 6 (2 groups: average of 3 members per group) |\n"
        "| Stages of the process | talk, walk | taste |\n"
        "| Types of expertise (number of people) | carers (1)<br>cooks (2) | cooks |\n\n"
        "Stages of the process: talk = Talks; walk = Walks; taste = Tasting.\n"
    )
    assert told(table) == [
        ("Panel", "people", "", 2),
        ("Panel", "people", "talk", 2),
        ("Panel", "people", "walk", 1),
        ("Panel: carers", "people", "", 1),
        ("Panel: cooks", "people", "", 2),
        ("Groups", "people", "", 6),
        ("Groups", "people", "taste", 5),
        ("Groups", "groups", "", 2),
        ("Groups", "people per group", "", 3),
    ]


def test_people_of_no_group_are_in_no_groups_average():
    members = [Member(name, "Groups", name[0], (), ()) for name in ("N1", "S1", "S2", "S3")]
    loose = [Member(f"L{at}", "Groups", "", (), ()) for at in range(9)]
    assert ("Groups", "people per group", "", 2) in told(composed([*members, *loose]))


def test_a_body_of_one_group_has_no_average():
    table = composed([Member("Ann", "Panel", "North", (), ())])
    assert [row[1].printed for row in table.rows] == ["1", "–", "–"]
    assert told(table) == [("Panel", "people", "", 1)]


@pytest.mark.parametrize(("bodies", "landscape"), [(3, False), (4, True)])
def test_many_bodies_turn_the_page(bodies, landscape):
    table = composed([Member(f"P{at}", f"Body {at}", "", (), ()) for at in range(bodies)])
    assert table.landscape == landscape
