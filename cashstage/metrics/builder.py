"""Builds an allowed formula tree from a parsed one, node by node, checking kinds on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import ErrorLevel, exp

from cashstage.core.errors import FormulaError, InvalidInput
from cashstage.metrics.kinds import Kind, kind_of
from cashstage.metrics.naming import ColumnNames, did_you_mean

Typed = tuple[exp.Expr, Kind]

FUNCTIONS = (
    "SUM", "AVG", "COUNT", "COUNT_DISTINCT", "MIN", "MAX", "MEDIAN",
    "IF", "IFNULL", "NULLIF", "COALESCE", "ABS", "ROUND", "CEIL", "FLOOR",
)  # fmt: skip
_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod)
_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
_ROUNDINGS = (exp.Abs, exp.Ceil, exp.Floor)
_AGGREGATES = (exp.Sum, exp.Avg, exp.Median, exp.Min, exp.Max, exp.Count)
_NUMERIC_AGGREGATES = (exp.Sum, exp.Avg, exp.Median)
MAX_DECIMALS = 10


class FormulaBuilder:
    """One pass over one formula; raises FormulaError at the first part that is not allowed."""

    def __init__(self, names: ColumnNames) -> None:
        self._names = names
        self._aggregate: str | None = None
        self._has_aggregate = False

    def build(self, parsed: exp.Expr) -> Typed:
        """The whole formula; it must aggregate."""
        built = self._node(parsed)
        if not self._has_aggregate:
            raise FormulaError(
                "A metric needs an aggregate such as SUM, COUNT or MAX.",
                position=_position(parsed),
            )
        return built

    def _node(self, node: exp.Expr) -> Typed:
        for types, handler in self._handlers():
            if isinstance(node, types):
                return handler(node)
        raise self._not_allowed(node)

    def _handlers(self) -> Sequence[tuple[tuple[type[exp.Expr], ...], Callable[[exp.Expr], Typed]]]:
        return (
            ((exp.Column,), self._column),
            ((exp.Literal,), self._literal),
            (_ARITHMETIC, self._arithmetic),
            (_AGGREGATES, self._aggregated),
            ((exp.Paren,), self._paren),
            (_COMPARISONS, self._comparison),
            ((exp.And, exp.Or, exp.Not), self._logic),
            ((exp.In,), self._membership),
            ((exp.Is,), self._emptiness),
            ((exp.Case, exp.If), self._choice),
            ((exp.Coalesce,), self._coalesce),
            ((exp.Nullif,), self._nullif),
            ((exp.Neg,), self._negated),
            (_ROUNDINGS, self._rounding),
            ((exp.Round,), self._round),
            ((exp.Boolean, exp.Null), self._constant),
            ((exp.Anonymous,), self._named_function),
        )

    def _column(self, node: exp.Expr) -> Typed:
        self._only(node, "this")
        name = node.name
        try:
            column = self._names.find(name)
        except InvalidInput as error:
            raise FormulaError(error.detail, position=_position(node)) from None
        if self._aggregate is None:
            suggestion = "SUM" if column.type.numeric else "COUNT"
            raise FormulaError(
                f"“{name}” must be inside an aggregate, as in {suggestion}({_quoted(name)}).",
                position=_position(node),
            )
        return exp.column(exp.to_identifier(column.key, quoted=True)), kind_of(column.type)

    def _literal(self, node: exp.Expr) -> Typed:
        if node.is_string:
            return exp.Literal.string(node.name), Kind.TEXT
        try:
            finite = abs(float(node.name)) < float("inf")
        except ValueError:
            finite = False
        if not finite:
            raise FormulaError(f"“{node.name}” is not a number.", position=_position(node))
        # Without an exponent DuckDB takes a fraction for a decimal, whose digits soon run out.
        is_decimal = "." in node.name and "e" not in node.name.lower()
        return exp.Literal.number(f"{node.name}e0" if is_decimal else node.name), Kind.NUMBER

    def _constant(self, node: exp.Expr) -> Typed:
        if isinstance(node, exp.Boolean):
            return exp.Boolean(this=bool(node.this)), Kind.BOOLEAN
        return exp.Null(), Kind.UNKNOWN

    def _paren(self, node: exp.Expr) -> Typed:
        tree, kind = self._node(node.this)
        return exp.Paren(this=tree), kind

    def _arithmetic(self, node: exp.Expr) -> Typed:
        left, right = self._number(node.this), self._number(node.expression)
        if isinstance(node, exp.Div | exp.Mod):
            right = exp.Nullif(this=right, expression=exp.Literal.number(0))
        return _joined(node, left, right), Kind.NUMBER

    def _negated(self, node: exp.Expr) -> Typed:
        return exp.Neg(this=_wrapped(self._number(node.this))), Kind.NUMBER

    def _rounding(self, node: exp.Expr) -> Typed:
        self._only(node, "this")
        return type(node)(this=self._number(node.this)), Kind.NUMBER

    def _round(self, node: exp.Expr) -> Typed:
        self._only(node, "this", "decimals")
        decimals = node.args.get("decimals")
        if decimals is None:
            return exp.Round(this=self._number(node.this)), Kind.NUMBER
        if not (isinstance(decimals, exp.Literal) and decimals.name.isdigit()) or (
            int(decimals.name) > MAX_DECIMALS
        ):
            raise FormulaError(
                f"ROUND takes a whole number of decimals from 0 to {MAX_DECIMALS}.",
                position=_position(decimals),
            )
        places = exp.Literal.number(int(decimals.name))
        return exp.Round(this=self._number(node.this), decimals=places), Kind.NUMBER

    def _comparison(self, node: exp.Expr) -> Typed:
        left, kind = self._node(node.this)
        right, other = self._node(node.expression)
        self._same([kind, other], node)
        return type(node)(this=_wrapped(left), expression=_wrapped(right)), Kind.BOOLEAN

    def _logic(self, node: exp.Expr) -> Typed:
        first = self._condition(node.this)
        if isinstance(node, exp.Not):
            return exp.Not(this=_wrapped(first)), Kind.BOOLEAN
        return _joined(node, first, self._condition(node.expression)), Kind.BOOLEAN

    def _membership(self, node: exp.Expr) -> Typed:
        self._only(node, "this", "expressions")
        tree, kind = self._node(node.this)
        choices = [self._node(choice) for choice in node.expressions]
        self._same([kind, *(choice for _, choice in choices)], node)
        return exp.In(this=_wrapped(tree), expressions=[c for c, _ in choices]), Kind.BOOLEAN

    def _emptiness(self, node: exp.Expr) -> Typed:
        if not isinstance(node.expression, exp.Null):
            raise self._not_allowed(node)
        tree, _ = self._node(node.this)
        return exp.Is(this=_wrapped(tree), expression=exp.Null()), Kind.BOOLEAN

    def _choice(self, node: exp.Expr) -> Typed:
        """CASE and IF; both become CASE."""
        subject, subject_kind = None, Kind.BOOLEAN
        branches = [node]
        default = node.args.get("false")
        if isinstance(node, exp.Case):
            branches, default = node.args["ifs"], node.args.get("default")
            if node.this is not None:
                subject, subject_kind = self._node(node.this)
        ifs, kinds = [], []
        for branch in branches:
            condition, kind = self._node(branch.this)
            self._same([subject_kind, kind], branch)
            value, value_kind = self._node(self._present(branch.args.get("true"), node))
            ifs.append(exp.If(this=condition, true=value))
            kinds.append(value_kind)
        otherwise = None
        if default is not None:
            otherwise, kind = self._node(default)
            kinds.append(kind)
        return exp.Case(this=subject, ifs=ifs, default=otherwise), self._same(kinds, node)

    def _coalesce(self, node: exp.Expr) -> Typed:
        parts = [self._node(part) for part in (node.this, *node.expressions)]
        kind = self._same([kind for _, kind in parts], node)
        first, *others = [tree for tree, _ in parts]
        return exp.Coalesce(this=first, expressions=others), kind

    def _nullif(self, node: exp.Expr) -> Typed:
        left, kind = self._node(node.this)
        right, other = self._node(self._present(node.args.get("expression"), node))
        return exp.Nullif(this=left, expression=right), self._same([kind, other], node)

    def _named_function(self, node: exp.Expr) -> Typed:
        name = str(node.this).upper()
        if name != "COUNT_DISTINCT":
            raise FormulaError(
                f"There is no function “{name}”.{did_you_mean(name, FUNCTIONS)}",
                position=_position(node),
            )
        if len(node.expressions) != 1:
            raise FormulaError("COUNT_DISTINCT takes one column.", position=_position(node))
        argument, _ = self._argument(name, node.expressions[0])
        return exp.Count(this=exp.Distinct(expressions=[argument])), Kind.NUMBER

    def _aggregated(self, node: exp.Expr) -> Typed:
        name = type(node).__name__.upper()
        argument = self._present(node.this, node)
        if isinstance(node, exp.Count):
            return self._counted(node, argument), Kind.NUMBER
        self._only(node, "this")
        tree, kind = self._argument(name, argument)
        if isinstance(node, _NUMERIC_AGGREGATES):
            if kind not in {Kind.NUMBER, Kind.UNKNOWN}:
                raise FormulaError(
                    f"{name} needs a number; this is {kind}.", position=_position(argument)
                )
            kind = Kind.NUMBER
        return type(node)(this=tree), kind

    def _counted(self, node: exp.Expr, argument: exp.Expr) -> exp.Expr:
        self._only(node, "this", "big_int")
        if isinstance(argument, exp.Star):
            self._only(argument)
            self._has_aggregate = True
            self._not_nested("COUNT", argument)
            return exp.Count(this=exp.Star())
        if isinstance(argument, exp.Distinct):
            self._only(argument, "expressions")
            if len(argument.expressions) != 1:
                raise FormulaError("COUNT takes one column.", position=_position(argument))
            tree, _ = self._argument("COUNT", argument.expressions[0])
            return exp.Count(this=exp.Distinct(expressions=[tree]))
        tree, _ = self._argument("COUNT", argument)
        return exp.Count(this=tree)

    def _argument(self, aggregate: str, node: exp.Expr) -> Typed:
        self._not_nested(aggregate, node)
        self._aggregate, self._has_aggregate = aggregate, True
        try:
            return self._node(node)
        finally:
            self._aggregate = None

    def _not_nested(self, aggregate: str, node: exp.Expr) -> None:
        if self._aggregate is not None:
            raise FormulaError(
                f"{aggregate} can't be inside {self._aggregate}.", position=_position(node)
            )

    def _number(self, node: exp.Expr) -> exp.Expr:
        return self._expect(node, Kind.NUMBER)

    def _condition(self, node: exp.Expr) -> exp.Expr:
        return self._expect(node, Kind.BOOLEAN)

    def _expect(self, node: exp.Expr, wanted: Kind) -> exp.Expr:
        tree, kind = self._node(node)
        if kind not in {wanted, Kind.UNKNOWN}:
            raise FormulaError(
                f"This must be {wanted}, but it is {kind}.", position=_position(node)
            )
        return tree

    def _same(self, kinds: Sequence[Kind], node: exp.Expr) -> Kind:
        known = [kind for kind in kinds if kind is not Kind.UNKNOWN]
        for kind in known:
            if kind is not known[0]:
                raise FormulaError(
                    f"{known[0].capitalize()} and {kind} can't be mixed.", position=_position(node)
                )
        return known[0] if known else Kind.UNKNOWN

    def _only(self, node: exp.Expr, *allowed: str) -> None:
        """Refuses parts of a node that the builder would silently drop."""
        for name, value in node.args.items():
            if value not in (None, False, []) and name not in allowed:
                raise self._not_allowed(node)

    def _present(self, part: exp.Expr | None, node: exp.Expr) -> exp.Expr:
        if isinstance(part, exp.Expr):
            return part
        raise FormulaError("A part is missing here.", position=_position(node))

    def _not_allowed(self, node: exp.Expr) -> FormulaError:
        shown = node.sql(unsupported_level=ErrorLevel.IGNORE) or node.name
        return FormulaError(
            f"“{shown[:60]}” is not allowed in a formula.",
            next_step=f"Use + - * / %, comparisons, CASE and {', '.join(FUNCTIONS)}.",
            position=_position(node),
        )


def _position(node: exp.Expr) -> int:
    """Where the first part that knows its place begins; 0 when none does."""
    starts = [part.meta["start"] for part in node.walk() if "start" in part.meta]
    return int(min(starts, default=0))


def _joined(node: exp.Expr, left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """A binary operation of the node's type; a chain of one operator stays flat, as written."""
    first = left if type(left) is type(node) else _wrapped(left)
    return type(node)(this=first, expression=_wrapped(right))


def _wrapped(tree: exp.Expr) -> exp.Expr:
    """Parentheses where a rebuilt operator's operand would bind differently without them."""
    return (
        exp.Paren(this=tree) if isinstance(tree, exp.Binary | exp.Not | exp.Is | exp.In) else tree
    )


def _quoted(name: str) -> str:
    return name if name.isidentifier() else f"`{name}`"
