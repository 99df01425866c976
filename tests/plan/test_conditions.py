"""Conditions people can read."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesplanner.plan.condition_values import AccountColumns, matches
from salesplanner.plan.conditions import parse_condition, written
from salesplanner.problems import PlanProblem

ACCOUNTS = pd.DataFrame(
    {
        "account_id": ["A", "B", "C", "D"],
        "name": ["Alpha Bank", "Beta, Inc.", "Gamma and Sons", None],
        "industry": ["Banking", "banking", "Retail", None],
        "employees": pd.array([500, 1500, 1000, None], dtype="Int64"),
        "revenue_amount": pd.array([100_00, 2_000_000_00, 0, None], dtype="Int64"),
        "win_probability_share": pd.array([0.2, 0.5, 0.9, None], dtype="Float64"),
        "renewal_date": ["2027-01-15", "2027-06-30", None, None],
        "is_strategic": pd.array([True, False, None, None], dtype="boolean"),
        "state": ["TX", "CA", "NY", None],
    }
)


def chosen(text: str) -> str:
    columns = AccountColumns(ACCOUNTS, today=date(2027, 1, 1))
    mask = matches(parse_condition(text), columns)
    return "".join(ACCOUNTS["account_id"][mask])


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Industry is Banking", "AB"),
        ("industry is not banking", "CD"),
        ("Industry is Banking and Employees over 1,000", "B"),
        ("Employees at least 1,000", "BC"),
        ("employees < 1000", "A"),
        ("Employees between 500 and 1000", "AC"),
        ("Revenue over 1M", "B"),
        ("Revenue is 100", "A"),
        ("Win probability at least 50%", "BC"),
        ("State is one of TX, CA or NY", "ABC"),
        ("State in (TX, NY)", "AC"),
        ("State is none of TX, CA", "CD"),
        ("Renewal date within 90 days", "A"),
        ("Renewal date after 2027-01-15", "B"),
        ("Renewal date is empty", "CD"),
        ("Strategic is yes", "A"),
        ("Strategic is no", "BCD"),
        ('Name is "Beta, Inc."', "B"),
        ('Name contains "and"', "C"),
        ("not (State is TX or State is CA)", "CD"),
        ("State is TX or Industry is Retail and Employees over 1", "AC"),
        ("[Account name] starts with alpha", "A"),
        ("", "ABCD"),
    ],
)
def test_a_condition_chooses_the_accounts_it_says(text, ids):
    assert chosen(text) == ids


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Industrie is Banking", "character 1"),
        ("Industry is", "at the end"),
        ("Industry is Banking and", "at the end"),
        ("(Industry is Banking", "at the end"),
        ("Industry Banking", "character 10"),
        ('Name is "open', "character 9"),
        ("[No such field] is 1", "character 1"),
        ("Employees over many", "character 1"),
        ("Renewal date after soon", "character 1"),
        ("Renewal date within soon", "at the end"),
        ("Strategic is maybe", "character 1"),
        ("Employees contains 3", "character 1"),
    ],
)
def test_a_condition_that_cannot_be_read_says_where(text, place):
    with pytest.raises(PlanProblem) as caught:
        chosen(text)
    assert place in caught.value.where
    assert caught.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        "Industry is Banking and (State is TX or State is one of CA, NY)",
        "Renewal date within 90 days or not (Employees between 5 and 10)",
        'Name is "Gamma and Sons"',
        "State is not empty and Revenue at least 1,000",
    ],
)
def test_a_condition_written_again_means_the_same(text):
    again = written(parse_condition(text))
    assert chosen(again) == chosen(text)
    assert written(parse_condition(again)) == again


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_clearly(text):
    try:
        matches(parse_condition(text), AccountColumns(ACCOUNTS))
    except PlanProblem as problem:
        assert problem.remedy


TEXTS = st.lists(st.text(st.sampled_from("ab\n "), max_size=4), min_size=1, max_size=12)
WORDS = st.text(st.sampled_from("ab"), min_size=1, max_size=3)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    texts=TEXTS,
    word=WORDS,
    operator=st.sampled_from(["is", "contains", "starts with", "ends with"]),
)
def test_texts_searched_together_are_found_as_one_by_one(
    texts: list[str], word: str, operator: str
) -> None:
    alone = {
        "is": lambda text: text == word, "contains": lambda text: word in text,
        "starts with": lambda text: text.startswith(word),
        "ends with": lambda text: text.endswith(word),
    }[operator]  # fmt: skip
    columns = AccountColumns(pd.DataFrame({"name": pd.Series(texts, dtype="str")}))
    got = matches(parse_condition(f"Name {operator} {word}"), columns)
    assert got.tolist() == [alone(text.strip()) for text in texts]


def test_a_frequent_word_is_found_in_every_text_that_holds_it() -> None:
    names = pd.Series([f"{'north' if n % 3 else 'south'} {n}" for n in range(6000)], dtype="str")
    columns = AccountColumns(pd.DataFrame({"name": names}))
    assert matches(parse_condition("Name starts with north"), columns).sum() == 4000
    assert matches(parse_condition("Name contains south"), columns).sum() == 2000
