"""Organisations that are the same as one, by rewriting the tables word for word."""

from __future__ import annotations

from tests.oracle.small import BODY_COLUMNS
from tests.oracle.world import Tables, split_list

__all__ = ["one_instead_of", "rewritten"]

LISTS = ("capabilities", "duties", "figures")
JOINING = {
    "ties": ("a_id", "b_id"),
    "affiliations": ("child_id", "parent_id"),
    "memberships": ("member_id", "network_id"),
    "funding": ("funder_id", "recipient_id"),
}
OF_ORGANISATIONS = {"networks": "network_id", "committee_bodies": "body_id"}


def rewritten(tables: Tables) -> Tables:
    """The tables with every pair judged ``same`` as one, for judgements that neither meet nor contradict each other."""
    for row in tables.get("judgements", []):
        if row["verdict"] == "same":
            given_up = row["b_id"] if row["kept_id"] == row["a_id"] else row["a_id"]
            tables = one_instead_of(tables, given_up, row["kept_id"])
    return tables


def one_instead_of(tables: Tables, given_up: str, kept: str) -> Tables:
    """The tables with one organisation under the id of another."""
    out: Tables = {}
    for name, rows in tables.items():
        if name == "stakeholders":
            out[name] = [r for r in rows if r["id"] != given_up]
        elif name == "judgements":
            out[name] = rows
        elif name in OF_ORGANISATIONS:
            out[name] = _one_row(rows, OF_ORGANISATIONS[name], given_up, kept)
        else:
            out[name] = _claims(name, rows, given_up, kept)
    return out


def _claims(name: str, rows: list[dict[str, str]], given_up: str, kept: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for row in rows:
        new = {k: kept if k in (*BODY_COLUMNS, "reviewer") and v == given_up else v for k, v in row.items()}
        if new != row and name in JOINING and len({new[c] for c in JOINING[name]}) == 1:
            continue
        found.append(new)
    seen: list[dict[str, str]] = []
    for new in found:
        told = {k: v for k, v in new.items() if k not in ("note", "basis") and v}
        if told not in seen or kept not in new.values():
            seen.append(told)
    return [
        next(f for f in found if {k: v for k, v in f.items() if k not in ("note", "basis") and v} == told)
        for told in seen
    ]


def _one_row(rows: list[dict[str, str]], key: str, given_up: str, kept: str) -> list[dict[str, str]]:
    two = sorted((r for r in rows if r[key] in (given_up, kept)), key=lambda r: r[key] != kept)
    rest = [r for r in rows if r[key] not in (given_up, kept)]
    if not two:
        return rest
    one: dict[str, str] = {}
    for row in two:
        for column, text in row.items():
            if column in LISTS:
                parts = dict.fromkeys([*split_list(one.get(column, "")), *split_list(text)])
                one[column] = ";".join(parts)
            elif not one.get(column):
                one[column] = text
    return [*rest, {**one, key: kept}]
