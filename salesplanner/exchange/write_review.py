"""Review packs: a workbook for each manager, with only their part, to be answered and sent back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from salesplanner.analysis.columns import decisions
from salesplanner.analysis.review import NOBODY, REASONS, Sent, quota_of
from salesplanner.analysis.territory_measures import Measures
from salesplanner.exchange.assignment_tables import accounts_table, summary_table
from salesplanner.exchange.files import safe_name, write_beside
from salesplanner.exchange.review_sheet import (
    ACCOUNT_ANSWERS,
    ACCOUNT_DECISIONS,
    ACCOUNTS,
    KIND_OF_SHEET,
    QUOTA_ANSWERS,
    QUOTA_DECISIONS,
    QUOTAS,
    ROW_CHECK,
    ROW_ID,
    SUM,
    WANTED,
    WANTED_ANSWERS,
    RowId,
    territory_label,
)
from salesplanner.plan.model import equals
from salesplanner.plan.positions import Mask
from salesplanner.progress import Progress

_N_WANTED = 40
_MONEY = "#,##0.##"
_MONEY_COLUMNS = {"Revenue", "Potential", "Quota", "Expected revenue"}
_WIDTHS = {"Name": 30, "Territory": 24, "Rep": 20, "Proposed territory": 26, "Comment": 40,
           "For territory": 26, "Account wanted": 24, "Reason": 18, "City": 16}  # fmt: skip
_HOW = (
    "1  Sheet Accounts: choose Keep or Move; for Move, choose the proposed territory and a reason.",
    "2  Sheet Quotas: choose Agree or Adjust; for Adjust, type what to add (or to take, with -).",
    "   Your adjustments have to add up to zero: what one territory gives, another takes.",
    "3  Sheet Accounts wanted: accounts of colleagues you ask for, by their id or name.",
    "4  Leave empty what you agree with. Save, and send the workbook back.",
    "White cells are yours; grey ones are locked (Review, Unprotect sheet: no password, to sort).",
    "The hidden columns at the end tell which row is which: please leave them.",
)


@dataclass(frozen=True, eq=False)
class Pack:
    """All that packs of one round are written from."""

    measures: Measures
    sent: Sent
    round_name: str
    mark: str
    sent_at: str
    accounts: pd.DataFrame
    territories: pd.DataFrame
    labels: dict[str, str]


def write_review_packs(
    folder: Path,
    measures: Measures,
    opened: "pd.Series[Any]",
    progress: Progress,
) -> list[Path]:
    """One workbook a manager, named after them; `opened` is the row of the round.

    Raises:
        PlanProblem: the folder cannot be written.
    """
    summary = summary_table(measures)
    names = summary.set_index("Territory")["Name"].fillna("").to_dict()
    labels = {str(key): territory_label(str(key), str(name)) for key, name in names.items()}
    accounts = accounts_table(measures, measures)
    sent = Sent.of_round(opened)
    name, mark, sent_at = (str(opened[key]) for key in ("name", "data_hash", "sent_at"))
    pack = Pack(measures, sent, name, mark, sent_at, accounts, summary, labels)
    people = measures.plan["rep"].set_index("rep_id")["name"].to_dict()
    files, used = list[Path](), list[str]()
    managers = sorted(set(sent.managers.values()))
    for position, manager in enumerate(managers):
        progress.say(position / len(managers), "Writing review packs")
        who = str(people.get(manager, manager))
        used.append(safe_name(f"Review {who}", used))
        path = folder / f"{used[-1]}.xlsx"
        files.append(write_beside(path, partial(_write, pack=pack, manager=manager, who=who)))
    return files


def _write(path: Path, pack: Pack, manager: str, who: str) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = _Sheets(book, pack, manager)
        sheet.read_me(who)
        mine = [t for t, m in pack.sent.managers.items() if m == manager]
        rows = pack.accounts[pack.accounts["To territory"].isin(mine).to_numpy(bool)]
        sheet.accounts(rows)
        sheet.quotas([key for key in pack.sent.quotas if quota_of(key)[0] in mine])
        sheet.wanted()
        sheet.lists()


class _Sheets:
    """The sheets of one workbook."""

    def __init__(self, book: Any, pack: Pack, manager: str) -> None:
        self.book, self.pack, self.manager = book, pack, manager
        self.style = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1,
                                     "bg_color": "#DCE6F1"}),
            "text": book.add_format({"bg_color": "#F2F2F2"}),
            "money": book.add_format({"bg_color": "#F2F2F2", "num_format": _MONEY}),
            "answer": book.add_format({"locked": False, "border": 1, "border_color": "#BFBFBF"}),
            "amount": book.add_format({"locked": False, "border": 1, "border_color": "#BFBFBF",
                                       "num_format": "+#,##0.##;-#,##0.##;0"}),
            "title": book.add_format({"bold": True, "font_size": 16}),
            "bold": book.add_format({"bold": True}),
        }  # fmt: skip

    def read_me(self, who: str) -> None:
        info, pack = self.pack.measures.plan.info, self.pack
        scenarios = pack.measures.plan["scenario"].set_index("scenario_id")["name"]
        sheet = self.book.add_worksheet("Read me")
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 90)
        sheet.write_string(0, 0, f"Review of {who}", self.style["title"])
        facts = (
            ("Plan", info["name"]), ("Year", str(info["fiscal_year"])),
            ("Scenario", scenarios[pack.measures.scenario_id]), ("Round", pack.round_name),
            ("Sent", pack.sent_at[:16].replace("T", " ")), ("Currency", info["currency"]),
            ("Round mark", pack.mark),
        )  # fmt: skip
        for row, (name, value) in enumerate(facts, start=2):
            sheet.write_string(row, 0, name, self.style["bold"])
            sheet.write_string(row, 1, "" if pd.isna(value) else str(value))
        for row, text in enumerate(_HOW, start=10):
            sheet.write_string(row, 0, text)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def accounts(self, rows: pd.DataFrame) -> None:
        shown = ["Account", "Name", "City", "State", "ZIP", "Segment", "Revenue", "Potential"]
        facts = rows[shown].assign(
            Territory=rows["To territory"].map(self.pack.labels), Rep=rows["To rep"]
        )
        lists = {"Decision": list(ACCOUNT_DECISIONS), "Proposed territory": self._territories(),
                 "Reason": _range("B", len(REASONS))}  # fmt: skip
        keys = [str(key) for key in rows["Account"]]
        self._table(ACCOUNTS, facts, ACCOUNT_ANSWERS, keys, lists)

    def quotas(self, keys: Sequence[str]) -> None:
        scale = 10 ** int(self.pack.measures.plan.info["currency_digits"])
        territory = [quota_of(key)[0] for key in keys]
        facts = self.pack.territories.set_index("Territory").reindex(territory)
        shown = facts[["Rep", "Accounts", "Revenue", "Potential", "Expected revenue"]].reset_index()
        shown["Territory"] = [self.pack.labels.get(name, name) for name in territory]
        component = [quota_of(key)[2] for key in keys]
        if any(component):
            shown.insert(1, "Component", component)
        shown["Quota"] = [self.pack.sent.quotas[key] / scale for key in keys]
        lists: dict[str, Any] = {"Decision": list(QUOTA_DECISIONS),
                                 "Reason": _range("B", len(REASONS))}  # fmt: skip
        sheet = self._table(QUOTAS, shown, QUOTA_ANSWERS, list(keys), lists)
        self._quota_sums(sheet, shown)

    def _quota_sums(self, sheet: Any, shown: pd.DataFrame) -> None:
        """Beside the answers: the quota asked for; below: sums, and whether they cancel out."""
        n, width = len(shown), len(shown.columns)
        quota, by = xl_col_to_name(width - 1), xl_col_to_name(width + 1)
        at, money = width + len(QUOTA_ANSWERS), self.style["money"]
        sheet.write_string(0, at, "Quota asked for", self.style["head"])
        for row in range(n):
            line, value = row + 2, float(shown["Quota"].iloc[row])
            sheet.write_formula(row + 1, at, f"={quota}{line}+N({by}{line})", money, value)
        if n:
            sheet.write_string(n + 2, 0, SUM, self.style["bold"])
            total = float(shown["Quota"].sum())
            sheet.write_formula(n + 2, width - 1, f"=SUM({quota}2:{quota}{n + 1})", money, total)
            sheet.write_formula(n + 2, width + 1, f"=SUM({by}2:{by}{n + 1})", money, 0)
            words = f'=IF(ABS({by}{n + 3})<0.005,"adds up to zero","has to add up to zero")'
            sheet.write_formula(n + 2, width + 2, words, self.style["bold"], "adds up to zero")
        sheet.set_column(at, at, 15)

    def wanted(self) -> None:
        keys = [str(number + 1) for number in range(_N_WANTED)]
        lists = {"For territory": self._territories(), "Reason": _range("B", len(REASONS))}
        self._table(WANTED, pd.DataFrame(index=range(_N_WANTED)), WANTED_ANSWERS, keys, lists)

    def lists(self) -> None:
        sheet = self.book.add_worksheet("Lists")
        for column, words in enumerate((sorted(self.pack.labels.values()), REASONS)):
            sheet.write_column(0, column, ["Territories" if not column else "Reasons", *words])
        sheet.hide()

    def _territories(self) -> str:
        return _range("A", len(self.pack.labels))

    def _table(
        self,
        name: str,
        facts: pd.DataFrame,
        answers: Sequence[str],
        keys: Sequence[str],
        lists: Mapping[str, Any],
    ) -> Any:
        """Facts locked, answers open with their lists, and the hidden ids at the end."""
        sheet = self.book.add_worksheet(name)
        n, width = len(keys), len(facts.columns)
        for column, header in enumerate(facts.columns):
            self._facts(sheet, column, str(header), facts[header])
        for column, header in enumerate(answers, start=width):
            style = self.style["amount" if header == "Adjustment" else "answer"]
            sheet.write_string(0, column, header, self.style["head"])
            sheet.set_column(column, column, _WIDTHS.get(header, 14))
            for row in range(n):
                sheet.write_blank(row + 1, column, None, style)
            if header in lists and n:
                sheet.data_validation(1, column, n, column, _one_of(lists[header], header))
            if header == "Adjustment" and n:
                sheet.data_validation(1, column, n, column, _AN_AMOUNT)
        self._ids(sheet, KIND_OF_SHEET[name], keys, width + len(answers) + 1)
        sheet.freeze_panes(1, min(2, width))
        sheet.autofilter(0, 0, max(n, 1), width + len(answers) - 1)
        sheet.protect("", {"sort": True, "autofilter": True, "format_columns": True,
                           "format_rows": True, "insert_hyperlinks": False})  # fmt: skip
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        return sheet

    def _facts(self, sheet: Any, column: int, header: str, values: "pd.Series[Any]") -> None:
        sheet.write_string(0, column, header, self.style["head"])
        sheet.set_column(column, column, _WIDTHS.get(header, 12))
        is_number = pd.api.types.is_numeric_dtype(values.dtype)
        style = self.style["money" if header in _MONEY_COLUMNS else "text"]
        for row, cell in enumerate(values.to_numpy(object), start=1):
            if cell is None or pd.isna(cell):
                sheet.write_blank(row, column, None, style)
            elif is_number:
                sheet.write_number(row, column, float(cell), style)
            else:
                sheet.write_string(row, column, str(cell), style)

    def _ids(self, sheet: Any, kind: str, keys: Sequence[str], column: int) -> None:
        for at, header in enumerate((ROW_ID, ROW_CHECK), start=column):
            sheet.write_string(0, at, header, self.style["head"])
        for row, key in enumerate(keys, start=1):
            one = RowId(self.pack.mark, kind, self.manager, key)
            sheet.write_string(row, column, str(one))
            sheet.write_string(row, column + 1, one.check)
        sheet.set_column(column, column + 1, 12, None, {"hidden": True})


_AN_AMOUNT = {
    "validate": "decimal", "criteria": "between", "minimum": -1e12, "maximum": 1e12,
    "ignore_blank": True, "error_title": "An amount",
    "error_message": "Type the amount to add, or to take with a minus.",
}  # fmt: skip


def _range(column: str, n: int) -> str:
    return f"=Lists!${column}$2:${column}${n + 1}"


def _one_of(source: Any, header: str) -> dict[str, Any]:
    return {
        "validate": "list", "source": source, "error_title": header,
        "error_message": "Choose one of the list, or leave it empty.",
    }  # fmt: skip


def decisions_table(measures: Measures) -> pd.DataFrame:
    """The history of decisions: round, who asked for what, what became of it and why."""
    rows = decisions(measures.plan, "decision", measures.scenario_id)
    rounds = decisions(measures.plan, "review_round", measures.scenario_id)
    names = rounds.set_index("round_id")["name"]
    people = measures.plan["rep"].set_index("rep_id")["name"]
    manager = rows["manager_id"].map(people).fillna(rows["manager_id"])
    scale = 10 ** int(measures.plan.info["currency_digits"])
    is_money = equals(rows, "table_name", "quota")
    before, after = (
        _whole(rows[name], is_money, scale) for name in ("value_before", "value_after")
    )
    return pd.DataFrame({
        "Decided": rows["made_at"], "By": rows["made_by"], "Round": rows["round_id"].map(names),
        "Manager": manager.replace(NOBODY, ""), "About": rows["table_name"],
        "Row": rows["row_key"], "Wish": rows["wish"], "Before": before, "Asked for": after,
        "Outcome": rows["outcome"],
        "Reason": rows["reason_code"], "Why": rows["body"],
    }).sort_values("Decided", kind="stable", ignore_index=True)  # fmt: skip


def _whole(values: "pd.Series[Any]", is_money: Mask, scale: int) -> list[object]:
    """Amounts in whole currency, everything else as it is."""
    return [
        f"{int(value) / scale:,.2f}" if money and pd.notna(value) else value
        for value, money in zip(values, is_money, strict=True)
    ]
