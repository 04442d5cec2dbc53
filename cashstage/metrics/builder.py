"""Builds an allowed formula tree from a parsed one, node by node, checking kinds on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import ErrorLevel, exp

from cashstage.core.errors import FormulaError, InvalidInput
from cashstage.metrics.calls import CallBuilder
from cashstage.metrics.functions.lowering import wrapped
from cashstage.metrics.functions.registry import FUNCTIONS
from cashstage.metrics.functions.signature import Level
from cashstage.metrics.kinds import Kind, kind_of
from cashstage.metrics.naming import Names, in_formula
from cashstage.metrics.places import mistake, same_kind, span
from cashstage.metrics.typed import Mention, Typed, Use
from cashstage.schema.column import ColumnType

_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod)
_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
_ROW_BY_ROW = "A calculated column is worked out row by row, and {} looks at many rows."


class FormulaBuilder:
    """One pass over one formula; raises FormulaError at the first part that is not allowed.

    `text` is what was parsed; `mentions` says afterwards where it names columns.
    """

    def __init__(self, names: Names, text: str, use: Use = Use.METRIC) -> None:
        self.mentions: list[Mention] = []
        self._names = names
        self._text = text
        self._use = use
        self._inside: list[tuple[Level, str]] = []
        self._has_aggregate = False
        self._calls = CallBuilder(self._node, self._within)
        self._handlers = self._all_handlers()

    def build(self, parsed: exp.Expr) -> Typed:
        """The whole formula; a metric must aggregate, a column must not."""
        built = self._node(parsed)
        if self._use is Use.METRIC and not self._has_aggregate:
            raise mistake("A metric needs an aggregate such as SUM, COUNT or MAX.", parsed)
        return built

    def _node(self, node: exp.Expr) -> Typed:
        for types, handler in self._handlers:
            if isinstance(node, types):
                return handler(node)
        raise _not_allowed(node)

    def _all_handlers(
        self,
    ) -> Sequence[tuple[tuple[type[exp.Expr], ...], Callable[[exp.Expr], Typed]]]:
        return (
            ((exp.Column,), self._column),
            ((exp.Literal,), self._literal),
            (_ARITHMETIC, self._arithmetic),
            ((exp.Anonymous,), self._call),
            ((exp.Paren,), self._paren),
            (_COMPARISONS, self._comparison),
            ((exp.And, exp.Or, exp.Not), self._logic),
            ((exp.In,), self._membership),
            ((exp.Is,), self._emptiness),
            ((exp.Case,), self._case),
            ((exp.Neg,), self._negated),
            ((exp.Boolean, exp.Null), self._constant),
        )

    def _column(self, node: exp.Expr) -> Typed:
        self._only(node, "this")
        name = node.name
        start, length = span(node)
        try:
            column = self._names.find(name)
        except InvalidInput as error:
            if self._text[start : start + 1] == '"':
                # Looker Studio writes texts between these, too.
                self.mentions.append(Mention(start, start + length, name))
                return Typed(exp.Literal.string(name), Kind.TEXT, constant=True)
            near = error.context.get("suggestion")
            raise mistake(
                error.detail, node, suggestion=in_formula(near) if near else None
            ) from None
        if self._use is Use.METRIC and not self._is_inside(Level.AGGREGATE):
            suggestion = f"{'SUM' if column.type.numeric else 'COUNT'}({in_formula(name)})"
            raise mistake(
                f"“{name}” must be inside an aggregate, as in {suggestion}.",
                node,
                suggestion=suggestion,
            )
        self.mentions.append(Mention(start, start + length, column))
        tree = exp.column(exp.to_identifier(column.key, quoted=True))
        return Typed(tree, kind_of(column.type), whole=column.type is ColumnType.INTEGER)

    def _literal(self, node: exp.Expr) -> Typed:
        if node.is_string:
            return Typed(exp.Literal.string(node.name), Kind.TEXT, constant=True)
        try:
            finite = abs(float(node.name)) < float("inf")
        except ValueError:
            finite = False
        if not finite:
            raise mistake(f"“{node.name}” is not a number.", node)
        # Without an exponent DuckDB takes a fraction for a decimal, whose digits soon run out.
        has_exponent = "e" in node.name.lower()
        is_fraction = "." in node.name and not has_exponent
        number = exp.Literal.number(f"{node.name}e0" if is_fraction else node.name)
        whole = "." not in node.name and not has_exponent
        return Typed(number, Kind.NUMBER, whole=whole, constant=True)

    def _constant(self, node: exp.Expr) -> Typed:
        if isinstance(node, exp.Boolean):
            return Typed(exp.Boolean(this=bool(node.this)), Kind.BOOLEAN, constant=True)
        return Typed(exp.Null(), Kind.UNKNOWN, whole=True, constant=True)

    def _paren(self, node: exp.Expr) -> Typed:
        built = self._node(node.this)
        tree = exp.Paren(this=built.tree)
        return Typed(tree, built.kind, built.whole, built.additive, built.constant)

    def _arithmetic(self, node: exp.Expr) -> Typed:
        left, right = self._number(node.this), self._number(node.expression)
        divisor = right.tree
        if isinstance(node, exp.Div | exp.Mod):
            divisor = exp.Nullif(this=divisor, expression=exp.Literal.number(0))
        if isinstance(node, exp.Add | exp.Sub):
            additive = left.additive and right.additive
        else:
            additive = left.additive and right.constant
            additive |= isinstance(node, exp.Mul) and left.constant and right.additive
        return Typed(
            _joined(node, left.tree, divisor),
            Kind.NUMBER,
            whole=left.whole and right.whole and not isinstance(node, exp.Div),
            additive=additive and not isinstance(node, exp.Mod),
            constant=left.constant and right.constant,
        )

    def _negated(self, node: exp.Expr) -> Typed:
        built = self._number(node.this)
        tree = exp.Neg(this=wrapped(built.tree))
        return Typed(tree, Kind.NUMBER, built.whole, built.additive, built.constant)

    def _comparison(self, node: exp.Expr) -> Typed:
        left, right = self._node(node.this), self._node(node.expression)
        self._same([left, right], node)
        tree = type(node)(this=wrapped(left.tree), expression=wrapped(right.tree))
        return Typed(tree, Kind.BOOLEAN, constant=left.constant and right.constant)

    def _logic(self, node: exp.Expr) -> Typed:
        first = self._expect(node.this, Kind.BOOLEAN)
        if isinstance(node, exp.Not):
            tree: exp.Expr = exp.Not(this=wrapped(first.tree))
            return Typed(tree, Kind.BOOLEAN, constant=first.constant)
        second = self._expect(node.expression, Kind.BOOLEAN)
        tree = _joined(node, first.tree, second.tree)
        return Typed(tree, Kind.BOOLEAN, constant=first.constant and second.constant)

    def _membership(self, node: exp.Expr) -> Typed:
        self._only(node, "this", "expressions")
        built = self._node(node.this)
        choices = [self._node(choice) for choice in node.expressions]
        self._same([built, *choices], node)
        tree = exp.In(this=wrapped(built.tree), expressions=[choice.tree for choice in choices])
        return Typed(tree, Kind.BOOLEAN)

    def _emptiness(self, node: exp.Expr) -> Typed:
        if not isinstance(node.expression, exp.Null):
            raise _not_allowed(node)
        built = self._node(node.this)
        return Typed(exp.Is(this=wrapped(built.tree), expression=exp.Null()), Kind.BOOLEAN)

    def _case(self, node: exp.Expr) -> Typed:
        """Both forms: CASE WHEN condition THEN …, and CASE value WHEN value THEN …."""
        subject = self._node(node.this) if node.this is not None else None
        compared = subject or Typed(exp.Boolean(this=True), Kind.BOOLEAN)
        ifs, values = [], []
        for branch in node.args["ifs"]:
            condition = self._node(branch.this)
            self._same([compared, condition], branch)
            value = self._node(branch.args["true"])
            ifs.append(exp.If(this=condition.tree, true=value.tree))
            values.append(value)
        otherwise = None
        if node.args.get("default") is not None:
            values.append(self._node(node.args["default"]))
            otherwise = values[-1].tree
        tree = exp.Case(this=subject.tree if subject else None, ifs=ifs, default=otherwise)
        whole = all(value.whole for value in values)
        return Typed(tree, self._same(values, node), whole=whole)

    def _call(self, node: exp.Expr) -> Typed:
        self._only(node, "this", "expressions")
        name = str(node.this).upper()
        for form in FUNCTIONS.get(name, ())[:1]:
            self._allow(form.level, name, node)
        return self._calls.build(name, node)

    def _allow(self, level: Level, name: str, node: exp.Expr) -> None:
        """Refuses what looks at many rows where there is only one, or many groups already."""
        if level is Level.ROW:
            return
        if self._use is Use.COLUMN:
            raise mistake(
                _ROW_BY_ROW.format(name),
                node,
                next_step="Use it in the formula of a metric.",
                name_only=True,
            )
        for outer_level, outer in self._inside:
            if outer_level is Level.AGGREGATE or level is Level.WINDOW:
                raise mistake(f"{name} can't be inside {outer}.", node, name_only=True)
        self._has_aggregate |= level is Level.AGGREGATE

    def _within(self, level: Level, name: str, node: exp.Expr) -> Typed:
        """Builds an argument of a function that looks at many rows or groups."""
        self._inside.append((level, name))
        try:
            return self._node(node)
        finally:
            self._inside.pop()

    def _is_inside(self, level: Level) -> bool:
        return any(outer is level for outer, _ in self._inside)

    def _number(self, node: exp.Expr) -> Typed:
        return self._expect(node, Kind.NUMBER)

    def _expect(self, node: exp.Expr, wanted: Kind) -> Typed:
        built = self._node(node)
        if built.kind not in {wanted, Kind.UNKNOWN}:
            raise mistake(f"This must be {wanted}, but it is {built.kind}.", node)
        return built

    def _same(self, parts: Sequence[Typed], node: exp.Expr) -> Kind:
        return same_kind([part.kind for part in parts], node)

    def _only(self, node: exp.Expr, *allowed: str) -> None:
        """Refuses parts of a node that the builder would silently drop."""
        for name, value in node.args.items():
            if value not in (None, False, []) and name not in allowed:
                raise _not_allowed(node)


def _not_allowed(node: exp.Expr) -> FormulaError:
    """The refusal of what the language does not have."""
    shown = node.sql(unsupported_level=ErrorLevel.IGNORE) or node.name
    return mistake(
        f"“{shown[:60]}” is not allowed in a formula.",
        node,
        next_step="Use + - * / %, comparisons, AND, OR, NOT, IN, IS NULL, CASE and functions.",
    )


def _joined(node: exp.Expr, left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """A binary operation of the node's type; a chain of one operator stays flat, as written."""
    first = left if type(left) is type(node) else wrapped(left)
    return type(node)(this=first, expression=wrapped(right))
