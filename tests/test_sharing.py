"""Bringing copies back, three-way: what is taken, what is told, and that nothing is lost."""

from collections import Counter

import cli_tools as t
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkp_xl.book import flow
from mkp_xl.book.fields import INPUT_OF, INPUTS_OF
from mkp_xl.book.sharing.base import Base, as_held, is_of, packed, sketch_of, unpacked
from mkp_xl.book.sharing.holding import Held, Part, Row, copy_headers, held
from mkp_xl.book.sharing.matching import Line, align
from mkp_xl.book.sharing.meaning import meaning
from mkp_xl.book.sharing.merging import Copy, merged
from mkp_xl.book.sharing.splitting import shares
from mkp_xl.errors import InputError
from mkp_xl.faces.manager_files import file_name
from mkp_xl.hosts.xlsx import XlsxHost

CLIENTS = ("client", "manager", "client_id", "phone", "potential_typed", "own:Заметка")
CONTACTS = ("client_id", "date", "type", "result")


def book(clients, contacts=None, *, columns=CLIENTS, log=CONTACTS, formulas=()):
    """Return a book of records; `formulas` are cells of the list, by row and key."""
    made = Held(parts={}, currency="RUB", lang="ru")
    rows = [
        Row(
            record=dict(record),
            said=made.means("clients", record),
            row=at + 2,
            computed=frozenset(key for row, key in formulas if row == at),
        )
        for at, record in enumerate(clients)
    ]
    made.parts["clients"] = part("clients", rows, columns)
    ids = [record.get("client_id") for record in clients]
    if contacts is not None:
        lines = [
            Row(
                record=dict(record),
                said=made.means("contacts", record),
                row=at + 2,
                client=ids.index(record["client_id"]) if record.get("client_id") in ids else -1,
            )
            for at, record in enumerate(contacts)
        ]
        made.parts["contacts"] = part("contacts", lines, log)
    return made


def part(kind, rows, columns):
    return Part(
        kind=kind,
        rows=rows,
        columns={key: place for place, key in enumerate(columns, start=1)},
        headers={key: key for key in columns},
    )


def copy(base, theirs, name="Анна.xlsx", manager="Анна"):
    return Copy(file=name, manager=manager, base=base, theirs=theirs)


def run(ours, *copies):
    """Return what becomes of copies: clients and contacts of the book afterwards, and the items."""
    clients, contacts, formulas = ours
    held = book(clients, contacts, formulas=formulas)
    found = merged(held, [copy(book(*b), book(*t), f"{n}.xlsx") for n, (b, t) in enumerate(copies)])
    after = {"clients": [dict(r) for r in clients], "contacts": [dict(r) for r in contacts or ()]}
    for cell in found.cells:
        record = after[cell.kind][cell.row - 2]
        record.pop(cell.key, None)
        if cell.raw is not None:
            record[cell.key] = cell.raw
    for kind, records in found.rows.items():
        after[kind] += records
    return (after["clients"], after["contacts"], formulas), found


def reasons(found):
    return Counter(item.reason for item in found.items)


K1 = {"client": "Ромашка", "manager": "Анна", "client_id": "K-1", "phone": "1", "own:Заметка": "а"}
K2 = {"client": "Вектор", "manager": "Анна", "client_id": "K-2", "potential_typed": 7.0}
CALL = {"client_id": "K-1", "date": 46300.0, "type": "звонок", "result": "да"}


@pytest.mark.parametrize(
    ("base", "theirs", "ours", "after", "told"),
    [
        ("1", "1", "1", "1", None),
        ("1", "2", "1", "2", "cell"),
        ("1", "1", "2", "2", None),
        ("1", "2", "2", "2", None),
        ("1", "2", "3", "3", "both"),
        (None, "2", None, "2", "cell"),
        ("1", None, "1", None, "cell"),
        ("1", None, "2", "2", "both"),
        ("7", 7.0, "8", "8", None),
        ("а б", "а\u00a0 б", "в", "в", None),
    ],
)
@pytest.mark.parametrize("key", ["phone", "own:Заметка"])
def test_a_cell_is_taken_where_only_the_copy_changed_it(key, base, theirs, ours, after, told):
    def client(value):
        return {"client": "Ромашка", "client_id": "K-1"} | ({key: value} if value else {})

    left, found = run(([client(ours)], None, ()), (([client(base)],), ([client(theirs)],)))
    assert left[0][0].get(key) == after
    assert reasons(found) == ({told: 1} if told else {})


def test_an_amount_typed_as_text_is_no_change():
    base, theirs = K2, K2 | {"potential_typed": "7,00"}
    assert not run(([base], None, ()), (([base],), ([theirs],)))[1].items


def test_a_formula_of_the_book_is_never_written_over():
    changed = K1 | {"phone": "9"}
    left, found = run(([K1], None, ((0, "phone"),)), (([K1],), ([changed],)))
    assert left[0] == [K1]
    assert reasons(found) == {"formula": 1}


def test_a_new_client_comes_with_the_manager_and_a_removed_one_stays():
    new = {"client": "Новый", "client_id": "K-9", "phone": "5"}
    left, found = run(([K1, K2], None, ()), (([K1, K2],), ([K1, new],)))
    assert left[0] == [K1, K2, new | {"manager": "Анна"}]
    assert reasons(found) == {"client_added": 1, "client_removed": 1}


def test_of_one_new_client_in_two_copies_the_first_is_taken_and_the_difference_told():
    new = {"client": "Новый", "client_id": "K-9", "phone": "5", "manager": "Анна"}
    other = new | {"phone": "6"}
    left, found = run(([K1], None, ()), (([K1],), ([K1, new],)), (([],), ([other],)))
    assert left[0] == [K1, new]
    assert reasons(found) == {"client_added": 1, "same_client": 1}


def test_a_corrected_id_is_a_change_and_collected_once():
    changed = K1 | {"client_id": "K-11"}
    left, found = run(([K1, K2], None, ()), (([K1],), ([changed],)))
    assert left[0] == [changed, K2]
    assert reasons(found) == {"cell": 1}
    assert not run(left, (([K1],), ([changed],)))[1].items


def test_a_client_that_left_the_book_is_told_with_what_the_copy_says():
    left, found = run(([K2], None, ()), (([K1],), ([K1 | {"phone": "9"}],)))
    assert left[0] == [K2]
    assert [(i.reason, i.base, i.theirs) for i in found.items] == [("client_gone", "1", "9")]


def test_a_list_without_ids_goes_by_names():
    base = [{"client": "Ромашка", "phone": "1"}, {"client": "ромашка", "phone": "2"}]
    theirs = [base[0], base[1] | {"phone": "3"}]
    left, found = run((base, None, ()), ((base,), (theirs,)))
    assert left[0] == theirs
    assert reasons(found) == {"cell": 1}


def test_rows_of_a_log_are_added_edited_and_kept():
    edited = CALL | {"result": "нет"}
    new = {"client_id": "K-1", "date": 46310.0, "type": "встреча"}
    removed = {"client_id": "K-1", "date": 46200.0}
    copied = ([K1], [CALL, removed]), ([K1], [new, edited])
    left, found = run(([K1, K2], [removed, CALL], ()), copied)
    assert left[1][:2] == [removed, edited]
    assert left[1][2]["type"] == "встреча"
    assert reasons(found) == {"row_edited": 1, "row_added": 1, "row_removed": 1}
    assert reasons(run(left, copied)[1]) == {"row_removed": 1}


def test_a_row_that_was_changed_in_the_book_too_is_a_conflict():
    ours, theirs = CALL | {"result": "позже"}, CALL | {"result": "нет"}
    left, found = run(([K1], [ours], ()), (([K1], [CALL]), ([K1], [theirs])))
    assert left[1] == [ours]
    assert reasons(found) == {"row_gone": 1}


def test_a_row_that_two_copies_add_comes_twice_and_never_again():
    copies = [(([K1], []), ([K1], [CALL])), (([K1], []), ([K1], [CALL]))]
    left, found = run(([K1], [], ()), *copies)
    assert reasons(found) == {"row_added": 2}
    assert len(left[1]) == 2
    assert not run(left, *copies)[1].items


def test_a_contact_of_a_client_renamed_in_the_copy_stays_with_the_client():
    renamed = K1 | {"client": "Ромашка-2"}
    left, found = run(([K1], [CALL], ()), (([K1], [CALL]), ([renamed], [CALL])))
    assert reasons(found) == {"cell": 1}
    assert left[1] == [CALL]


def test_what_the_book_has_no_place_for_is_told():
    ours = book([K1], columns=("client", "client_id"))
    theirs = book([K1 | {"phone": "9"}], [CALL])
    found = merged(ours, [copy(book([K1], []), theirs)])
    assert reasons(found) == {"no_column": 1, "no_sheet": 1}
    assert not found.cells


def test_a_sheet_or_a_column_that_a_copy_lost_is_told_and_clears_nothing():
    theirs = book([{"client_id": "K-1", "client": "Ромашка"}], columns=("client", "client_id"))
    found = merged(book([K1], [CALL]), [copy(book([K1], [CALL]), theirs)])
    assert reasons(found) == {"column_gone": 3, "sheet_gone": 1}
    assert not found.cells


def test_rows_of_nobody_and_formulas_that_nobody_computed_are_told():
    theirs = book([K1], [CALL])
    theirs.clients.rows[0].unread = frozenset({"phone"})
    theirs.parts["contacts"].rows[0].unread = frozenset({"result"})
    theirs.clients.stray.append(Row(record={"phone": "3"}, said={"phone": "3"}))
    theirs.parts["contacts"].stray.append(Row(record={"type": "звонок"}, said={"type": "звонок"}))
    found = merged(book([K1], [CALL]), [copy(book([K1], [CALL]), theirs)])
    assert reasons(found) == {"uncomputed": 2, "nobody": 2}
    assert not found.cells


# --- laws ----------------------------------------------------------------------------------------

VALUES = st.sampled_from([None, "1", "2", "3"])
CELLS = st.fixed_dictionaries({"phone": VALUES, "own:Заметка": VALUES, "client": VALUES})
LISTS = st.dictionaries(st.sampled_from(["K-1", "K-2", "K-3"]), CELLS)
LOGS = st.lists(
    st.fixed_dictionaries(
        {
            "client_id": st.sampled_from(["K-1", "K-2"]),
            "date": st.sampled_from([46300.0, 46301.0]),
            "result": st.sampled_from(["да", "нет", "позже"]),
        }
    ),
    max_size=5,
)


def records(cells):
    """Return clients that each have a name and a manager."""
    return [
        {"client_id": one, "manager": "Анна"}
        | {key: value for key, value in said.items() if value}
        | {"client": f"{said['client'] or 'Имя'} {one}"}
        for one, said in cells.items()
    ]


@given(LISTS, LISTS, LISTS)
@settings(max_examples=150, deadline=None)
def test_every_cell_obeys_the_three_way_law_and_every_edit_is_taken_or_told(base, ours, theirs):
    sides = [records(side) for side in (base, ours, theirs)]
    left, found = run((sides[1], [], ()), ((sides[0], []), (sides[2], [])))
    was, here, now, after = (
        {record["client_id"]: record for record in side} for side in (*sides, left[0])
    )
    told = {(item.client.split()[-1], item.key) for item in found.items}
    assert after.keys() == here.keys() | now.keys() - was.keys()
    for client, record in now.items():
        for key in CELLS_KEYS:
            b, o, t = (side.get(client, {}).get(key) for side in (was, here, now))
            if client in was and client in here:
                expected = t if o == b else o
                assert after[client].get(key) == expected
            if t != b and after.get(client, {}).get(key) != t and (client in was or t):
                assert (client, key) in told, (client, key, record)


CELLS_KEYS = ("phone", "own:Заметка", "client")


def of(client, log):
    return [row for row in log if row["client_id"] == client]


@given(LISTS, LISTS, LISTS, LOGS, LOGS, LOGS)
@settings(max_examples=150, deadline=None)
def test_to_collect_twice_is_to_collect_once(base, ours, theirs, was, here, now):
    """Each client's rows are in one manager's copy."""
    copies = [
        ((records(base), of(client, was)), (records(theirs), of(client, now)))
        for client in ("K-1", "K-2")
    ]
    left, _ = run((records(ours), here, ()), *copies)
    again, found = run(left, *copies)
    assert again == left
    assert not found.of("taken")


@given(LOGS, LOGS, LOGS)
@settings(max_examples=200, deadline=None)
def test_every_row_of_a_copy_is_in_the_book_or_told_and_none_goes(was, here, now):
    clients = records({"K-1": {"client": None}, "K-2": {"client": None}})
    left, found = run((clients, here, ()), ((clients, was), (clients, now)))
    shown = ("client_id", "date", "result")

    def rows(log):
        return Counter(tuple(row[key] for key in shown) for row in log)

    fresh = rows(now) - rows(was)
    lost = sum((fresh - rows(left[1])).values())
    assert lost <= len([item for item in found.items if item.is_ == "conflict"])
    edited = sum(item.reason == "row_edited" for item in found.items)
    assert sum((rows(here) - rows(left[1])).values()) <= edited
    assert len(left[1]) == len(here) + reasons(found)["row_added"]


@given(LISTS, LOGS)
@settings(max_examples=50, deadline=None)
def test_an_untouched_copy_brings_nothing(base, log):
    clients = records(base)
    left, found = run((clients, log, ()), ((clients, log), (clients, log[::-1])))
    assert not found.items
    assert left == (clients, log, ())


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_aligned_rows_account_for_every_row(base, theirs):
    was, now = (
        [Line("k", None, (one,), Row(record={}, said={})) for one in side]
        for side in (base, theirs)
    )
    found = align(was, now)
    assert len(was) - len(found.edited) - len(found.removed) == len(now) - len(found.edited) - len(
        found.added
    )
    assert not found.added or not found.removed


# --- what travels --------------------------------------------------------------------------------


def test_a_base_survives_and_a_damaged_one_is_refused():
    base = Base(
        book="К.xlsx", sheet="Клиенты", manager="Анна", own={"own:а": "а"}, common={}, sketch=["1"],
        records={"clients": [{"client": "=1+1", "phone": "\u00a07", "potential_typed": 0.1}] * 999},
    )  # fmt: skip
    cells = packed(base)
    assert all(len(cell) < 32_767 and cell.isascii() for cell in cells)
    assert unpacked(cells) == base
    assert unpacked(cells[::-1]) == base
    for broken in (cells[:1], cells[1:], [*cells[:-1], cells[-1][:-1]], []):
        with pytest.raises(InputError):
            unpacked(broken)


def test_a_copy_knows_its_book_by_most_of_its_clients():
    base = Base(
        book="", sheet="Клиенты", manager="", own={}, common={},
        sketch=sketch_of(book([K1, K2])), records={"clients": [K1]},
    )  # fmt: skip
    assert is_of(base, book([K1]), "Другой")
    assert not is_of(base, book([K1 | {"client_id": "X", "client": "Y"}]), "Клиенты")
    empty = Base(book="", sheet="Клиенты", manager="", own={}, common={}, sketch=[], records={})
    assert is_of(empty, book([]), "клиенты")
    assert not is_of(empty, book([]), "Список")
    assert as_held(base, book([])).clients.rows[0].said["client"] == "Ромашка"


def test_each_manager_gets_their_own_and_nobodys_clients_come_last():
    other = {"client": "Север", "client_id": "K-3", "manager": "анна "}
    free = {"client": "Юг", "client_id": "K-4"}
    clients = [free, K1, other, K2 | {"manager": "Борис"}]
    dealt = shares(book(clients, [CALL, CALL | {"client_id": "K-4"}, CALL | {"client_id": "?"}]))
    assert [share.manager for share in dealt] == ["Анна", "Борис", ""]
    assert dealt[0].records["clients"] == [K1, other]
    assert [len(share.records["contacts"]) for share in dealt] == [1, 0, 1]


def test_a_list_without_managers_is_not_split():
    with pytest.raises(InputError, match="no_manager_column"):
        shares(book([K1], columns=("client",)))


@pytest.mark.parametrize(
    ("key", "one", "other"),
    [
        ("potential_typed", "1 250 000,50", 1250000.5),
        ("last_contact_typed", "20.11.2026", 46346.0),
        ("excluded", "нет", None),
        ("excluded", "да", 1.0),
        ("phone", 7.0, "7"),
        ("client", " ООО\u00a0Ёлка", "ООО Ёлка"),
        (None, "20.11.2026", 46346.0),
        (None, "7", 7.0),
        ("potential_typed", " много", "много"),
    ],
)
def test_cells_that_read_alike_mean_the_same(key, one, other):
    field = INPUT_OF.get(key)
    assert meaning(field, one, "RUB", "ru") == meaning(field, other, "RUB", "ru")


def test_a_column_of_the_team_bears_no_name_of_ours_in_a_copy():
    keys = [f"own:{field.name.ru}" for field in INPUTS_OF["clients"]] + ["own:Сегмент", "own:x"]
    given_ = copy_headers(keys)
    assert len(set(given_.values())) == len(keys)
    assert given_["own:x"] == "x"
    assert given_["own:Сегмент"] == "Сегмент (2)"


def test_file_names_are_safe_and_each_another():
    taken = set()
    names = [file_name(n, ".xlsx", taken, "ru") for n in ("А/Б", "а:б", "", "CON", "x" * 300)]
    assert names[:4] == ["А Б.xlsx", "а б (2).xlsx", "без менеджера.xlsx", "CON _.xlsx"]
    assert len(names[4]) < 100


def test_columns_of_a_log_that_one_side_lacks_are_told():
    theirs = book([K1], [{"client_id": "K-1", "date": 46300.0, "next_step": "счёт"}],
                  log=("client_id", "date", "next_step"))  # fmt: skip
    found = merged(book([K1], [CALL]), [copy(book([K1], [CALL]), theirs)])
    assert reasons(found) == {"column_gone": 2, "no_column": 1}
    assert not found.cells


def test_a_formula_in_a_log_of_the_book_stays():
    ours = book([K1], [CALL])
    ours.parts["contacts"].rows[0].computed = frozenset({"result"})
    theirs = book([K1], [CALL | {"result": "нет"}])
    found = merged(ours, [copy(book([K1], [CALL]), theirs)])
    assert reasons(found) == {"formula": 1}


def test_an_uncomputed_cell_of_a_new_client_is_told():
    theirs = book([K1])
    theirs.clients.rows[0].unread = frozenset({"phone"})
    assert reasons(merged(book([]), [copy(book([]), theirs)]))["uncomputed"] == 1


def test_the_team_is_dealt_by_manager_and_norms_to_everybody():
    whole = book([K1, K2 | {"manager": "Борис"}])
    for kind, key in (("team", "manager"), ("norms", "industry")):
        said = [{key: "Анна"}, {key: "Борис"}]
        lines = [Row(record=one, said=whole.means(kind, one)) for one in said]
        whole.parts[kind] = part(kind, lines, (key,))
    dealt = shares(whole)
    assert [share.records["team"] for share in dealt] == [
        [{"manager": "Анна"}], [{"manager": "Борис"}]
    ]  # fmt: skip
    assert [len(share.records["norms"]) for share in dealt] == [2, 2]


def test_columns_only_the_team_knows_are_found_beside_a_list(tmp_path):
    headers = ("Пометка", "Клиент", "Потенциал", "Сотрудников", "Пометка", None, "Далеко")
    path = t.book(tmp_path / "К.xlsx", [("а", "Ромашка", 5, 7, "б", None, "в")], headers=headers)
    found = held(flow.reckon(XlsxHost(path), flow.Request(today=46346.0)))
    assert found.clients.columns == {
        "client": 2, "potential_typed": 3, "employees": 4, "own:Пометка": 1, "own:Пометка (2)": 5
    }  # fmt: skip
    assert found.clients.rows[0].record == {
        "client": "Ромашка", "potential_typed": 5.0, "employees": 7.0,
        "own:Пометка": "а", "own:Пометка (2)": "б",
    }  # fmt: skip


K3 = {"client": "Ёлка", "manager": "Анна", "phone": "3", "potential_typed": 9.0}
BY_NAME = ("client", "date", "type", "result")


@pytest.mark.parametrize(("was", "now"), [("K-1", "K-0001"), (None, "K-44")])
def test_an_id_that_is_typed_or_corrected_is_taken_and_logs_follow(was, now):
    client = {k: v for k, v in K1.items() if k != "client_id"} | ({"client_id": was} if was else {})
    new, call = client | {"client_id": now}, CALL | ({"client_id": was} if was else {})
    base = book([client, K2], [call] if was else [])
    theirs = book([new, K2], [CALL | {"client_id": now}] if was else [])
    ours = book([client, K2], [call] if was else [])
    found = merged(ours, [copy(base, theirs)])
    assert reasons(found) == {"cell": 1}
    typed = {(cell.kind, cell.row, cell.key, cell.raw) for cell in found.cells}
    assert typed == {("clients", 2, "client_id", now)} | (
        {("contacts", 2, "client_id", now)} if was else set()
    )


@pytest.mark.parametrize("key", ["client", "client_id"])
def test_branches_follow_a_parent_that_is_renamed(key):
    branch = K2 | {"parent": K1[key]}
    columns = (*CLIENTS, "parent")
    ours = book([K1, branch], columns=columns)
    found = merged(ours, [copy(book([K1]), book([K1 | {key: "Новое"}]))])
    assert {(c.row, c.key, c.raw) for c in found.cells} == {
        (2, key, "Новое"),
        (3, "parent", "Новое"),
    }


def test_an_id_that_came_is_known_to_the_copies_after_it():
    new = {"client": "Новый", "client_id": "K-7"}
    first = copy(book([K1]), book([K1 | {"client_id": "K-7"}]), "а.xlsx")
    second = copy(book([K2]), book([K2, new]), "б.xlsx", "Борис")
    found = merged(book([K1, K2]), [first, second])
    assert "client_added" not in reasons(found)
    assert "same_client" in reasons(found)


def test_an_id_of_several_clients_and_one_that_is_cleared_stay():
    twin = K1 | {"phone": "2"}
    found = merged(book([K1, twin]), [copy(book([K1]), book([K1 | {"client_id": "K-5"}]))])
    assert reasons(found) == {"key_shared": 1}
    cleared = {k: v for k, v in K1.items() if k != "client_id"}
    found = merged(book([K1]), [copy(book([K1]), book([cleared]))])
    assert reasons(found) == {"key_cleared": 1}
    assert not found.cells


@pytest.mark.parametrize("key", ["client", "client_id"])
def test_a_client_never_takes_the_name_or_id_of_another(key):
    named = K1 | {key: K2[key]}
    found = merged(book([K1, K2], [CALL]), [copy(book([K1]), book([named]))])
    assert not found.cells
    assert reasons(found) == {"key_shared": 1}


def test_a_contact_deleted_and_another_of_its_type_are_two():
    one, other = ({"client_id": "K-1", "date": day, "type": "звонок"} for day in (46266.0, 46350.0))
    found = merged(book([K1], [one]), [copy(book([K1], [one]), book([K1], [other]))])
    assert reasons(found) == {"row_added": 1, "row_removed": 1}
    assert not found.cells


def test_a_client_without_an_id_that_is_renamed_is_the_same_one():
    renamed = K3 | {"client": "Ёлка Плюс"}
    ours, base = (book([K3, K2]) for _ in range(2))
    found = merged(ours, [copy(base, book([renamed, K2]))])
    assert [(c.key, c.raw) for c in found.cells] == [("client", "Ёлка Плюс")]
    assert reasons(found) == {"cell": 1}


def test_a_row_in_two_files_of_one_copy_comes_once_and_two_of_them_twice():
    def files(*logs):
        return [
            Copy(file=f"{n}.xlsx", manager="Анна", base=book([K1], []), theirs=book([K1], log),
                 made="одна")
            for n, log in enumerate(logs)
        ]  # fmt: skip

    for logs, rows in ((([CALL], [CALL]), 1), (([CALL], [CALL, CALL]), 2), (([CALL] * 2, []), 2)):
        found = merged(book([K1], []), files(*logs))
        assert len(found.rows["contacts"]) == rows
    found = merged(book([K1], []), files([CALL], [CALL | {"result": "нет"}]))
    assert reasons(found) == {"row_added": 1, "row_twin": 1}


def test_a_row_completed_after_it_had_come_in_is_not_added_again():
    started = {"client_id": "K-1", "date": 46300.0, "type": "звонок"}
    found = merged(book([K1], [started]), [copy(book([K1], []), book([K1], [CALL]))])
    assert reasons(found) == {"row_twin": 1}
    (item,) = found.items
    assert (item.ours, item.theirs) == ("05.10.2026; звонок", "05.10.2026; звонок; да")
    assert not found.rows


def test_a_day_that_is_corrected_is_an_edit_and_a_row_of_another_client_a_conflict():
    later = CALL | {"date": 46305.0}
    found = merged(book([K1], [CALL]), [copy(book([K1], [CALL]), book([K1], [later]))])
    assert reasons(found) == {"row_edited": 1}
    assert [(c.key, c.raw) for c in found.cells] == [("date", 46305.0)]
    moved = CALL | {"client_id": "K-2"}
    found = merged(book([K1, K2], [CALL]), [copy(book([K1, K2], [CALL]), book([K1, K2], [moved]))])
    assert reasons(found) == {"row_moved": 1}
    assert not found.cells
    assert not found.rows


def test_rows_that_say_no_more_than_a_day_are_no_edits_of_each_other():
    one, other = ({"client_id": "K-1", "date": day} for day in (46300.0, 46305.0))
    found = merged(book([K1], [one]), [copy(book([K1], [one]), book([K1], [other]))])
    assert reasons(found) == {"row_added": 1, "row_removed": 1}


def test_a_log_row_of_a_client_the_book_has_no_more_is_a_conflict():
    theirs = book([K1], [CALL])
    found = merged(book([K2], []), [copy(book([K1], []), theirs)])
    assert reasons(found) == {"client_gone": 1}
    namesake = K1 | {"client_id": "K-5", "manager": "Борис"}
    edited = book([K1 | {"phone": "5"}], [CALL])
    found = merged(book([namesake], []), [copy(book([K1], []), edited)])
    assert reasons(found) == {"client_gone": 2}
    assert not found.cells
    assert not found.rows


def test_each_manager_of_a_client_that_stands_twice_gets_its_log():
    twin = K1 | {"manager": "Борис"}
    dealt = shares(book([K1, twin], [CALL]))
    assert [len(share.records["contacts"]) for share in dealt] == [1, 1]


@pytest.mark.parametrize("change", [
    {"records": []}, {"records": {"оборот": []}}, {"records": {"clients": [1]}}, {"common": []},
    {"common": {"settings": []}}, {"common": {"days": ["x"]}}, {"sketch": {}}, {"own": []},
    {"manager": 5},
])  # fmt: skip
def test_a_base_of_another_shape_is_damaged(change):
    whole = {"book": "b", "sheet": "s", "manager": "m", "own": {}, "common": {}, "sketch": [],
             "records": {}}  # fmt: skip
    with pytest.raises(InputError) as problem:
        unpacked(packed(Base(**whole | change)))
    assert problem.value.key == "copy_damaged"
