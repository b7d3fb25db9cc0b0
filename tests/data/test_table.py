"""A CSV file as people and programs write it: what is read, what is noted, what is refused and how."""

import numpy as np
import pytest

from nbkit.data import DataError, table
from nbkit.data.table import load_table

GOOD = "size,weight,kind\n1,2,a\n3,4,b\n5,6,a\n7,8,b\n9,10,a\n11,12,b\n"


@pytest.fixture
def write(tmp_path):
    def written(text, encoding="utf-8"):
        path = tmp_path / "t.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return written


def test_a_plain_table(write):
    data = load_table(write(GOOD))
    assert data.X.tolist() == [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10], [11, 12]]
    assert data.X.dtype == np.float64 and data.y.dtype == np.int64
    assert data.y.tolist() == [0, 1, 0, 1, 0, 1]
    assert (data.classes, data.features, data.notes) == (("a", "b"), ("size", "weight"), ())
    assert data.sources[0] == "line 2" and not data.grouped


@pytest.mark.parametrize(
    ("text", "encoding", "note"),
    [
        (GOOD.replace(",", ";"), "utf-8", "semicolons"),
        (GOOD.replace(",", "\t"), "utf-8", "tabs"),
        (GOOD.replace("\n", "\r\n"), "utf-8", None),
        (GOOD.replace("\n", "\n\n"), "utf-8", None),
        (GOOD.replace(",", " , "), "utf-8", None),
        (GOOD, "utf-8-sig", None),
        (GOOD, "utf-16", "UTF-16"),
    ],
)
def test_the_same_table_in_other_clothes(write, text, encoding, note):
    data = load_table(write(text, encoding))
    assert data.X.tolist() == [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10], [11, 12]]
    assert data.features == ("size", "weight")
    assert [note in said for said in data.notes] == ([True] if note else [])


def test_what_is_not_utf_8_is_read_as_windows_writes_it(write):
    data = load_table(write(GOOD.replace("size", "größe"), "cp1252"))
    assert data.features[0] == "größe" and "Windows-1252" in data.notes[0]


@pytest.mark.parametrize("text", ["1,5;2;a\n3;4,25;b\n", '"1,5",2,a\n3,"4,25",b\n'])
def test_decimal_commas(write, text):
    mark = ";" if ";" in text else ","
    data = load_table(write(mark.join(("u", "v", "kind")) + "\n" + 3 * text))
    assert data.X[:2].tolist() == [[1.5, 2], [3, 4.25]]
    assert "commas in numbers were read as decimal points" in data.notes


def test_missing_values_are_nan_and_counted(write):
    data = load_table(write("u,v,kind\n,2,a\nNA,n/a,b\n" + 2 * "5,?,a\n7,8,b\n" + "1,1,a\n"))
    assert np.isnan(data.X[0, 0]) and np.isnan(data.X[1]).all()
    assert data.notes == ("cells without a value: 5, in 4 rows",)


def test_rows_without_a_label_and_columns_without_a_number_are_left_out_and_said(write):
    data = load_table(write("u,v,kind\n1,,a\n2,,\n3,,b\n" + 2 * "4,,a\n5,,b\n"))
    assert data.features == ("u",) and len(data.y) == 6 and data.sources[1] == "line 4"
    assert data.notes == ("rows without a label, left out: 1", "a column without any number, left out: v")


def test_label_group_and_columns_to_leave_out_are_named(write):
    text = "kind,tree,u,v,name\n" + "a,T1,1,2,x\na,T1,3,4,y\nb,T2,5,6,z\n" * 3
    data = load_table(write(text), label="kind", group="tree", leave_out=["name"])
    assert data.features == ("u", "v") and data.groups.tolist() == [0, 0, 1] * 3 and data.grouped
    assert data.notes == ("columns left out, as you said: name",)


def test_numbers_may_be_classes_and_come_in_their_order(write):
    assert load_table(write("u,k\n" + "1,10\n2,9\n" * 3)).classes == ("9", "10")


def test_what_cannot_be_counts_as_missing_and_is_named(write):
    data = load_table(write("u,kind\n" + "1,a\n2,b\n" * 3 + "380,a\n"), possible={"u": (0, 80)})
    assert np.isnan(data.X[6, 0]) and data.X[0, 0] == 1
    assert data.notes == ("line 8: u 380 cannot be: it counts as missing",)


def test_of_too_many_rows_the_same_ones_are_drawn_each_time(write, monkeypatch):
    monkeypatch.setattr(table, "MOST_ROWS", 100)
    path = write("u,kind\n" + "".join(f"{i},{'ab'[i % 2]}\n" for i in range(1000)))
    data, again = load_table(path), load_table(path)
    assert len(data.y) == 100 and (np.diff(data.X[:, 0]) > 0).all() and data.X.max() > 800
    assert data.fingerprint == again.fingerprint
    assert data.notes == ("1,000 rows: 100 of them were drawn at random, always the same",)
    assert data.sources[0] == f"line {int(data.X[0, 0]) + 2}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "an empty file"),
        ("\n\n", "an empty file"),
        ("u\n1\n", "one column, 'u'"),
        ("1,2,3\n4,5,6\n", "numbers: 1, 2, 3"),
        ("u,u,kind\n1,2,a\n", "'u' 2 times"),
        ("u,,kind\n1,2,a\n", "a column without a name"),
        ("u,kind\n", "no line below the names"),
        ("u,kind\n1,a\n2\n", "1 in line 3"),
        ("u,kind\n1,a,9\n", "3 in line 2"),
        ("u,colour,kind\n" + "1,red,a\n2,3,b\n" * 3, "'red' in line 2"),
        (GOOD.replace("9,10", "inf,10"), "'inf' in line 6"),
        (GOOD.replace("9,10", "1_0,10"), "'1_0' in line 6"),
        ("u,kind\n1,a\n2,a\n3,a\n", "only 'a'"),
        (GOOD + "1,2,c\n", "1 of 'c' (line 8)"),
        ("u,v\n" + "".join(f"{i},{i / 3}\n" for i in range(60)), "60 different values in 'v'"),
        ("tree,kind\n" + "T1,a\nT2,b\n" * 3, "in the column 'tree'"),
        ('u,kind\n"1,234",a\n950,b\n' + "7,a\n8,b\n" * 3, "'1,234' beside '950'"),
        ("u;kind\n1,5;a\n2.5;b\n" * 1 + "7;a\n8;b\n" * 3, "'1,5' beside '2.5'"),
        ("0.09,1.65,b\n" + "1,2,a\n3,4,b\n" * 3, "0.09, 1.65, b, and 'b' stands below as well"),
        ("size;count;kind\n" + "1,5;950;a\n2,5;1.100;b\n" * 3, "'1.100' in line 3, 'count': a thousand"),
        (b"PK\x03\x04zipped", "an Excel or zip file"),
        (b"u,kind\n\0\0", "zero bytes"),
    ],
)
def test_what_is_refused_and_why(write, text, words):
    with pytest.raises(DataError) as caught:
        load_table(write(text))
    said = str(caught.value)
    assert words in said and all(word in said for word in ("expected:", "got:", "do:", "t.csv"))


def test_text_among_numbers_says_how_to_go_on(write):
    with pytest.raises(DataError, match=r"leave_out=\['colour'\]"):
        load_table(write("u,colour,kind\n" + "1,red,a\n2,3,b\n" * 3))


@pytest.mark.parametrize(
    "about", [{"label": "sort"}, {"group": "sort"}, {"leave_out": ["sort"]}, {"possible": {"sort": (0, 1)}}]
)
def test_a_name_that_is_no_column(write, about):
    with pytest.raises(DataError, match="one of the columns size, weight, kind"):
        load_table(write(GOOD), **about)


def test_names_that_are_numbers_are_said(write):
    data = load_table(write("400,410,kind\n" + "1,2,a\n3,4,b\n" * 3))
    assert data.features == ("400", "410")
    assert data.notes == ("columns are named 400, 410: if that is an example, write names above it",)


def test_columns_that_are_numbered_may_hold_their_own_numbers(write):
    assert load_table(write("0,1,kind\n" + "0,1,a\n1,1,b\n" * 3)).features == ("0", "1")


def test_points_that_can_only_be_decimals_may_stand_beside_commas(write):
    data = load_table(write("size;count;small;kind\n" + "1,5;2.54;0.189;a\n2,5;1.100;0.1;b\n" * 3))
    assert data.X[:2].tolist() == [[1.5, 2.54, 0.189], [2.5, 1.1, 0.1]]
    assert load_table(write("u,kind\n" + "1.100,a\n2.200,b\n" * 3)).X[0] == 1.1


def test_classes_of_nearly_the_same_name_are_said(write):
    note = "classes of nearly the same name: Oak, oak; if they are one, write them alike"
    assert load_table(write("u,kind\n" + "1,Oak\n2,oak\n3,ash\n" * 3)).notes == (note,)


def test_what_to_do_is_said_in_the_form_of_the_notebook_too(write):
    with pytest.raises(DataError, match=r'ABOUT = \{"leave_out": \["colour"\]\}'):
        load_table(write("u,colour,kind\n" + "1,red,a\n2,3,b\n" * 3))
    with pytest.raises(DataError, match=r'without label= \(as ABOUT = \{"label": "kind"\}\)'):
        load_table(write(GOOD), label="sort")
    with pytest.raises(DataError, match=r'ABOUT = \{"label": "NAME"\}'):
        load_table(write("u,v\n" + "".join(f"{i},{i / 3}\n" for i in range(60))))


def test_a_row_without_its_group(write):
    with pytest.raises(DataError, match="an empty cell in line 3"):
        load_table(write("tree,u,kind\nT1,1,a\n,2,b\n" + "T2,1,a\nT3,1,b\n" * 3), group="tree")


def test_a_missing_file(tmp_path):
    with pytest.raises(DataError, match="nothing at this place"):
        load_table(tmp_path / "no.csv")
