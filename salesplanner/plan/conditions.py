"""Conditions people can read: "Industry is Banking and Employees over 1,000".

A small grammar, parsed here and evaluated over a table of accounts in `condition_values`:

    condition   = part { "or" part }
    part        = test { "and" test }
    test        = "not" test | "(" condition ")" | field comparison
    comparison  = "is" [ "not" ] ( "empty" | value ) | "is" [ "not" ] "one of" values
                | ( "over" | "under" | "at least" | "at most" | > | < | >= | <= | = | != ) value
                | "between" value "and" value | "contains" value | "starts with" value
                | "ends with" value | "before" date | "after" date | "within" number "days"
    values      = value { "," value } [ "or" value ]

Fields are called by their title, name or a synonym of the field dictionary, in any case. A value
with a comma, "and" or "or" in it goes into quotes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from salesplanner.plan.fields import TABLES
from salesplanner.plan.model import Plan, equals
from salesplanner.problems import PlanProblem


@dataclass(frozen=True)
class Comparison:
    """One test of one field: `words` are the values as written, without quotes."""

    field: str
    operator: str  # one of OPERATORS' values
    words: tuple[str, ...]
    position: int


@dataclass(frozen=True)
class Not:
    inner: "Condition"


@dataclass(frozen=True)
class All:
    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Any:
    parts: tuple["Condition", ...]


Condition = Comparison | Not | All | Any

# As written, longest first where one begins another: what it means.
OPERATORS = {
    "is not empty": "filled",
    "is not one of": "not in",
    "is none of": "not in",
    "is one of": "in",
    "is empty": "empty",
    "is not": "!=",
    "is at least": ">=",
    "is at most": "<=",
    "is more than": ">",
    "is less than": "<",
    "is over": ">",
    "is under": "<",
    "is between": "between",
    "is before": "<",
    "is after": ">",
    "is within": "within",
    "does not contain": "not contains",
    "starts with": "starts",
    "ends with": "ends",
    "more than": ">",
    "less than": "<",
    "at least": ">=",
    "at most": "<=",
    "not one of": "not in",
    "none of": "not in",
    "one of": "in",
    "contains": "contains",
    "between": "between",
    "within": "within",
    "before": "<",
    "after": ">",
    "under": "<",
    "below": "<",
    "above": ">",
    "over": ">",
    "equals": "=",
    "is": "=",
    "in": "in",
    ">=": ">=",
    "<=": "<=",
    "<>": "!=",
    "!=": "!=",
    "=": "=",
    ">": ">",
    "<": "<",
}
# How each is written back.
_WORDS = {
    "=": "is", "!=": "is not", ">": "over", "<": "under", ">=": "at least", "<=": "at most",
    "in": "is one of", "not in": "is none of", "between": "between", "contains": "contains",
    "not contains": "does not contain", "starts": "starts with", "ends": "ends with",
    "within": "within", "empty": "is empty", "filled": "is not empty",
}  # fmt: skip
_TOKEN = re.compile(
    r"""\s*(?:(?P<quoted>"[^"]*"|'[^']*')|(?P<field>\[[^\]]*\])|(?P<sign>>=|<=|<>|!=|[()=<>])"""
    r"""|(?P<comma>,)|(?P<word>[^\s(),=<>!"'\[\]]+(?:'[^\s(),=<>!"'\[\]]+)*|!))"""
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?:\D|$))")


@dataclass(frozen=True)
class _Token:
    text: str
    kind: str
    start: int
    end: int

    @property
    def low(self) -> str:
        return self.text.casefold() if self.kind in ("word", "sign", "comma") else ""


def field_names(own_fields: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a field of accounts may be called, lower case, and the column it means.

    `own_fields` maps the headers of columns the planner added to their column.
    """
    names: dict[str, str] = {}
    fields = TABLES["account"].fields
    for calls in ([f.synonyms for f in fields], [(f.title, f.name) for f in fields]):
        for field, words in zip(fields, calls, strict=True):
            names.update({word.casefold(): field.name for word in words})
    for header, column in (own_fields or {}).items():
        names[header.casefold()] = column
    return names


def names_of_accounts(plan: Plan) -> dict[str, str]:
    """What fields may be called in a condition on the plan's accounts, own columns among them."""
    own = plan["own_field"]
    own = own[equals(own, "table_name", "account")]
    pairs = zip(own["name"].fillna(""), own["own_field_id"], strict=True)
    return field_names({str(name): own_column(str(key)) for name, key in pairs if name})


def own_column(own_field_id: str) -> str:
    """What a column the planner added is called among the columns of accounts."""
    return f"own: {own_field_id}"


def parse_condition(text: str, names: Mapping[str, str] | None = None) -> Condition:
    """The condition written in `text`; '' is a condition that is always true.

    Args:
        text: as a planner writes it.
        names: what fields may be called (default: the field dictionary's names).

    Raises:
        PlanProblem: what is wrong and at which character.
    """
    return _parsed(text, tuple((names if names is not None else field_names()).items()))


@lru_cache(maxsize=4096)
def _parsed(text: str, names: tuple[tuple[str, str], ...]) -> Condition:
    """Rules are read again with every look at the plan: what was read once is remembered."""
    return _Parser(text, dict(names)).whole()


class _Parser:
    def __init__(self, text: str, names: Mapping[str, str]) -> None:
        self._text = text
        self._names = names
        self._longest = max((len(name.split()) for name in names), default=1)
        self._tokens = _tokens(text)
        self._at = 0

    def whole(self) -> Condition:
        if not self._tokens:
            return All(())
        condition = self._condition()
        if self._at < len(self._tokens):
            raise self._problem("I expected 'and' or 'or' here")
        return condition

    def _condition(self) -> Condition:
        parts = [self._part()]
        while self._take("or"):
            parts.append(self._part())
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _part(self) -> Condition:
        parts = [self._test()]
        while self._take("and"):
            parts.append(self._test())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _test(self) -> Condition:
        if self._take("not"):
            return Not(self._test())
        if self._take("("):
            inner = self._condition()
            if not self._take(")"):
                raise self._problem("A bracket is not closed")
            return inner
        return self._comparison()

    def _comparison(self) -> Condition:
        position = self._position()
        field = self._field()
        operator = self._operator()
        if operator in ("empty", "filled"):
            return Comparison(field, operator, (), position)
        if operator in ("in", "not in"):
            return Comparison(field, operator, self._values(), position)
        words = [self._value()]
        if operator == "between":
            if not self._take("and"):
                raise self._problem("After 'between' I expected two values with 'and' between")
            words.append(self._value())
        if operator == "within" and not (self._take("days") or self._take("day")):
            raise self._problem("After 'within' I expected a number of days")
        return Comparison(field, operator, tuple(words), position)

    def _field(self) -> str:
        if self._at < len(self._tokens) and self._tokens[self._at].kind == "field":
            name = self._tokens[self._at].text[1:-1].strip()
            if name.casefold() not in self._names:
                raise self._problem(f"There is no field called {name!r}")
            self._at += 1
            return self._names[name.casefold()]
        for n_words in range(self._longest, 0, -1):
            words = self._tokens[self._at : self._at + n_words]
            name = " ".join(token.text for token in words).casefold()
            if len(words) == n_words and name in self._names:
                self._at += n_words
                return self._names[name]
        raise self._problem("I expected the name of a field here")

    def _operator(self) -> str:
        for written, meaning in OPERATORS.items():
            words = written.split()
            got = [token.low for token in self._tokens[self._at : self._at + len(words)]]
            if got == words:
                self._at += len(words)
                return meaning
        raise self._problem("I expected a comparison here, such as 'is', 'over' or 'contains'")

    def _values(self) -> tuple[str, ...]:
        bracket = self._take("(")
        values = [self._value()]
        while self._take(",") or self._is_value_after_or():
            self._take("or")
            values.append(self._value())
        if bracket and not self._take(")"):
            raise self._problem("A bracket is not closed")
        return tuple(values)

    def _is_value_after_or(self) -> bool:
        """Whether 'or' goes on with a list ("A, B or C") and not with another test."""
        if self._at >= len(self._tokens) or self._tokens[self._at].low != "or":
            return False
        before = self._at
        try:
            self._at += 1
            if self._take("not") or self._take("("):
                return False
            self._field()
            self._operator()
        except PlanProblem:
            return True
        finally:
            self._at = before
        return False

    def _value(self) -> str:
        if self._at < len(self._tokens) and self._tokens[self._at].kind == "quoted":
            self._at += 1
            return self._tokens[self._at - 1].text[1:-1]
        first = self._at
        while self._at < len(self._tokens) and self._is_part_of_value(self._tokens[self._at]):
            self._at += 1
        if self._at == first:
            raise self._problem("I expected a value here")
        last = self._tokens[self._at - 1]
        return self._text[self._tokens[first].start : last.end].strip()

    def _is_part_of_value(self, token: _Token) -> bool:
        return token.kind == "word" and token.low not in ("and", "or", "days", "day")

    def _take(self, word: str) -> bool:
        is_next = self._at < len(self._tokens) and self._tokens[self._at].low == word
        self._at += is_next
        return is_next

    def _position(self) -> int:
        return self._tokens[self._at].start if self._at < len(self._tokens) else len(self._text)

    def _problem(self, what: str) -> PlanProblem:
        start = self._position()
        place = f"at character {start + 1}, before {self._text[start : start + 20]!r}"
        if start >= len(self._text):
            place = "at the end of the condition"
        return PlanProblem(
            f"The condition cannot be read: {what}.",
            place,
            "Write it like: Industry is Banking and Employees over 1,000.",
        )


def _tokens(text: str) -> list[_Token]:
    text = _THOUSANDS.sub("\u2008", text)  # a thousands comma does not part values
    tokens, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise PlanProblem(
                "The condition cannot be read: a quote or bracket is not closed.",
                f"at character {at + 1}, before {text[at : at + 20]!r}",
                "Put a second quote or bracket.",
            )
        kind = match.lastgroup
        written = match.group(kind).replace("\u2008", ",")
        tokens.append(_Token(written, kind, match.start(kind), match.end(kind)))
        at = match.end()
    return tokens


def fields_used(condition: Condition) -> frozenset[str]:
    """The columns a condition looks at."""
    if isinstance(condition, Comparison):
        return frozenset({condition.field})
    if isinstance(condition, Not):
        return fields_used(condition.inner)
    return frozenset().union(*(fields_used(part) for part in condition.parts))


def written(condition: Condition, titles: Mapping[str, str] | None = None) -> str:
    """The condition in words again, each field by its title."""
    titles = titles or {field.name: field.title for field in TABLES["account"].fields}
    if isinstance(condition, Comparison):
        return _written_comparison(condition, titles)
    if isinstance(condition, Not):
        return f"not ({written(condition.inner, titles)})"
    joint = " and " if isinstance(condition, All) else " or "
    return joint.join(_in_brackets(part, condition, titles) for part in condition.parts)


def _in_brackets(part: Condition, whole: Condition, titles: Mapping[str, str]) -> str:
    text = written(part, titles)
    return f"({text})" if isinstance(part, Any) and isinstance(whole, All) else text


def _written_comparison(comparison: Comparison, titles: Mapping[str, str]) -> str:
    texts = [_quoted(word) for word in comparison.words]
    joint = " and " if comparison.operator == "between" else ", "
    end = " days" if comparison.operator == "within" else ""
    title = titles.get(comparison.field, comparison.field)
    name = title if title.casefold() in field_names() else f"[{title}]"
    return f"{name} {_WORDS[comparison.operator]} {joint.join(texts)}{end}".rstrip()


def _quoted(word: str) -> str:
    is_plain: Sequence[str] = re.findall(r"[^\s\w.,%$€£/&-]|\b(?:and|or|days?)\b|,(?!\d{3})", word)
    return f'"{word}"' if is_plain else word
