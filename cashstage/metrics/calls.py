"""Calls of functions: which form is meant, whether the arguments fit, and the SQL they become."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from cashstage.metrics.functions.casting import CASTS, TYPES
from cashstage.metrics.functions.dates import CLOCK_UNITS
from cashstage.metrics.functions.lowering import Part, lowered
from cashstage.metrics.functions.registry import FUNCTIONS
from cashstage.metrics.functions.signature import DATES, Argument, Function, Kinds, Level
from cashstage.metrics.functions.windows import ADDING_UP, Window, Windowed
from cashstage.metrics.functions.written import check_replacement, read_written, word
from cashstage.metrics.kinds import Kind
from cashstage.metrics.naming import did_you_mean, nearest
from cashstage.metrics.places import mistake, same_kind
from cashstage.metrics.typed import Typed

Build = Callable[[exp.Expr], Typed]
BuildWithin = Callable[[Level, str, exp.Expr], Typed]
_COUNT_STAR = "COUNT"
_MANY = "COUNT takes one value."


class CallBuilder:
    """Builds calls; the arguments are built by whoever builds the formula."""

    def __init__(self, build: Build, build_within: BuildWithin) -> None:
        self._build = build
        self._build_within = build_within

    def build(self, name: str, node: exp.Expr) -> Typed:
        """The call as a tree; FormulaError names the argument that does not fit."""
        forms = FUNCTIONS.get(name)
        if forms is None:
            raise mistake(
                f"There is no function “{name}”.{did_you_mean(name, FUNCTIONS)}",
                node,
                suggestion=nearest(name, FUNCTIONS),
                name_only=True,
            )
        given: list[exp.Expr] = list(node.expressions)
        if name == "CAST":
            return self._cast(forms[0], node, given)
        if name == _COUNT_STAR and len(given) == 1:
            if isinstance(given[0], exp.Star):
                return self._count_rows(given[0])
            if isinstance(given[0], exp.Distinct):
                name, given = "COUNT_DISTINCT", list(given[0].expressions)
                if len(given) != 1:
                    raise mistake(_MANY, node)
                forms = FUNCTIONS[name]
        function = next((form for form in forms if form.takes(len(given))), None)
        if function is None:
            raise _wrong_count(forms, node, given)
        if function.level is Level.WINDOW:
            return self._window(function, given)
        return self._plain(function, node, given)

    def _count_rows(self, star: exp.Expr) -> Typed:
        if any(star.args.values()):
            raise mistake("COUNT(*) counts rows; nothing can be left out.", star)
        counted = exp.Count(this=exp.Star())
        return Typed(counted, Kind.NUMBER, whole=True, additive=True)

    def _plain(self, function: Function, node: exp.Expr, given: Sequence[exp.Expr]) -> Typed:
        parts: dict[str, Part] = {}
        built: list[tuple[Argument, Typed]] = []
        form: str | None = None
        for argument, nodes in _assigned(function, given):
            if argument.written is not None and nodes:
                parts[argument.name], chosen = read_written(argument, function, plain(nodes[0]))
                form = chosen or form
                continue
            values = [self._argument(function, argument, each) for each in nodes]
            built += [(argument, value) for value in values]
            parts[argument.name] = _part(argument, values)
        if "replacement" in parts:
            _check_replacement(parts, given[-1])
        joining = [value.kind for argument, value in built if argument.joins]
        kind = same_kind(joining, node)
        sql = function.sql if isinstance(function.sql, str) else function.sql[form or ""]
        return _result(function, lowered(sql, parts), kind, form, [value for _, value in built])

    def _argument(self, function: Function, argument: Argument, node: exp.Expr) -> Typed:
        if function.level is Level.ROW:
            built = self._build(node)
        else:
            built = self._build_within(function.level, function.name, node)
        if built.kind not in argument.kinds and built.kind is not Kind.UNKNOWN:
            wanted = " or ".join(sorted(argument.kinds))
            place = f" as “{argument.name}”" if len(function.arguments) > 1 else ""
            raise mistake(
                f"{function.name} needs {wanted}{place}; this is {built.kind}.",
                node,
                next_step=_way_there(argument.kinds, built.kind),
            )
        return built

    def _window(self, function: Function, given: Sequence[exp.Expr]) -> Typed:
        window = Window(function.name)
        metric = self._argument(function, function.arguments[0], given[0])
        if window in ADDING_UP and not metric.additive:
            raise mistake(
                f"{window} needs something that adds up, such as SUM or COUNT.",
                given[0],
                next_step=f"Of a ratio, divide two: {window}(SUM(a)) / {window}(SUM(b)).",
            )
        periods = None
        if len(given) > 1:
            periods, _ = read_written(function.arguments[1], function, given[1])
        tree = Windowed(this=metric.tree, name=window.value, periods=periods)
        whole = metric.whole if function.whole is None else function.whole
        return Typed(tree, Kind.NUMBER, whole=whole)

    def _cast(self, function: Function, node: exp.Expr, given: Sequence[exp.Expr]) -> Typed:
        if len(given) != 1 or not isinstance(given[0], exp.Alias):
            raise mistake("CAST is written as CAST(value AS NUMBER).", node)
        name = word(function.arguments[1], function, exp.column(given[0].args["alias"]))
        value, target = self._build(given[0].this), TYPES[name]
        known = value.kind is not Kind.UNKNOWN
        sql = CASTS.get((value.kind, target)) if known else ":value"
        if sql is None:
            raise mistake(f"CAST can't make {target} of {value.kind}.", given[0].this)
        whole = value.whole if value.kind is Kind.NUMBER else value.kind is Kind.BOOLEAN
        tree = lowered(sql, {"value": value.tree})
        return Typed(tree, target, whole=whole, constant=value.constant)


def plain(node: exp.Expr) -> exp.Expr:
    """A text between double quotation marks as the text it is; others are left alone."""
    is_quoted = isinstance(node, exp.Column) and node.this.args.get("quoted") and not node.table
    if not is_quoted:
        return node
    text = exp.Literal.string(node.name)
    text.meta.update(node.this.meta)
    return text


def _way_there(wanted: Kinds, given: Kind) -> str | None:
    """How a value of one kind becomes one of another."""
    if wanted == DATES and given is Kind.TEXT:
        return "Read it with PARSE_DATE('%Y-%m-%d', …)."
    for name, target in TYPES.items():
        if wanted == {target} and (given, target) in CASTS:
            return f"Write CAST(… AS {name}) around it."
    return None


def _assigned(
    function: Function, given: Sequence[exp.Expr]
) -> list[tuple[Argument, Sequence[exp.Expr]]]:
    """Which argument gets which of the values given."""
    assigned: list[tuple[Argument, Sequence[exp.Expr]]] = []
    for place, argument in enumerate(function.arguments):
        nodes = given[place:] if argument.repeated else given[place : place + 1]
        assigned.append((argument, nodes))
    return assigned


def _part(argument: Argument, values: Sequence[Typed]) -> Part:
    trees = [value.tree for value in values]
    if argument.repeated:
        return trees
    return trees[0] if trees else lowered(argument.default or "NULL", {})


def _result(
    function: Function, tree: exp.Expr, kind: Kind, form: str | None, built: Sequence[Typed]
) -> Typed:
    result = kind if function.result is None else function.result
    if function.as_day and kind is Kind.DATE:
        if form in CLOCK_UNITS:
            result = Kind.DATETIME
        else:
            day = exp.DataType.build("DATE", dialect="duckdb")
            tree = exp.Cast(this=tree, to=day)
    numbers = [value for value in built if value.kind in {Kind.NUMBER, Kind.UNKNOWN}]
    whole = all(value.whole for value in numbers) if function.whole is None else function.whole
    return Typed(
        tree,
        result,
        whole=whole and result is Kind.NUMBER,
        additive=function.additive,
        constant=function.level is Level.ROW and all(value.constant for value in built),
    )


def _check_replacement(parts: dict[str, Part], node: exp.Expr) -> None:
    pattern, replacement = parts["pattern"], parts["replacement"]
    if isinstance(pattern, exp.Expr) and isinstance(replacement, exp.Expr):
        check_replacement(pattern.name, replacement.name, node)


def _wrong_count(forms: Sequence[Function], node: exp.Expr, given: Sequence[exp.Expr]) -> Exception:
    written = " or ".join(form.signature for form in forms)
    name = forms[0].name
    if not given:
        return mistake(f"{name} is empty; it is written {written}.", node, name_only=True)
    extra = [form.most for form in forms if form.most is not None]
    too_many = len(extra) == len(forms) and len(given) > max(extra)
    place = given[max(extra)] if too_many else node
    told = "too many values" if too_many else "too few values"
    return mistake(f"{name} has {told}; it is written {written}.", place, name_only=not too_many)
