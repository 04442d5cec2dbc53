"""Listing, defining, changing and deleting metrics."""

from __future__ import annotations

import re
import unicodedata
from uuid import UUID

from sqlmodel import Session

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.core.errors import Conflict, InvalidInput
from cashstage.metrics.book import MetricBook
from cashstage.metrics.catalog import MetricDefinition
from cashstage.metrics.references import names_in
from cashstage.metrics.validation import check_definition
from cashstage.models import OwnMetric
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.models.versioning import save
from cashstage.organizations.metric_definition import repository
from cashstage.organizations.metric_definition.schemas import (
    FormulaCheck,
    FormulaVerdict,
    MetricDefinitionCreate,
    MetricDefinitionRead,
    MetricDefinitionUpdate,
)
from cashstage.organizations.organization import repository as organizations
from cashstage.schema.semantic import KIND_OF

MAX_METRICS = 500
_NO_LETTER = re.compile(r"[^a-z0-9]+")
_MAX_NAME = 60


def read_all(platform: Platform, actor: Principal) -> list[MetricDefinitionRead]:
    """The organization's own metrics by label, then the ratios of the catalog, then its sums."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        rows = repository.read_all(session, organization)
        book = repository.book_of(session, organization)
    own = [_read(row, book) for row in rows]
    built_in = [_described(each, book) for each in book.definitions.values() if not each.own]
    built_in.sort(key=lambda each: "/" not in each.formula)
    return [*own, *built_in]


def read(platform: Platform, actor: Principal, metric_id: UUID) -> MetricDefinitionRead:
    """One of the organization's own metrics."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, metric_id)
        return _read(row, repository.book_of(session, organization))


def check(platform: Platform, actor: Principal, body: FormulaCheck) -> FormulaVerdict:
    """Whether a formula can be a metric, without saving anything."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        book = repository.book_of(session, organization)
    try:
        check_definition(body.name or "", body.formula, book)
    except InvalidInput as error:
        position = error.context.get("position")
        return FormulaVerdict(ok=False, problem=error.sentence, position=position)
    return FormulaVerdict(ok=True, components=_components(body.formula, book))


def create(
    platform: Platform, actor: Principal, body: MetricDefinitionCreate
) -> MetricDefinitionRead:
    """A new metric; raises InvalidInput for a name that is taken or a formula that is none."""
    organization = actor.require(Permission.EDIT_METRICS)
    name = body.name or name_of(body.label)
    with platform.database.tenant(organization) as session:
        book = _locked_book(session, organization)
        if len(book.own) >= MAX_METRICS:
            raise Conflict(f"An organization defines at most {MAX_METRICS} metrics.")
        _check_free(name, book)
        check_definition(name, body.formula, book)
        row = OwnMetric(
            organization_id=organization.id,
            created_by=actor.user_id,
            **body.model_dump() | {"name": name},
        )
        session.add(row)
        session.flush()
        record(
            session,
            organization,
            Deed.METRIC_CREATED,
            actor_id=actor.user_id,
            target_id=row.id,
            name=row.name,
            formula=row.formula,
        )
        return _read(row, repository.book_of(session, organization))


def update(
    platform: Platform,
    actor: Principal,
    metric_id: UUID,
    body: MetricDefinitionUpdate,
    *,
    expected_version: int | None = None,
) -> MetricDefinitionRead:
    """Changes the given fields; every question that names the metric answers anew."""
    organization = actor.require(Permission.EDIT_METRICS)
    optional = {"format", "direction"}
    changes = {
        name: value
        for name, value in body.model_dump(mode="json", exclude_unset=True).items()
        if value is not None or name in optional
    }
    with platform.database.tenant(organization) as session:
        book = _locked_book(session, organization)
        row = repository.read(session, organization, metric_id, for_update=True)
        if "formula" in changes:
            _check_change(row, changes["formula"], book)
        save(session, row, changes, expected_version=expected_version, now=platform.clock())
        record(
            session,
            organization,
            Deed.METRIC_CHANGED,
            actor_id=actor.user_id,
            target_id=row.id,
            name=row.name,
            **{f"new_{name}": value for name, value in changes.items()},
        )
        return _read(row, repository.book_of(session, organization))


def delete(platform: Platform, actor: Principal, metric_id: UUID) -> MetricDefinitionRead:
    """Deletes a metric that no other one is made of; widgets that ask for it will say so."""
    organization = actor.require(Permission.EDIT_METRICS)
    with platform.database.tenant(organization) as session:
        book = _locked_book(session, organization)
        row = repository.read(session, organization, metric_id, for_update=True)
        users = [each.label for each in book.own if row.name in _named(each.formulas[0], book)]
        if users:
            raise Conflict(
                f"{row.label} is a part of {', '.join(users)}.",
                next_step="Change those metrics first.",
            )
        record(
            session,
            organization,
            Deed.METRIC_DELETED,
            actor_id=actor.user_id,
            target_id=row.id,
            name=row.name,
            formula=row.formula,
        )
        gone = _read(row, book)
        session.delete(row)
        return gone


def name_of(label: str) -> str:
    """The name that a label stands for: "Blended ROAS" is blended_roas."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    name = _NO_LETTER.sub("_", plain).strip("_")[:_MAX_NAME].rstrip("_")
    if not name or not name[0].isalpha():
        raise InvalidInput(
            "No name can be made of this label.",
            next_step="Begin it with a letter, or give a name.",
            field="name",
        )
    return name


def _locked_book(session: Session, organization: VerifiedOrganization) -> MetricBook:
    """The book while nobody else changes it: two changes could close a circle together."""
    organizations.read(session, organization, for_update=True)
    return repository.book_of(session, organization)


def _check_free(name: str, book: MetricBook) -> None:
    taken = book.get(name)
    if taken is not None:
        whose = "your organization" if taken.own else "the catalog"
        raise InvalidInput(
            f"There is a metric “{name}” in {whose} already.",
            next_step="Choose another name.",
            field="name",
        )
    if name in KIND_OF:
        raise InvalidInput(
            f"“{name}” is what a column can mean.", next_step="Choose another name.", field="name"
        )


def _check_change(row: OwnMetric, formula: str, book: MetricBook) -> None:
    """The new formula, and those that are made of it."""
    check_definition(row.name, formula, book)
    changed = repository.as_definition(row)
    later = MetricBook(
        tuple(
            MetricDefinition(each.name, each.label, (formula,), each.format, each.up_is_good)
            if each.name == changed.name
            else each
            for each in book.own
        )
    )
    for each in later.own:
        check_definition(each.name, each.formulas[0], later)


def _named(formula: str, book: MetricBook) -> set[str]:
    return {each.name for each in book.uses(formula)}


def _read(row: OwnMetric, book: MetricBook) -> MetricDefinitionRead:
    described = _described(repository.as_definition(row), book)
    return described.model_copy(update={"id": row.id, "version": row.version})


def _described(definition: MetricDefinition, book: MetricBook) -> MetricDefinitionRead:
    return MetricDefinitionRead(
        id=None,
        version=None,
        name=definition.name,
        label=definition.label,
        formula=definition.formulas[0],
        formulas=list(definition.formulas),
        components=_components(definition.formulas[0], book),
        format=definition.format,
        unit=definition.unit,
        direction=definition.direction,
        description=definition.description,
        source=definition.source,
        built_in=not definition.own,
    )


def _components(formula: str, book: MetricBook) -> list[str]:
    """What columns have to mean, in the order in which the formula names them."""
    written = book.spelled_out(formula)
    return list(
        dict.fromkeys(n.text.casefold() for n in names_in(written) if n.inside and not n.word)
    )
