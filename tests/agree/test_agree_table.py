"""`qualstage agree TABLE.csv`: forms of tables, what is printed and written, what is refused."""

import csv

import pytest
from qualstage.cli import main

WIDE = """\
unit,Rater1,Rater2,Rater3,Rater4
1,1,1,NA,1
2,2,2,3,2
3,3,3,3,3
4,3,3,3,3
5,2,2,2,2
6,1,2,3,4
7,4,4,4,4
8,1,1,2,1
9,2,2,2,2
10,,5,5,5
11,,,1,1
12,,,3,
"""

LONG = """\
text;coder;code;person
t1;Ann;hope;p
t1;Ann;fear;p
t1;Bo;hope;p
t2;Ann;;p
t2;Bo;;p
t3;Ann;fear;q
t3;Bo;fear;q
t4;Ann;hope;q
"""


def agree(tmp_path, text, *options):
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    return main(["agree", str(path), *options]), path


def written(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(r["coder_1"], r["coder_2"], r["code"], r["pooling"], r["measure"]): r for r in rows}


def test_a_wide_table_gives_the_textbooks_figures(tmp_path, capsys):
    output = tmp_path / "agreement.csv"
    code, path = agree(tmp_path, WIDE, "--output", str(output))
    assert code == 0
    told = capsys.readouterr().out.splitlines()
    assert told[:8] == [
        f"{path}: a row a unit (12), a column a coder: Rater1, Rater2, Rater3, Rater4.",
        "Categories: 1, 2, 3, 4, 5.",
        "7 cells are empty or NA: not answered.",
        "95 % intervals from 1000 resamples of units.",
        "",
        "all coders              alpha                         AC1    kappa  percent",
        "  all categories        0.74 (0.44 to 0.94)          0.78     0.76     0.82",
        "  1                     0.72 (0.25 to 1.00)          0.85     0.74     0.91",
    ]
    found = written(output)
    figures = {
        key[4]: row["value"]
        for key, row in found.items()
        if key[:4] == ("all", "", "", "categories")
    }
    assert figures == {"alpha": "0.7434", "AC1": "0.7754", "kappa": "0.7628", "percent": "0.8182"}
    # Of two coders, only units count that both answered: Rater1 never gave a 5, Rater2 did once.
    row = found["Rater1", "Rater2", "5", "code", "kappa"]
    assert (row["value"], row["n"], row["reason"]) == ("", "9", "neither coder used the code")
    assert found["Rater1", "Rater2", "", "categories", "PABAK"]["value"] == "0.8611"


def test_a_long_table_of_several_codes_asks_each_by_itself(tmp_path, capsys):
    output = tmp_path / "agreement.csv"
    options = ("--unit", "text", "--cluster", "person", "--output", str(output))
    code, path = agree(tmp_path, LONG, *options)
    assert code == 0
    assert capsys.readouterr().out == (
        f"{path}: a row a code of a unit (4) by a coder: Ann, Bo.\n"
        "Pairs of coder and unit without a row: 1. They are taken as not looked at; where a coder "
        "looked and found nothing, write a row with an empty code.\n"
        "Some units have several codes: each is asked by itself: fear, hope.\n"
        "95 % intervals from 1000 resamples of values of 'person'.\n"
        "\n"
        "Ann and Bo              alpha                         AC1    kappa    PABAK  percent\n"
        "  all codes together    0.69 (0.50 to 1.00)          0.68     0.67     0.67     0.83\n"
        "  mean over codes       0.72                         0.67     0.70     0.67     0.83\n"
        "  fear                  0.44                         0.33     0.40     0.33     0.67\n"
        "  hope                  1.00                         1.00     1.00     1.00     1.00\n"
    )
    row = written(output)["Ann", "Bo", "fear", "code", "alpha"]
    assert [row[name] for name in ("n", "positives_1", "positives_2", "clusters")] == list("3212")


def test_codes_that_exclude_each_other_are_categories(tmp_path, capsys):
    text = "unit,coder,code\n1,A,x\n1,B,x\n2,A,y\n2,B,\n3,A,z\n3,B,z\n"
    assert agree(tmp_path, text)[0] == 0
    told = capsys.readouterr().out
    assert "No unit has two codes of a coder: categories are x, y, z, (no code).\n" in told
    assert "  all categories        0.62" in told


def test_answers_of_one_category_have_no_figure_beyond_chance(tmp_path):
    output = tmp_path / "agreement.csv"
    assert agree(tmp_path, "A,B\nyes,yes\nyes,yes\n", "--output", str(output))[0] == 0
    found = {key[4]: (row["value"], row["reason"]) for key, row in written(output).items()}
    one = "every answer is of one and the same category"
    assert found["alpha"] == found["kappa"] == ("", one)
    assert found["AC1"] == found["PABAK"] == ("", f"{one}: agreement on that alone")
    assert found["percent"][0] == "1.0"


def test_a_coder_of_a_single_category_has_a_kappa_of_0_that_says_why(tmp_path):
    output = tmp_path / "agreement.csv"
    assert agree(tmp_path, "A,B\nx,x\nx,y\nx,x\nx,y\n", "--output", str(output))[0] == 0
    row = written(output)["A", "B", "", "categories", "kappa"]
    assert (row["value"], row["reason"].partition(";")[0]) == (
        "0.0",
        "A gave every unit the same category: kappa is 0 then, whatever the other did",
    )


NOTES = "A,B,note\n" + "".join(f"1,{i % 2},remark {i}\n" for i in range(20))


@pytest.mark.parametrize(
    ("text", "options", "told"),
    [
        (
            "unit,A\n1,x\n",
            (),
            "{path} cannot be used: 1 problem.\n\n"
            "  line 1\n"
            "      agreement needs two coders, and there is only 'A'.\n"
            "      Give each coder a column; or a row for each unit, coder and code, under these "
            "names.\n\n"
            "Nothing was written.\n",
        ),
        (
            "unit,A,B\n1,x,y\n2,x,x\n1,x,y\n",
            (),
            "{path} cannot be used: 1 problem.\n\n"
            "  lines 2 and 4\n"
            "      unit '1' has 2 rows.\n"
            "      Give each unit one row, and a name of its own.\n\n"
            "Nothing was written.\n",
        ),
        (
            "unit,coder,code\n1,A,x\n,A,x\n2,,y\n",
            (),
            "{path} cannot be used: 3 problems.\n\n"
            "  line 3\n"
            "      unit is empty.\n"
            "      Say which it is.\n\n"
            "  line 4\n"
            "      coder is empty.\n"
            "      Say which it is.\n\n"
            "  file\n"
            "      agreement needs two coders, and there is only 'A'.\n"
            "      Put all coders' rows into one table.\n\n"
            "Nothing was written.\n",
        ),
        (
            "unit,coder,code,cluster\n1,A,x,p\n1,B,x,q\n",
            (),
            "{path} cannot be used: 1 problem.\n\n"
            "  file\n"
            "      unit '1' is of several clusters: p, q.\n"
            "      Write the same in all rows of a unit.\n\n"
            "Nothing was written.\n",
        ),
        (
            "A,B\n1,1\n",
            ("--form", "tall"),
            "{path} cannot be used: 1 problem.\n\n"
            "  --form\n"
            "      'tall' is no form of a table.\n"
            "      Name one of: wide, long.\n\n"
            "Nothing was written.\n",
        ),
        (
            "A,B\n1,1\n",
            ("--form", "long"),
            "{path} cannot be used: 3 problems.\n\n"
            + "".join(
                "  line 1\n"
                f"      it has no column '{name}'.\n"
                "      Name the columns in the first line; found: A, B.\n\n"
                for name in ("unit", "coder", "code")
            )
            + "Nothing was written.\n",
        ),
        (
            "A,B\n1,1\n",
            ("--coders", "A", "C"),
            "{path} cannot be used: 1 problem.\n\n"
            "  --coders\n"
            "      there is no column 'C'.\n"
            "      Name columns of the table: A, B.\n\n"
            "Nothing was written.\n",
        ),
        (
            NOTES,
            (),
            "{path} cannot be used: 1 problem.\n\n"
            "  line 1\n"
            "      column 'note' has another value in every row: no coder's categories.\n"
            "      Name the coders' columns: --coders A B.\n\n"
            "Nothing was written.\n",
        ),
        (
            "A,B\n1,1\n",
            ("--coders", "A", "A", "B"),
            "{path} cannot be used: 1 problem.\n\n"
            "  --coders\n"
            "      'A' is named twice.\n"
            "      Name each coder once.\n\n"
            "Nothing was written.\n",
        ),
        (
            "source,rater,theme\nt1,Ann,hope\nt1,Bo,fear\n",
            (),
            "{path} cannot be used: 1 problem.\n\n"
            "  line 1\n"
            "      no two of the columns source, rater, theme have a value in common.\n"
            "      If a row is a code that a coder gave a unit, call the columns unit, coder and "
            "code. If the\n      columns are coders' all the same, say so: --coders source rater "
            "theme.\n\n"
            "Nothing was written.\n",
        ),
    ],
    ids=[
        *("one", "twice", "empty", "clusters", "form", "columns", "coders", "notes"),
        *("named twice", "nothing shared"),
    ],
)
def test_what_cannot_be_used_is_told(tmp_path, capsys, text, options, told):
    code, path = agree(tmp_path, text, *options)
    assert code == 1
    assert capsys.readouterr().err == told.format(path=path)


def test_columns_that_are_no_coders_are_left_out_by_name(tmp_path, capsys):
    assert agree(tmp_path, NOTES, "--coders", "A", "B")[0] == 0
    assert "a column a coder: A, B.\nCategories: 0, 1.\n" in capsys.readouterr().out


def test_a_table_is_never_overwritten(tmp_path, capsys):
    path = tmp_path / "table.csv"
    path.write_text(WIDE)
    assert main(["agree", str(path), "--output", str(path)]) == 1
    assert "it would overwrite what it is given." in capsys.readouterr().err
    assert path.read_text() == WIDE


def test_neither_a_table_nor_a_study_is_told(capsys):
    assert main(["agree", "--study", "allotment"]) == 1
    assert capsys.readouterr().err == (
        "qualstage agree cannot be used: 1 problem.\n\n"
        "  command line\n"
        "      it needs a table of codes, or a study and its tables.\n"
        "      Any table: qualstage agree TABLE.csv. Of a study, the workflow makes it: agree/.\n\n"
        "Nothing was written.\n"
    )


def test_numbers_and_blanks_are_read_as_they_were_meant(tmp_path, capsys):
    output = tmp_path / "agreement.csv"
    wide = (
        "unit,A,B\n" + "".join(f"{n},{n % 3},{n % 3}.0\n" for n in range(9)) + "9,1,nan\n10,N/A,\n"
    )
    assert agree(tmp_path, wide, "--output", str(output))[0] == 0
    told = capsys.readouterr().out
    assert "Categories: 0, 1, 2.\n3 cells are empty or N/A or nan: not answered.\n" in told
    assert written(output)["A", "B", "", "categories", "alpha"]["value"] == "1.0"


def test_columns_of_a_long_table_are_known_whatever_their_letters(tmp_path, capsys):
    output = tmp_path / "agreement.csv"
    long = (
        "Unit,Coder,CODE\nt1,Ann,hope\nt1,Bo,hope\nt2,Ann,fear\nt2,Bo,NA\nt3,Ann,fear\nt3,Bo,fear\n"
    )
    assert agree(tmp_path, long, "--output", str(output))[0] == 0
    told = capsys.readouterr().out
    assert "Rows whose code is NA: 1. They are not answered.\n" in told
    assert "categories are fear, hope." in told
    assert "without a row" not in told
    row = written(output)["Ann", "Bo", "", "categories", "alpha"]
    assert (row["value"], row["n"]) == ("1.0", "2")


def test_an_excel_list_that_names_its_separator_is_read(tmp_path, capsys):
    assert agree(tmp_path, "sep=;\nA;B\n1;1\n1,5;1\n2;2\n")[0] == 0
    assert "a column a coder: A, B.\nCategories: 1, 2, 1,5.\n" in capsys.readouterr().out


def test_columns_that_are_named_are_known_by_their_own_letters(tmp_path, capsys):
    wide = "Unit,Cluster,Code,Coder\n1,p,x,x\n2,p,y,x\n3,q,y,y\n"
    named = ("--unit", "Unit", "--cluster", "Cluster", "--coders", "Code", "Coder")
    assert agree(tmp_path, wide, *named)[0] == 0
    told = capsys.readouterr().out
    assert "a row a unit (3), a column a coder: Code, Coder." in told
    assert "resamples of values of 'Cluster'." in told
    assert agree(tmp_path, "Unit,A,B\n1,x,x\n2,y,x\n", "--unit", "Unit")[0] == 0
    assert "a column a coder: A, B." in capsys.readouterr().out
