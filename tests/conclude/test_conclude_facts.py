"""Numbers about stages that are no counts of a code."""

from playground import MEMBERS, STUDY, counted, write_playground
from qualstage.conclude.facts import fact_rows
from qualstage.conclude.logs import Logs, read_logs
from qualstage.conclude.people import read_handbook, read_members
from qualstage.contracts import FACTS
from qualstage.tables import to_arrow


def facts_of(folder):
    study, codebook, rows, _, counts = counted(folder)
    kept = read_logs(study, codebook), read_members(study), read_handbook(study, codebook)
    facts = list(fact_rows(study, codebook, rows.sources, rows.speakers, counts, *kept))
    to_arrow(facts, FACTS)
    found = {}
    for row in facts:
        found.setdefault(row["stage"], {})[row["name"]] = row["n"]
    return found


def test_facts_of_each_stage_and_of_the_whole_study(tmp_path):
    # The third group is excluded, and so is who rated in it.
    assert facts_of(write_playground(tmp_path)) == {
        "": {
            **{"plan": 2, "group": 2, "sources": 4, "respondents": 5, "words": 43},
            **{"codes": 4, "codes accepted": 2, "findings": 3, "decisions": 4},
            **{"people": 3, "groups": 2, "chapters": 1, "sections": 2},
        },
        "papers": {
            **{"plan": 2, "sources": 2, "respondents": 0, "words": 9},
            **{"codes": 4, "codes accepted": 2, "findings": 1, "decisions": 1},
            **{"people": 1, "groups": 0},
        },
        "vote": {
            **{"group": 2, "sources": 2, "respondents": 5, "words": 34},
            **{"codes": 3, "codes accepted": 1, "findings": 2, "decisions": 4},
            **{"people": 3, "groups": 2},
        },
    }


def test_without_members_and_handbook_nothing_is_said_of_them(tmp_path):
    text = STUDY.replace("members: members.csv\nhandbook: handbook.yaml\n", "")
    facts = facts_of(write_playground(tmp_path, study=text))
    assert {"people", "groups", "chapters", "sections"}.isdisjoint(facts[""] | facts["vote"])


def test_groups_of_one_name_in_two_bodies_are_two(tmp_path):
    text = MEMBERS + "Lu,Office,North,,vote\n"
    assert facts_of(write_playground(tmp_path, members=text))["vote"]["groups"] == 3


def test_a_kind_called_as_a_fact_is_overruled_by_it(tmp_path):
    sources = (
        "source_id,stage,kind\nD1,papers,words\nD2,papers,words\nG1,vote,group\nG2,vote,group\n"
    )
    ratings = "source_id,member,code,rating\nG1,Ann,swing,9\nG2,Cy,swing,8\n"
    folder = write_playground(tmp_path, sources=sources, ratings=ratings)
    assert facts_of(folder)["papers"]["words"] == 9


def test_a_study_without_any_source_has_no_numbers_but_those_it_keeps(tmp_path):
    folder = write_playground(
        tmp_path,
        sources="source_id,stage,kind\n",
        papers="source_id,code,present,note\n",
        ratings="source_id,member,code,rating\n",
    )
    assert facts_of(folder)["vote"] == {
        **{"sources": 0, "respondents": 0, "words": 0, "codes": 3, "codes accepted": 0},
        **{"findings": 2, "decisions": 4, "people": 3, "groups": 2},
    }


def test_a_study_that_keeps_no_logs_found_and_decided_nothing(tmp_path):
    study, codebook, rows, _, counts = counted(write_playground(tmp_path))
    facts = fact_rows(study, codebook, rows.sources, rows.speakers, counts, Logs(), (), None)
    mine = {row["name"]: row["n"] for row in facts if row["stage"] == "vote"}
    assert (mine["findings"], mine["decisions"]) == (0, 0)
