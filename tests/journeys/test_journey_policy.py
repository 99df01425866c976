"""The story: a CRM export with owners, a policy in a sheet, exceptions; a change list comes out."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from builders import saved_document, small_plan
from xlsxwriter import Workbook

from salesplanner.cli import status_of
from salesplanner.document import Document
from salesplanner.plan.edits.seats import seat_rep
from salesplanner.plan.edits.territories import add_territory

N_ACCOUNTS, N_NAMED, N_HELD = 240, 40, 15
OWNERS = ("Ann Able", "Bob Best", "Cy Core")
INDUSTRIES = ("Banking", "Retail", "Energy", "Health care")
POLICY = (
    ("Public sector", "Name starts with City", "House"),
    ("Large banks", "Industry is Banking and Employees over 3,000", "Territory 3"),
    ("Large energy", "Industry is Energy and Employees over 3,500", "Territory 3"),
    ("Hospitals", 'Industry is "Health care" and Potential at least 800K', "Territory 2"),
    ("Small shops", "Industry is Retail and Employees under 200", "House"),
    ("Prospects without potential", "Status is prospect and Potential under 50K", "House"),
    ("Partners", "Status is partner", "House"),
    ("Rising stars", "Revenue between 100K and 150K and Pipeline over 40,000", "Territory 1"),
    ("Near renewals", "Renewal date within 30 days", "Territory 2"),
    ("Mid banks", "Industry is Banking and Employees between 1,000 and 3,000", "Territory 2"),
    ("Shops of the south", "Industry is Retail and Name contains South", "Territory 1"),
    ("Everything strategic", "Strategic is yes", "Territory 3"),
)


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    capsys.readouterr()
    status = status_of([str(one) for one in arguments])
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer | {"status": status}


def crm_export(folder: Path) -> tuple[Path, pd.DataFrame]:
    """Accounts as a CRM gives them out, with their owners."""
    rng = np.random.default_rng(5)
    places = rng.integers(0, 24, N_ACCOUNTS)
    towns = ("North", "South", "City of", "East")
    table = pd.DataFrame({
        "Account ID": [f"001-{n:04d}" for n in range(N_ACCOUNTS)],
        "Account Name": [f"{towns[n % 4]} {INDUSTRIES[n % 3]} {n}" for n in range(N_ACCOUNTS)],
        "Account Owner": [OWNERS[n % 3] for n in range(N_ACCOUNTS)],
        "Type": rng.choice(["customer", "prospect", "partner"], N_ACCOUNTS, p=[0.6, 0.35, 0.05]),
        "Industry": rng.choice(INDUSTRIES, N_ACCOUNTS),
        "Employees": rng.integers(5, 5000, N_ACCOUNTS),
        "Revenue": rng.integers(0, 200_000, N_ACCOUNTS),
        "Potential": rng.integers(0, 1_000_000, N_ACCOUNTS),
        "Latitude": 40 + 0.09 * (places % 3), "Longitude": -100 + 0.117 * (places // 6),
    })  # fmt: skip
    path = folder / "crm.csv"
    table.to_csv(path, index=False)
    return path, table


def policy_sheet(folder: Path) -> Path:
    path = folder / "policy.xlsx"
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet("Policy")
        sheet.write_row(0, 0, ["Rule name", "When", "Assign to", "Priority"])
        for row, rule in enumerate(POLICY, start=1):
            sheet.write_row(row, 0, [*rule, row])
    return path


def exceptions_sheet(folder: Path, accounts: pd.DataFrame) -> Path:
    ids = accounts["Account ID"]
    named = pd.DataFrame({
        "Account ID": ids[:N_NAMED], "Territory": [f"T{1 + n % 3}" for n in range(N_NAMED)],
        "Kind": "named", "Reason": "named by the board", "Until": "",
    })  # fmt: skip
    held = pd.DataFrame({
        "Account ID": ids[N_NAMED : N_NAMED + N_HELD], "Territory": "T1", "Kind": "holdover",
        "Reason": "deal closes in spring", "Until": "2027-04-30",
    })  # fmt: skip
    path = folder / "exceptions.csv"
    pd.concat([named, held]).to_csv(path, index=False)
    return path


def test_from_a_crm_export_and_a_policy_to_a_change_list_a_leader_can_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = small_plan()
    for scenario_id in ("base", "bold"):
        plan = add_territory(plan, scenario_id, "House", "HOUSE", purpose="house")
        plan = seat_rep(plan, scenario_id, "T3", "R3")
        rules = plan["carve_rule"]["scenario_id"] == scenario_id
        plan = plan.remove("carve_rule", rules.to_numpy(bool))
    path = saved_document(tmp_path, plan)
    export, accounts = crm_export(tmp_path)
    assert said(capsys, "import", path, "accounts", export, "--json")["added"] == N_ACCOUNTS

    # The policy of twelve rules goes to the variant.
    sheet = policy_sheet(tmp_path)
    answer = said(capsys, "import", path, "rules", sheet, "--scenario", "Bold", "--json")
    assert (answer["added"], answer["rejected"], answer["status"]) == (len(POLICY), [], 0)
    with Document.open(path) as document:
        document.load_scenario("bold")
        assert len(document.plan.of_scenario("carve_rule", "bold")) == 12

    # Forty named accounts and fifteen holdovers.
    sheet = exceptions_sheet(tmp_path, accounts)
    answer = said(capsys, "import", path, "alignment", sheet, "--scenario", "Bold", "--json")
    assert (answer["added"], answer["rejected"]) == (N_NAMED + N_HELD, [])

    everything = _change_list(path, tmp_path)
    _later(path, tmp_path, everything)


def _change_list(path: Path, tmp_path: Path) -> pd.DataFrame:
    # The change list: every account that moves, from whom to whom, and why in words.
    out = tmp_path / "changes"
    status_of(["export", str(path), "--as", "csv", "--scenario", "Bold", "--out", str(out)])
    changes = pd.read_csv(out / "Changes.csv", dtype=str).set_index("Account")
    everything = pd.read_csv(out / "Accounts.csv", dtype=str).set_index("Account")
    assert 20 < len(changes) < len(everything)
    assert (changes["From territory"] != changes["To territory"]).all()
    assert everything["Why"].notna().all()
    whys = set(everything["Why"].str.replace(r"[:(].*| until.*", "", regex=True).str.strip())
    assert "Named account" in whys and "Holdover" in whys
    assert any(why.startswith("Rule 2, Large banks") for why in whys)
    report = pd.read_csv(_exceptions(path, tmp_path), dtype=str)
    assert (report["Kind"] == "holdover").sum() == N_HELD
    assert report["Rules would say"].notna().any() and report["Reason"].notna().all()

    return everything


def _later(path: Path, tmp_path: Path, everything: pd.DataFrame) -> None:
    # When the holdovers have ended, the rules decide about these accounts again.
    later = tmp_path / "later"
    status_of(["export", str(path), "--as", "csv", "--scenario", "Bold", "--out", str(later),
               "--on", "2027-06-01"])  # fmt: skip
    after = pd.read_csv(later / "Accounts.csv", dtype=str).set_index("Account")
    assert not after["Why"].str.startswith("Holdover").any()
    held = everything.index[everything["Why"].str.startswith("Holdover")]
    assert (after.loc[held, "To territory"] != "T1").any()


def _exceptions(path: Path, folder: Path) -> Path:
    out = folder / "exceptions-report.csv"
    status_of(["export", str(path), "--as", "exceptions", "--scenario", "Bold", "--out", str(out)])
    return out
