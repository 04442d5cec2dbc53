"""A blend while it is made, without a browser."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from cashstage.query.blend import BlendSpec
from cashstage.query.blend_columns import MemberTable
from cashstage.query.blend_proposal import propose
from cashstage.schema.column import Column
from cashstage.sources.blend.looking import suggestion_of
from cashstage.sources.data_source.schemas import ColumnRead
from cashstage.ui.states import blend_draft as drafts
from cashstage.ui.states.blend_draft import Draft
from tests.factories.columns import column

ONE, OTHER = str(UUID(int=1)), str(UUID(int=2))
GOOGLE = (
    column("c1", "Day", "date", "date"),
    column("c2", "Cost", "number", "cost"),
    column("c3", "Campaign", "text", "campaign"),
    column("c4", "Keyword", "text", "keyword"),
)
META = (
    column("c1", "Reporting starts", "date", "date"),
    column("c2", "Amount spent", "number", "cost"),
    column("c3", "Campaign name", "text", "campaign"),
)
CRM = (
    column("c1", "Closed", "date", "date"),
    column("c2", "Revenue", "number", "revenue"),
    column("c3", "Campaign", "text", "campaign"),
)


def draft_of(*tables: tuple[Column, ...]) -> Draft:
    """The draft that the proposal for these tables begins with."""
    members = [
        MemberTable(UUID(int=place + 1), f"T{place + 1}", {each.key: each for each in columns})
        for place, columns in enumerate(tables)
    ]
    shown = {
        member.id: [ColumnRead.model_validate(each) for each in member.columns.values()]
        for member in members
    }
    return drafts.of_suggestion(suggestion_of(propose(members), members, shown))


def test_a_proposal_shows_what_is_sure_and_what_is_missing() -> None:
    draft = draft_of(GOOGLE, META)
    lines = {line["name"]: line for line in drafts.line_views(draft, {"Cost": "Too many."})}
    other = lines["Cost"]["cells"][1]

    assert list(lines) == ["Date", "Cost", "Campaign", "Keyword"]
    assert (other["column"], other["state"]) == ("c2", "sure")
    assert other["note"].startswith("Both mean cost · 9")
    assert lines["Cost"]["problem"] == "Too many."
    assert [cell["state"] for cell in lines["Keyword"]["cells"]] == ["chosen", "missing"]
    assert [one["lacking"] for one in drafts.source_views(draft)] == ["", "Keyword"]


def test_what_is_saved_is_a_definition() -> None:
    draft = drafts.with_label(draft_of(GOOGLE, META), OTHER, "Social")
    spec = BlendSpec.model_validate(drafts.definition_of(draft))

    assert [column.name for column in spec.columns] == ["Date", "Cost", "Campaign", "Keyword"]
    assert [member.label for member in spec.members] == [None, "Social"]


def test_a_column_is_corrected_added_and_left_out() -> None:
    draft = drafts.with_cell(draft_of(GOOGLE, META), 3, OTHER, "c3")
    draft = drafts.without_line(drafts.with_new_line(draft), 0)
    views = drafts.line_views(draft, {})

    assert [view["name"] for view in views] == ["Cost", "Campaign", "Keyword", "Column 1"]
    assert views[2]["cells"][1]["note"] == drafts.CHOSEN
    # An empty one is not saved.
    assert len(drafts.definition_of(draft)["columns"]) == 3


def test_in_a_join_a_field_has_one_source_and_a_key_all() -> None:
    draft = draft_of(GOOGLE, CRM)
    views = drafts.line_views(draft, {})
    revenue = next(at for at, view in enumerate(views) if view["name"] == "Revenue")
    moved = drafts.with_cell(draft, revenue, ONE, "c4")

    assert draft.kind == "join"
    assert [(view["name"], view["grain"]) for view in views if view["is_key"]] == [
        ("Date", "day"), ("Campaign", ""),
    ]  # fmt: skip
    assert [cell["state"] for cell in views[revenue]["cells"]] == ["other", "chosen"]
    assert set(moved.lines[revenue].cells) == {ONE}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"grain": "month"}, {"grain": "month", "trim": False, "ignore_case": False}),
        ({"ignore_case": True}, {"grain": "day", "trim": False, "ignore_case": True}),
    ],
)
def test_a_key_is_compared_in_another_way(change: dict[str, Any], expected: dict[str, Any]) -> None:
    draft = drafts.with_match(draft_of(GOOGLE, CRM), 0, **change)

    assert draft.lines[0].match == expected
    assert drafts.with_key(draft, 0).lines[0].match is None


def test_a_source_is_taken_out_with_what_only_it_had() -> None:
    draft = drafts.without_member(draft_of(GOOGLE, META), ONE)

    assert [line.name for line in draft.lines] == ["Date", "Cost", "Campaign"]
    assert [member.id for member in draft.members] == [OTHER]
