"""What was asked of a solve, kept beside the scenario it made, is read back as it was."""

import json
from fractions import Fraction

from salesplanner.optimize.options import (
    Balance,
    CapAsked,
    Limit,
    Options,
    as_words,
    from_words,
    options_in,
)

FULL = Options(
    layer_id="field", assign="accounts", n_add=2, only=("T1", "T2"),
    terms=(("travel", 1.0), ("disruption", 0.3)), size="people",
    balance=(Balance(measure="people", share=Fraction(1, 3)),),
    limits=(Limit(measure="people", low=5.0), Limit(measure="revenue", high=0.1)),
    contiguous=True, all_bridges=True,
    caps=(CapAsked(kind="handover", measure="accounts", amount=20.0, is_share=False),),
    keep=("U1",),
)  # fmt: skip


def test_all_that_can_be_asked_survives_json():
    assert from_words(json.loads(json.dumps(as_words(FULL)))) == FULL


def test_asking_nothing_survives_json():
    assert from_words(json.loads(json.dumps(as_words(Options())))) == Options()


def test_settings_that_say_nothing_of_what_was_asked_give_none():
    for settings in (None, "{}", "no json", '{"asked": "Options(...)"}'):
        assert options_in(settings) is None
