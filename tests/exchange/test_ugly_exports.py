"""Exports as other people make them, read without editing a file by hand."""

import io

import xlsxwriter

from salesplanner.exchange.prepare import Prepared, import_prepared, prepare_import
from salesplanner.exchange.read import read_tables
from salesplanner.plan.edits.beginnings import begin_plan
from salesplanner.plan.model import Plan, empty_plan

PLAN = begin_plan(empty_plan(), "Test", 2027)


def euros() -> Plan:
    return PLAN.set_values("plan_info", PLAN["plan_info"]["plan_id"].notna(), currency="EUR")


def book(fill) -> bytes:
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    fill(workbook, workbook.add_worksheet("Data"))
    workbook.close()
    return out.getvalue()


def read(source, kind: str = "accounts", plan: Plan = PLAN, **more) -> Prepared:
    return prepare_import(plan, source, kind, today="2026-11-25", **more)


def column(prepared: Prepared, name: str) -> list:
    return prepared.incoming.arrival.rows["account"][name].astype(object).fillna("").tolist()


def kinds(prepared: Prepared) -> set[str]:
    return {issue.kind for issue in prepared.issues}


SAP = """Kundenliste Stand 24.11.2026;;;;;;
;;;;;;
Debitor;Name 1;PLZ;Ort;Land;Umsatz lfd. Jahr;Vertreter
0000100234;Müller & Söhne GmbH;01067;Dresden;DE;1.234.567,89;Meier, Hans
0000100235;Bäckerei Schmidt KG;80331;München;Deutschland;12.000,50-;Kunz, Eva
Summe;;;;;1.222.567,39;
""".encode("cp1252")


def test_a_german_sap_list_keeps_zeros_umlauts_and_minus_signs_behind():
    prepared = read(SAP, plan=euros())
    assert column(prepared, "record_id") == ["0000100234", "0000100235"]
    assert column(prepared, "name") == ["Müller & Söhne GmbH", "Bäckerei Schmidt KG"]
    assert column(prepared, "postal_code") == ["01067", "80331"]
    assert column(prepared, "country") == ["DE", "DE"]
    assert column(prepared, "revenue_amount") == [123_456_789, -1_200_050]
    assert prepared.incoming.n_read == 2


def test_japanese_text_in_shift_jis_is_read():
    text = '会社名,郵便番号,都道府県,売上高\n株式会社山田製作所,100-0001,東京都,"1,200,000"\n'
    prepared = read(text.encode("shift_jis"))
    assert column(prepared, "name") == ["株式会社山田製作所"]
    assert column(prepared, "postal_code") == ["100-0001"]
    assert column(prepared, "revenue_amount") == [120_000_000]


def test_ids_that_became_numbers_are_put_right():
    prepared = read("Account ID,Account Name,Zip\n00123.0,Acme,2139.0\n00456.0,Bolt,10001.0\n")
    assert column(prepared, "record_id") == ["00123", "00456"]
    assert column(prepared, "postal_code") == ["02139", "10001"]


def test_two_header_rows_merged_cells_and_a_scale_in_the_header():
    def fill(workbook, sheet):
        middle = workbook.add_format({"align": "center"})
        sheet.write(0, 0, "Account overview FY26")
        sheet.merge_range(2, 0, 2, 1, "Account", middle)
        sheet.merge_range(2, 2, 2, 3, "Revenue (kUSD)", middle)
        sheet.write(2, 4, "Potential")
        sheet.write_row(3, 0, ["ID", "Name", "2025", "2026", ""])
        sheet.write_row(4, 0, [1001.0, "Acme NV", 12.5, 14, "1.2M"])
        sheet.write_row(5, 0, [1002.0, "Bolt\u00a0BV", 3, "n/a", "3,4 Mio."])
        sheet.write_row(6, 0, ["Total", "", 15.5, 14])

    prepared = read(book(fill))
    assert column(prepared, "record_id") == ["1001", "1002"]
    assert column(prepared, "name") == ["Acme NV", "Bolt BV"]
    assert column(prepared, "revenue_last_year_amount") == [1_250_000, 300_000]
    assert column(prepared, "revenue_amount") == [1_400_000, ""]
    assert column(prepared, "potential_amount") == [120_000_000, 340_000_000]


def test_millions_of_dollars_in_a_header():
    prepared = read("company,REV (USD mm)\nAcme,1.2\nBolt,(0.3)\n")
    assert column(prepared, "revenue_amount") == [120_000_000, -30_000_000]


def test_months_side_by_side_become_bookings_and_the_total_is_no_customer():
    plan = import_prepared(PLAN, read("Account ID,Account Name\n1,Acme\n2,Total Energies\n"))
    text = "Customer,Jan 2026,Feb 2026,Total\nAcme,10,20,30\nTotal Energies,5,-,5\nTotal,15,20,35\n"
    prepared = read(text, "bookings", plan)
    booked = prepared.incoming.arrival.bulk["booking"]
    assert booked["amount"].tolist() == [1_000, 2_000, 500]
    assert prepared.incoming.n_read == 2


def test_a_company_called_total_is_kept():
    prepared = read("Account Name,Revenue,City\nAcme,10,Paris\nTotal,99,Paris\n")
    assert column(prepared, "name") == ["Acme", "Total"]


def test_excel_serial_dates_flags_and_nothings():
    text = "Account Name,Owner since,Strategic,Employees\nAcme,45292,TRUE,n/a\nBolt,45323,FALSE,-\n"
    prepared = read(text)
    assert column(prepared, "owner_since") == ["2024-01-01", "2024-02-01"]
    assert column(prepared, "is_strategic") == [True, False]
    assert column(prepared, "employees") == ["", ""]


def test_customer_numbers_match_with_or_without_their_zeros():
    plan = import_prepared(PLAN, read("Account ID,Account Name\n00077,Cog\n1234,Acme\n"))
    text = "Kunde;Belegdatum;Betrag\n0000000077;15.11.2026;10,00\n1234;16.11.2026;20,00\n"
    booked = read(text, "bookings", plan).incoming.arrival.bulk["booking"]
    assert booked["account_id"].tolist() == ["00077", "1234"]


def test_hubspot_names_a_company_with_its_domain():
    plan = import_prepared(PLAN, read("Account ID,Account Name\n1,Acme Inc\n"))
    text = (
        "Record ID,Deal Name,Deal Stage,Amount,Associated Company\n7,D,Won,5,Acme Inc (acme.com)\n"
    )
    rows = read(text, "opportunities", plan).incoming.arrival.rows["opportunity"]
    assert rows["account_id"].tolist() == ["1"]


def test_thousands_are_asked_about_only_where_two_readings_fit():
    assert "thousands or decimals" not in kinds(read('Account Name,Employees\nAcme,"1,200"\n'))
    assert "thousands or decimals" not in kinds(read('Account Name,Revenue\nAcme,"1,200"\n'))
    assert "thousands or decimals" not in kinds(read("Kunde;Umsatz\nAcme;1.200\n"))
    assert "thousands or decimals" in kinds(read("Account Name,Revenue\nAcme,1.200\n"))
    assert "thousands or decimals" in kinds(read("Kunde;Umsatz (Mio)\nAcme;1.200\n"))


def test_a_cell_far_away_does_not_hide_the_table():
    def fill(_, sheet):
        sheet.write_row(0, 0, ["Account ID", "Account Name"])
        sheet.write_row(1, 0, ["1", "Acme"])
        sheet.write(1_048_575, 16_383, "stray")

    sheet = read_tables(book(fill), "stray.xlsx")[0]
    assert sheet.cells.to_numpy().tolist() == [["1", "Acme"]]
    assert [issue.kind for issue in sheet.issues] == ["cells far away"]


def test_formatted_rows_down_to_the_last_do_not_hide_the_table():
    def fill(workbook, sheet):
        sheet.write_row(0, 0, ["Account ID", "Account Name"])
        sheet.write_row(1, 0, ["1", "Acme"])
        sheet.write_blank(1_048_575, 40, None, workbook.add_format({"bold": True}))

    sheet = read_tables(book(fill), "formatted.xlsx")[0]
    assert sheet.cells.shape == (1, 2)
    assert not sheet.issues
