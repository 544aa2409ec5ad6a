"""How tests are dealt out to the processes of a parallel run, so that what waits is laid over what computes.

Half of the time of tests with a browser, a database or another process is waiting: ``make test`` runs one process more
than there are processors (two more cost 7 % of the time: each loads, builds and plans anew what tests share), and each
takes one *share* after another. The tests of a file are a share, so that
what a file makes for its tests is made once; large files are cut. Tests of the shared Neo4j are one share: a server
holds one database, and takes thirty seconds to start and to plan every query once. Pages over the shipped workspaces
are one share, and what else asks them for everything is another: each process that asks them works the same out anew,
ten processor seconds. Shares that wait and shares that compute take turns, those of many seconds first, so that all
processes end together.

The order within a share stays random (pytest-randomly shuffles before), and is the same in every process.
"""

from __future__ import annotations

import re
from itertools import zip_longest

import pytest

#: A share has at most about so many processor seconds of one file.
MOST = 40
#: Folders whose tests mostly wait.
WAITING = ("tests/browser/", "tests/faults/", "tests/integration/")
#: Files that are one share, for what one works out the next finds: answers over the shipped workspaces
#: (:mod:`tests.ready`); what the sources of the program say.
TOGETHER = {
    "asking/answers": (
        "tests/docs/test_answers.py",
        "tests/unit/test_cli_tables.py",
        "tests/unit/test_connections.py",
        "tests/unit/test_declared.py",
        "tests/unit/test_organisation.py",
        "tests/unit/test_reports_answers.py",
    ),
    "asking/sources": (
        "tests/architecture/test_house_rules.py",
        "tests/architecture/test_what_is_said.py",
        "tests/docs/test_concepts.py",
        "tests/docs/test_reference.py",
        "tests/unit/test_cli_language.py",
        "tests/unit/test_languages.py",
        "tests/unit/test_wording.py",
    ),
}
#: Processor seconds of one test, about, by how the name of its share begins: the first that fits.
SECONDS = {
    "neo4j": 1.2,
    "killed": 5.0,
    "server": 2.0,
    "asking/pages": 0.12,
    "asking/answers": 0.1,
    "asking/sources": 0.05,
    "tests/docs/test_pages.py": 1.1,
    "tests/faults/test_kill_import.py": 14.0,
    "tests/faults/test_neo4j_staged.py": 15.0,
    "tests/faults/test_neo4j_commit.py": 5.0,
    "tests/faults/test_silent_database.py": 3.5,
    "tests/faults/test_server_faults.py": 2.5,
    "tests/faults/": 0.1,
    "tests/integration/": 1.5,
    "tests/browser/test_records.py": 2.6,
    "tests/browser/test_users.py": 2.0,
    "tests/browser/test_graphs.py": 1.8,
    "tests/browser/test_quality.py": 1.6,
    "tests/browser/test_further_pages.py": 1.4,
    "tests/browser/test_shell.py": 1.5,
    "tests/browser/test_way.py": 1.2,
    "tests/browser/": 0.8,
    "tests/property/test_filled_workbooks.py": 1.5,
    "tests/contract/test_tampering.py": 0.5,
    "tests/contract/test_same_answers.py": 2.5,
    "tests/property/test_five_hundred_worlds.py": 1.2,
    "tests/property/test_random_edits.py": 0.9,
    "tests/seed/": 0.02,
    "tests/unit/test_bench.py": 0.8,
    "tests/unit/test_difference.py": 0.3,
    "tests/unit/test_mnr_server.py": 0.5,
    "tests/unit/test_near.py": 0.3,
    "tests/unit/test_planning.py": 0.15,
    "tests/unit/test_reports.py": 0.35,
    "tests/unit/test_verify_next.py": 0.15,
    "tests/unit/test_what_commands_load.py": 0.35,
    "tests/unit/test_workbooks.py": 0.55,
}
OTHERS = 0.08  #: the same of all other tests
#: Of these parameters the first values are tried by ``make test-fast``; the others are the volume of the same promise.
QUICK = {"block": 1, "seed": 1, "lang": 2, "language": 2, "speaking": 1}
#: What else is the volume of a promise: a file or a test -> what its parameters have in them (nothing: all of them).
VOLUME = {
    # the region is tried, the register is more of the same
    "tests/contract/test_same_answers.py::test_every_engine_gives_the_same": "register",
    "tests/contract/test_same_answers.py::test_the_shipped_workspaces": "register",
    "tests/docs/test_answers.py::test_the_real_answer_keeps_to_its_schema": "register",
    "tests/dashboard/test_corridor_lists.py": "register",
    "tests/dashboard/test_donors.py": "register",
    "tests/dashboard/test_page_answers.py": "register",
    "tests/dashboard/test_pages.py": "register",
    "tests/dashboard/test_whatif.py::test_every_cell_afterwards_has_the_state_of_the_scenario": "register",
    "tests/unit/test_connections.py": "register",
    "tests/unit/test_layout.py::test_one_tie_less_moves_little": "register",
    "tests/unit/test_near.py": "register",
    "tests/unit/test_organisation.py": "register",
    "tests/unit/test_reports_answers.py": "register",
    "tests/contract/test_tampering.py::test_every_column_of_every_table": "emptied",
    # of each file of the pages, one language and one kind of picture is tried (test_files_come_over_the_server)
    "tests/dashboard/test_files.py::test_no_table_has_two_columns_of_the_same_name": "",
    "tests/dashboard/test_files.py::test_pictures_come_over_the_server_with_their_label": "png",
    # every page once more: the other tests of the file hold what makes one new
    "tests/dashboard/test_kept_pages.py::test_every_page_says_again_what_a_new_program_says": "",
    # one thing hears both signals; of the moments some are tried
    "tests/faults/test_server_faults.py::test_a_signal_at_any_moment_stops_it": "moments[12]",
    "tests/faults/test_kill_import.py::test_killed_at_many_moments_all_or_nothing": "more|small",
    # the commands of a method's page are tried from every side; those of how-to pages belong together
    "tests/docs/test_pages.py::test_a_page_can_be_followed": "docs/methods/",
    # the largest file, picture and graph, the third language: smaller ones go the same way
    "tests/dashboard/test_whole_graph.py::test_the_picture_names_everything_in_letters_that_can_be_read": "",
    "tests/faults/test_hostile_files.py::test_f3_a_column_of_a_million_rows_is_over_the_limit_of_an_upload": "",
    "tests/faults/test_hostile_files.py::test_f12_names_survive_in_every_format": "jsonl",
    "tests/faults/test_hostile_files.py::test_f4_an_honest_large_workbook_within_ten_seconds_with_progress": "",
    "tests/unit/test_engine.py::test_a_hub_of_a_hundred_thousand_is_no_trap": "",
    "tests/unit/test_engine.py::test_the_paths_of_a_large_graph_agree_with_a_third_library": "",
    "tests/unit/test_workbooks.py::test_a_filled_workbook_that_comes_back_changes_nothing": "es]",
    # LibreOffice is a program of its own, as the browser is; test_filled_workbooks edits by a library
    "tests/integration/test_libreoffice.py": "",
    # hundreds of small worlds: a few are tried from every side
    "tests/unit/test_handoffs.py::test_smallest_by_trying_all": "",
    "tests/unit/test_members.py::test_equals_slow_workings_in_five_hundred_small_worlds": "",
    "tests/unit/test_planning.py::test_equals_trying_every_plan": "[1-9]]",
    "tests/unit/test_routes.py::test_five_hundred_dense_worlds": "",
    "tests/unit/test_status_plan.py::test_equals_trying_every_set": "",
    # every command is asked its first question, in every form
    "tests/unit/test_cli_tables.py::test_every_command_answers_as_table_and_csv": "-[1-9]]",
    # a process of its own for each
    "tests/unit/test_what_commands_load.py::test_an_answer_for_a_program_loads_nothing_heavy": (
        "cliffs|public|handoffs|maturity|donors|expiries|trend|workspace|manual|deliveries"
    ),
    # what the tests and the bench stand on, not the program: some of it is tried
    "tests/unit/test_mnr_server.py::test_a_command_says_the_same": "",
    "tests/unit/test_bench.py::test_a_preview_takes_every_row_and_asks_nothing": "",
    "tests/unit/test_bench.py::test_a_quick_run_writes_results_page_and_plots": "",
    "tests/unit/test_bench.py::test_every_method_is_measured_in_every_way_it_has": "",
    "tests/unit/test_bench.py::test_import_takes_the_same_rows_by_every_way": "",
}


def shares_neo4j(item: pytest.Item) -> bool:
    """True if the test runs on the Neo4j of its process. One that starts a server of its own is marked by hand."""
    if "neo4j_server" in getattr(item, "fixturenames", ()):
        return True
    params = getattr(getattr(item, "callspec", None), "params", {})
    return item.nodeid.startswith("tests/contract/") and any(p == "neo4j" for p in params.values())


def needs(item: pytest.Item) -> list[str]:
    """The marks of a test: what it cannot run without."""
    return ["neo4j"] * shares_neo4j(item) + ["browser"] * item.nodeid.startswith("tests/browser/")


def volume(items: list[pytest.Item]) -> list[pytest.Item]:
    """Those whose promise the first values of the same parameter hold too."""
    values: dict[tuple[str, str], list[object]] = {}
    found = list[pytest.Item]()
    for item in items:
        params = getattr(getattr(item, "callspec", None), "params", {})
        for name in QUICK.keys() & params.keys():
            tried = values.setdefault((item.nodeid.partition("[")[0], name), [])
            if params[name] not in tried:
                tried.append(params[name])
            if tried.index(params[name]) >= QUICK[name]:
                found.append(item)
        name, _, values_of_it = item.nodeid.partition("[")
        for key in (name, name.partition("::")[0]):
            if key in VOLUME and re.search(VOLUME[key], values_of_it):
                found.append(item)
    return found


def shares_pages(item: pytest.Item) -> bool:
    """True if the test draws pages over the shipped workspaces of its process."""
    return item.nodeid.startswith("tests/dashboard/") and "shipped" in getattr(item, "fixturenames", ())


def shares_of(items: list[pytest.Item]) -> dict[str, list[pytest.Item]]:
    """Name of a share -> its tests, in their order. Those that fill Neo4j come late, for whatever reads all of it after
    them passes over what they left; those that make it plan everything anew come last."""
    found: dict[str, list[pytest.Item]] = {}
    seen: dict[str, int] = {}
    together = {file: name for name, files in TOGETHER.items() for file in files}
    for item in items:
        file = item.nodeid.partition("::")[0]
        if mark := item.get_closest_marker("xdist_group"):
            name = str(mark.args[0])
        elif shares_neo4j(item):
            name = "neo4j"
        elif shares_pages(item):
            name = "asking/pages"
        elif file in together:
            name = together[file]
        else:
            name = f"{file} {int(seen.get(file, 0) * seconds_of_one(file) / MOST)}"
            seen[file] = seen.get(file, 0) + 1
        found.setdefault(name, []).append(item)
    for held in found.values():
        held.sort(
            key=lambda item: [n in getattr(item, "fixturenames", ()) for n in ("bare_server", "shipped")]
        )
    return found


def seconds_of_one(name: str) -> float:
    """Processor seconds of a test of this file or share, about."""
    return next((seconds for start, seconds in SECONDS.items() if name.startswith(start)), OTHERS)


def dealt(shares: dict[str, list[pytest.Item]]) -> list[str]:
    """The names of shares in the order in which they are taken."""

    def seconds(name: str) -> float:
        return seconds_of_one(name) * len(shares[name])

    names = sorted(shares, key=seconds, reverse=True)
    waits = [n for n in names if n.startswith(WAITING) or "/" not in n]
    computes = [n for n in names if n not in set(waits)]
    turns = zip_longest(waits, computes)
    return [n for turn in turns for n in turn if n is not None]


def deal(items: list[pytest.Item]) -> None:
    """Put the tests into the order of their shares, and name the share of each to xdist, behind its id (``id@share``).

    pytest-xdist up to 3.8 writes it to a field that pytest from 9.2 on no longer reads: nothing fails, and every test
    is a share of its own (pytest-xdist issue 1386).
    """
    shares = shares_of(items)
    items[:] = [item for name in dealt(shares) for item in shares[name]]
    for name, held in shares.items():
        for item in held:
            item._id = type(item._id).parse(f"{item.nodeid}@{name}")
