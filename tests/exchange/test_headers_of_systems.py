# ruff: noqa: E501 - header lines as systems write them
"""Headers of the systems planners export from, in their languages, find their fields."""

import pytest

from salesplanner.exchange.columns import match_columns
from salesplanner.exchange.reading import read_source

# kind, headers with the field wanted after the equals sign; nothing after it: no field.
EXPORTS = {
    "Salesforce report": ("accounts", "Account ID=account_id|Account Name=name|Billing Street=street|Billing City=city|Billing State/Province=state|Billing Zip/Postal Code=postal_code|Billing Country=country|Account Owner=owner_id|Annual Revenue=company_revenue_amount|Employees=employees|Industry=industry|Type=status|Website=domain|Phone=phone|Parent Account ID=parent_account_id|Last Activity="),
    "Salesforce API": ("accounts", "Id=account_id|Name=name|BillingStreet=street|BillingCity=city|BillingState=state|BillingPostalCode=postal_code|BillingCountry=country|OwnerId=owner_id|AnnualRevenue=company_revenue_amount|NumberOfEmployees=employees|Industry=industry|Type=status|Website=domain|ParentId=parent_account_id|IsDeleted="),
    "Salesforce opportunities": ("opportunities", "Id=opportunity_id|AccountId=account_id|Name=name|StageName=stage|Amount=amount|Probability=win_probability_share|CloseDate=close_date|OwnerId=rep_id|IsClosed=is_closed|IsWon=is_won|CreatedDate=created_date|CurrencyIsoCode=currency"),
    "HubSpot companies": ("accounts", "Record ID=account_id|Company name=name|Company owner=owner_id|Phone Number=phone|City=city|Country/Region=country|Industry=industry|Annual Revenue=company_revenue_amount|Number of Employees=employees|Lifecycle Stage=status|Company Domain Name=domain|State/Region=state|Postal Code=postal_code"),
    "HubSpot deals": ("opportunities", "Record ID=opportunity_id|Deal Name=name|Deal Stage=stage|Close Date=close_date|Deal owner=rep_id|Amount=amount|Deal probability=win_probability_share|Associated Company=account_name|Create Date=created_date"),
    "Dynamics 365 accounts": ("accounts", "(Do Not Modify) Account=account_id|Account Name=name|Main Phone=phone|Address 1: Street 1=street|Address 1: City=city|Address 1: State/Province=state|Address 1: ZIP/Postal Code=postal_code|Address 1: Country/Region=country|Owner=owner_id|Annual Revenue=company_revenue_amount|Number of Employees=employees|Industry=industry|Relationship Type=status|Parent Account=parent_account_id"),
    "Dynamics 365 API": ("accounts", "accountid=account_id|name=name|address1_line1=street|address1_city=city|address1_stateorprovince=state|address1_postalcode=postal_code|address1_country=country|_ownerid_value=owner_id|revenue=revenue_amount|numberofemployees=employees|industrycode=industry|customertypecode=status|websiteurl=domain|telephone1=phone|_parentaccountid_value=parent_account_id"),
    "Dynamics 365 opportunities": ("opportunities", "(Do Not Modify) Opportunity=opportunity_id|Topic=name|Potential Customer=account_name|Est. Close Date=close_date|Est. Revenue=amount|Probability=win_probability_share|Owner=rep_id|Created On=created_date"),
    "Zoho": ("accounts", "Record Id=account_id|Account Owner=owner_id|Account Name=name|Phone=phone|Website=domain|Billing Street=street|Billing City=city|Billing State=state|Billing Code=postal_code|Billing Country=country|Annual Revenue=company_revenue_amount|Employees=employees|Industry=industry|Parent Account=parent_account_id"),
    "Pipedrive": ("accounts", "Organization - ID=account_id|Organization - Name=name|Organization - Owner=owner_id|Organization - Address=full_address|Organization - Zip/Postal code of Address=postal_code"),
    "Pipedrive deals": ("opportunities", "Deal - ID=opportunity_id|Deal - Title=name|Deal - Value=amount|Deal - Organization=account_name|Deal - Stage=stage|Deal - Probability=win_probability_share|Deal - Owner=rep_id|Deal - Expected close date=close_date"),
    "SAP": ("accounts", "KUNNR=account_id|NAME1=name|STRAS=street|ORT01=city|PSTLZ=postal_code|LAND1=country|REGIO=state|TELF1=phone|BRSCH=industry"),
    "SAP German": ("accounts", "Debitor=account_id|Name 1=name|Straße=street|PLZ=postal_code|Ort=city|Land=country|Branche=industry|Umsatz lfd. Jahr=revenue_amount|Umsatz Vorjahr=revenue_last_year_amount|Vertreter=owner_id"),
    "SAP billing": ("bookings", "Fakturadatum=period|Auftraggeber=account_id|Name 1=account_name|Material=product_id|Nettowert=amount|Währg=currency"),
    "French": ("accounts", "Code client=account_id|Raison sociale=name|Code postal=postal_code|Ville=city|Pays=country|Chiffre d'affaires=revenue_amount|Potentiel=potential_amount|Commercial=owner_id|Effectif=employees"),
    "Spanish": ("accounts", "Código de cliente=account_id|Razón social=name|Provincia=state|Ciudad=city|C.P.=postal_code|País=country|Ventas=revenue_amount|Empleados=employees|Comercial=owner_id"),
    "Italian": ("accounts", "Codice cliente=account_id|Ragione sociale=name|Città=city|CAP=postal_code|Paese=country|Fatturato=revenue_amount|Dipendenti=employees|Agente=owner_id"),
    "Dutch": ("accounts", "Klantnummer=account_id|Bedrijfsnaam=name|Straat=street|Postcode=postal_code|Plaats=city|Land=country|Omzet=revenue_amount|Accountmanager=owner_id"),
    "Portuguese": ("accounts", "Código do cliente=account_id|Razão social=name|Endereço=street|CEP=postal_code|Cidade=city|Estado=state|País=country|Faturamento=revenue_amount|Vendedor=owner_id"),
    "Japanese": ("accounts", "顧客コード=account_id|会社名=name|郵便番号=postal_code|都道府県=state|市区町村=city|電話番号=phone|売上高=revenue_amount|従業員数=employees|業種=industry|担当者=owner_id"),
    "Chinese": ("accounts", "客户编号=account_id|客户名称=name|邮编=postal_code|省份=state|城市=city|电话=phone|销售额=revenue_amount|负责人=owner_id"),
    "Russian": ("accounts", "Код клиента=account_id|Название компании=name|Индекс=postal_code|Город=city|Выручка=revenue_amount|Ответственный=owner_id"),
    "German reps": ("reps", "Personalnummer=rep_id|Name=name|Vorgesetzter=manager_id|Funktion=role_id|Eintrittsdatum=hire_date|Beschäftigungsgrad=full_time_share|Grundgehalt=base_pay_amount|PLZ=postal_code|Ort=city"),
    "six levels": ("alignment", "ZIP=unit_id|Territory=territory_id|District=level_1|Region=level_2|Area=level_3|Geo=level_4|Worldwide=level_5|Rep=rep_id"),
    "quotas": ("quotas", "Rep=rep_id|Period=period|Quota=quota_amount|Actual=actual_amount"),
    "German targets": ("targets", "Kunde=account_name|Jahr=year|Ziel=amount"),
    "Salesforce territories": ("hierarchy", "Id=territory_id|Name=territory_name|ParentTerritory2Id=level_1|ForecastUserId=manager_id"),
    "plain": ("accounts", "company=name|REV (USD mm)=revenue_amount|emp=employees|st=state|notes=note"),
}  # fmt: skip


def sheet_of(headers):
    """A sheet with these headers and one row, empty but for a column that means nothing."""
    return read_source("\t".join((*headers, "zzz")) + "\n" + "\t" * len(headers) + "x\n").sheets[0]


@pytest.mark.parametrize("export", EXPORTS)
def test_headers_find_their_fields(export):
    kind, line = EXPORTS[export]
    wanted = dict(pair.rsplit("=", 1) for pair in line.split("|"))
    sheet = sheet_of(wanted)
    found = {column.header: column.field for column in match_columns(sheet, kind).columns}
    assert found == {**wanted, "zzz": ""}


@pytest.mark.parametrize("export", [name for name in EXPORTS if name.split()[0] in ("Salesforce", "HubSpot", "Dynamics", "Zoho", "Pipedrive", "SAP") and name not in ("SAP German", "SAP billing", "Salesforce territories")])  # fmt: skip
def test_the_system_is_told_by_its_headers(export):
    kind, line = EXPORTS[export]
    headers = [pair.rsplit("=", 1)[0] for pair in line.split("|")]
    sheet = sheet_of(headers)
    told = match_columns(sheet, kind).system
    assert told.split()[0] == export.split()[0]
