"""Columns of cells become numbers, also where the file writes them as text."""

from salesplanner.exchange.prepare import prepare_import
from salesplanner.plan.model import empty_plan

FILE = b"Account ID;Account Name;Revenue;Type\n1;Acme;1.234,50;client\n2;Foo;99,00;prospect\n"


def test_amounts_written_as_text_are_read():
    prepared = prepare_import(empty_plan(), FILE, "accounts")
    rows = prepared.incoming.arrival.rows["account"]
    assert rows["revenue_amount"].tolist() == [123450, 9900]
