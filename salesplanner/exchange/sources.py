# ruff: noqa: E501 - rows of a table read better whole
"""Which system a file came from, told by its headers, and what its headers mean."""

from collections.abc import Iterable

from salesplanner.exchange.header_languages import words_of
from salesplanner.exchange.header_words import header_key
from salesplanner.exchange.system_headers import HEADERS

_TELLTALES: dict[str, tuple[tuple[str, ...], int]] = {
    # system: headers that give it away, and how many of them must be there
    "HubSpot": (("record id", "hs object id", "company domain name", "company owner", "hubspot owner id",
                 "deal owner", "lifecycle stage", "associated company", "associated company ids",
                 "deal stage", "deal name", "hs lastmodifieddate", "hs lead status", "associated note",
                 "create date", "number of employees", "state region", "country region"), 3),
    "Dynamics 365": (("do not modify account", "do not modify row checksum", "do not modify modified on",
                      "do not modify opportunity", "accountid", "address1 line1", "address1 city",
                      "address1 postalcode", "address1 stateorprovince", "address1 country", "telephone1",
                      "ownerid", "ownerid value", "statecode", "statuscode", "est close date", "est revenue",
                      "estimatedvalue", "estimatedclosedate", "address 1 street 1", "address 1 city",
                      "address 1 zip postal code", "address 1 state province", "main phone", "topic"), 2),
    "Pipedrive": ((), 2),
    "SAP": (("kunnr", "name1", "name2", "stras", "ort01", "pstlz", "land1", "regio", "telf1", "brsch",
             "vkorg", "vtweg", "spart", "vkgrp", "vkbur", "bzirk", "netwr", "waerk", "vbeln", "matnr",
             "fkdat", "erdat", "sold to party", "kdgrp", "konzs", "stcd1", "sales organization"), 2),
    "Zoho": (("billing code", "account site", "zcrm id", "account owner id", "employees", "billing street",
              "record id", "closing date", "deal owner id", "ownership", "ticker symbol", "sic code",
              "record owner", "lead conversion time", "expected revenue", "stage history"), 4),
    "Salesforce": (("billing zip postal code", "billing state province", "account owner", "billing postal code",
                    "billing street", "billing city", "billing state", "billing country", "owner id",
                    "is deleted", "parent id", "number of employees", "annual revenue", "record type id",
                    "account id 18", "last activity", "account name", "stage name", "is won", "is closed",
                    "last modified date", "created by id", "system modstamp", "opportunity name", "stage",
                    "fiscal period", "lead source", "probability percent", "account id", "close date"), 4),
}  # fmt: skip


def recognise_system(headers: Iterable[str]) -> str:
    """The system whose export has these headers, '' where none can be told."""
    headers = list(headers)
    if (
        sum(h.casefold().startswith(("organization - ", "deal - ", "person - ")) for h in headers)
        > 1
    ):
        return "Pipedrive"
    keys = {header_key(header) for header in headers}
    if "billing code" in keys or ("record id" in keys and any(h.endswith(".id") for h in headers)):
        return "Zoho"
    best, best_share = "", 0.0
    for system, (telltales, least) in _TELLTALES.items():
        n = len(keys & set(telltales))
        if n >= least and n / max(least, 1) > best_share:
            best, best_share = system, n / least
    return best


def more_synonyms(kind: str, field: str) -> tuple[str, ...]:
    """Headers of known systems and other languages, beyond those of the field dictionary."""
    known = tuple(filter(None, HEADERS.get(kind, {}).get(field, "").split("|")))
    return (*known, *filter(None, words_of(kind, field)))
