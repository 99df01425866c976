# ruff: noqa: E501 - rows of a table read better whole
"""Headers of known systems and of plain sheets, beyond the field dictionary's own synonyms."""

# Headers beyond the field dictionary's own synonyms: kind of file, then field.
HEADERS: dict[str, dict[str, str]] = {
    "accounts": {
        "account_id": "kundennr|customer|do not modify account|organization - id|record id - company|company record id|"
        "bp number|business partner|account code|client id|cust no|cust id|acct id|acct no|debitor|debitorennummer|"
        "account 18 digit id|case safe id|uid|external id|crm id|erp id|customer code|client number|numero client",
        "name": "organization - name|name 1|customer legal name|legal name|acct name|client|client name|bezeichnung|raison sociale|"
        "nom|nombre|razon social|ragione sociale|nome|kundenname|unternehmen|business name|firmenname|cust name|societe|empresa",
        "parent_account_id": "parent account name|parent company|parent|konzern|konzs|hs parent company id|subsidiary of|"
        "parentaccountid|parent customer|mother company|group|global parent|ultimate parent id|muttergesellschaft|holding",
        "street": "address 1: street 1|address 1 street 1|house number and street|street address 1|address line 1|addr1|"
        "organization - street/road name of address|rue|calle|via|strasse hausnummer|shipping street|shippingstreet|"
        "adresse|anschrift|house no street|mailing address",
        "city": "address 1: city|address 1 city|municipality|locality|ville|ciudad|citta|stadt|gemeinde|shipping city|"
        "organization - city/town/village/locality of address|shippingcity|place|mailing city|hq city|town city",
        "state": "address 1: state/province|address 1 state province|billing state code|billingstatecode|shipping state|st|"
        "organization - state/county of address|shippingstate|prov|region code|mailing state|hq state|county state|"
        "land bundesland|departement|provincia|estado|kanton|province state|state province|region",
        "postal_code": "address 1: zip/postal code|address 1 zip postal code|billing code|postalzip|zip postal code|zip/postal code|"
        "organization - zip/postal code of address|shipping zip|post code|code postal|cp|codigo postal|cap|mailing zip|zip5|"
        "postleitzahl|billing zip|shippingpostalcode|shipping zip/postal code|pin code|pincode|postal|hq zip|zip 4",
        "country": "address 1: country/region|address 1 country region|billing country code|billingcountrycode|nation|pays|pais|"
        "paese|staat|organization - country of address|shipping country|shippingcountry|country code|iso country|hq country|land",
        "phone": "main phone|company phone|tel|telephone|business phone|phone 1|phone no|tel no|rufnummer|telefono|telephone number",
        "domain": "company website|homepage|webseite|internet|web address|url website|website url|site web|sitio web|email domain",
        "industry": "sector|industry code|industrial sector|brsch|branch|segment de marche|industrie|secteur|industria|line of business",
        "employees": "no. of employees|no of employees|employee count|# employees|staff|size employees|effectif|empleados|anzahl mitarbeiter|fte count|number employees",
        "segment": "customer group|kdgrp|kundengruppe|market segment|abc class|abc|account tier|size|class|rating segment|client segment",
        "status": "account status|customer type|relationship|kundentyp|record type|lifecycle|hs lifecycle stage|category type",
        "owner_id": "account owner|company owner|record owner|owner|responsible|verantwortlicher|aussendienst|betreuer|vkgrp|"
        "sales employee|rep name|account rep|owner full name|assigned to|organization - owner|account executive|ae|seller|vendeur|vendedor",
        "revenue_last_year_amount": "revenue prior year|sales last year|py revenue|py sales|ly revenue|ly sales|revenue fy25|vorjahresumsatz",
        "revenue_amount": "ttm|ttm sales|ltm revenue|sales t12m|last 12 months revenue|net sales|jahresumsatz|chiffre d affaires|current year sales|"
        "sales ytd|total sales|acv|annual contract value|ventas|fatturato|spend|ca|revenue last 12m|trailing 12 months",
        "potential_amount": "sales potential|total potential|opportunity potential|estimated potential|market potential|wallet size|umsatzpotenzial|potentiel",
        "pipeline_amount": "pipeline value|open pipe|weighted pipeline|open opportunity amount|total open deal value",
        "company_revenue_amount": "annual revenue|annual revenue converted|company turnover|total revenue company|organization - annual revenue|global revenue",
        "renewal_date": "next renewal|expiry date|expiration date|contract expiry|vertragsende|date de renouvellement|renews on",
        "year_established": "year founded|est year|founding year|grundungsjahr",
        "owner_since": "owner date|owned since|assigned since|owner assigned on",
        "note": "remarks|bemerkung|commentaire|notas",
        "is_strategic": "key customer|strategic customer|named account|target account",
        "visits": "visits year|calls per year|besuche|visits per year|call frequency",
        "full_address": "organization - address|organization - full/combined address of address|organisation address",
    },
    "opportunities": {
        "opportunity_id": "do not modify opportunity|deal - id|opportunity number|opp id|quote id|record id|deal record id|oppid",
        "account_id": "account_id|company id|account: account id|accountid value|deal - organization id|hs primary associated company",
        "account_name": "deal - organization|account: account name|primary associated company|potential customer|account|company|customer",
        "name": "topic|deal - title|opportunity|title|opp name|potential name|description|deal title",
        "stage": "deal - stage|sales stage|phase|status|deal - status|statuscode|pipeline stage|stage name|verkaufsphase|etape|hs deal stage",
        "amount": "est. revenue|est revenue|estimated revenue|deal - value|deal amount|total amount|opportunity amount|expected amount|"
        "amount in company currency|acv|tcv|amount converted|betrag|volumen|montant|actual revenue|close value|sales",
        "win_probability_share": "deal - probability|deal probability|closeprobability|wahrscheinlichkeit|win percent|probability percent|probabilite",
        "created_date": "created on|createdon|deal - deal created|engage date|created|open date|date created|angelegt am|opened",
        "close_date": "est. close date|est close date|expected close date|deal - expected close date|closing date|deal - won time|actual close date|abschlussdatum|date closed",
        "rep_id": "opportunity owner|deal - owner|salesperson|sales rep|rep|deal owner|record owner|opportunity owner id|owner name|sales agent|verkaufer|seller",
        "product_id": "product name|deal - product name|product family|solution|sku|produkt|item",
    },
    "bookings": {
        "period": "billing date|fkdat|invoice date|posting date|booked date|month of sale|fiscal period|order month|rechnungsdatum|datum|close month|transaction date|day",
        "amount": "netwr|net amount|invoice amount|booked amount|order value|net revenue|turnover|umsatz|betrag|line total|extended price|total price|acv|nettowert|revenue amount|amount usd",
        "product_id": "material|matnr|item|item number|product id|product code|produkt|artikel|sub category|category",
        "account_id": "customer|kunnr|sold-to party|customer no|cust no|kunden nr|ship to|cust id|bill to",
        "account_name": "name1|customer|client|sold to name|cust name|kundenname|client name",
        "rep_id": "vkgrp|sales employee|account manager|owner|seller|verkaufer|sales person",
    },
    "reps": {
        "rep_id": "employee number|emp id|emp no|staff id|worker id|personalnummer|matricule|salesforce id|user name|username|agent id|seller id|salesperson id",
        "name": "employee|full_name|seller|salesperson|agent|worker|mitarbeiter|rep|display name|user|owner|account executive|vertreter|sales person|nom complet|sales rep name",
        "email": "work email|email work|business email|mail address|upn|user principal name",
        "manager_id": "manager name|supervisor|line manager|boss|team lead|sales manager|manager email|direct manager|fuhrungskraft|responsable|reports to name",
        "role_id": "job|function|profile|user role|job function|funktion|poste|sales role|rep type",
        "region": "sales region|branch|district|division|niederlassung|regional office|sales office|vkbur",
        "hire_date": "date of hire|hiredate|joined|join date|employment start|date joined|eintrittsdatum|start|date d entree",
        "leave_date": "last day|term date|left on|departure date|austrittsdatum|resignation date",
        "full_time_share": "fte %|fte percent|employment percentage|pensum|working time|beschaftigungsgrad|full time equivalent|employment level|time percent",
        "base_pay_amount": "annual base|base salary usd|fixed salary|grundgehalt|fixum|salary",
        "variable_pay_amount": "variable pay|target commission|ote variable|bonus target|on target commission|variable at target|tvp|target incentive",
        "postal_code": "home postal code|home zip code|zip code|home postcode|residence zip|wohnort plz",
        "city": "home town|residence city|wohnort|location|work city|base city",
        "state": "province|home state/province|work state",
        "is_manager": "manager?|is a manager|people manager",
    },
}  # fmt: skip
