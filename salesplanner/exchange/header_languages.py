# ruff: noqa: E501 - rows of a table read better whole

"""Headers in other languages, by field; `kind.field` where a field's word depends on the file.

German, French, Spanish, Italian, Dutch, Portuguese, Polish, Scandinavian, Czech, Turkish, Russian,
Japanese, Chinese and Korean, in this order where there is one.
"""

_ACCOUNT_NAME = (
    "kundenname|kunde|firma|firmenname|unternehmen|name des kunden|kundenbezeichnung|name 1|name1|nom client|nom du client|client|societe|entreprise|raison sociale|"
    "compte|nombre cliente|nombre del cliente|cliente|razon social|empresa|compania|nome cliente|ragione sociale|azienda|societa|denominazione|bedrijfsnaam|bedrijf|"
    "klant|klantnaam|organisatie|nome do cliente|razao social|nome fantasia|nazwa klienta|klient|nazwa firmy|firma nazwa|foretag|foretagsnamn|kund|kundnamn|kundenavn|"
    "virksomhed|firmanavn|selskap|nazev|nazev firmy|zakaznik|spolecnost|musteri|musteri adi|firma adi|sirket|sirket adi|клиент|название|название компании|компания|наименование|"
    "организация|контрагент|会社名|会社|企業名|顧客名|得意先名|取引先名|取引先|法人名|公司名称|公司|客户名称|客户|企业名称|公司名稱|客戶名稱|회사명|고객명|거래처명|업체명"
)
_ACCOUNT_ID = (
    "auftraggeber|warenempfanger|regulierer|rechnungsempfanger|ag|kundennummer|kundennr|kunden nr|kunden nummer|kd nr|kdnr|kunden id|debitor|debitorennummer|debitorennr|debitoren nr|geschaftspartner|gp nummer|code client|numero client|"
    "n client|no client|id client|n de client|codigo cliente|codigo de cliente|cod cliente|id cliente|numero de cliente|n cliente|codice cliente|codice|klantnummer|klantnr|"
    "klant id|debiteurnummer|debiteurennummer|relatienummer|codigo do cliente|id do cliente|numero do cliente|numer klienta|nr klienta|id klienta|kundnummer|kundnr|"
    "kundenummer|kundenr|cislo zakaznika|musteri no|musteri kodu|код клиента|номер клиента|id клиента|код контрагента|顧客コード|顧客番号|顧客id|得意先コード|取引先コード|会社コード|企業コード|"
    "客户编号|客户代码|客户编码|客户id|公司编号|客戶編號|고객번호|고객코드|거래처코드"
    "|kunde|kunden|client|cliente|klant|klient|kund|customer"
)
_REP = (
    "vertreter|verkaufer|aussendienst|aussendienstmitarbeiter|adm|vertriebsmitarbeiter|kundenbetreuer|betreuer|zustandig|verantwortlich|besitzer|inhaber|mitarbeiter|commercial|"
    "vendeur|responsable|charge de compte|proprietaire|representant|comercial|vendedor|propietario|ejecutivo|representante|agente|commerciale|venditore|proprietario|"
    "responsabile|accountmanager|verkoper|eigenaar|vertegenwoordiger|consultor|executivo|handlowiec|opiekun|wlasciciel|sprzedawca|saljare|kundansvarig|selger|saelger|ansvarlig|"
    "obchodnik|obchodni zastupce|satis temsilcisi|temsilci|менеджер|ответственный|продавец|торговый представитель|担当者|営業担当|営業担当者|担当|销售|销售代表|负责人|业务员|客户经理|業務員|담당자|영업담당|영업사원"
)
_AMOUNT = (
    "betrag|umsatz|wert|volumen|summe|nettobetrag|nettowert|auftragswert|rechnungsbetrag|montant|valeur|chiffre d affaires|ca|ca ht|montant ht|importe|monto|valor|ventas|facturacion|"
    "importo|valore|fatturato|vendite|bedrag|omzet|waarde|montante|faturamento|vendas|receita|kwota|wartosc|obrot|sprzedaz|belopp|omsattning|belob|omsaetning|belop|omsetning|"
    "castka|obrat|trzby|tutar|ciro|satis|сумма|выручка|оборот|продажи|金額|売上|売上高|受注金額|請求金額|金额|销售额|金額 円|合同金额|銷售額|금액|매출|매출액|수주금액"
)
_PERIOD = (
    "monat|datum|fakturadatum|lieferdatum|belegdatum|rechnungsdatum|buchungsdatum|auftragsdatum|periode|quartal|geschaftsjahr|mois|date|date de facture|trimestre|exercice|periode comptable|mes|fecha|"
    "fecha de factura|periodo|ejercicio|mese|data|data fattura|maand|factuurdatum|kwartaal|data da fatura|miesiac|okres|manad|maned|datum fakturace|mesic|ay|tarih|месяц|дата|период|квартал|"
    "年月|月|日付|期間|請求日|受注日|売上日|月份|日期|期间|월|기간|일자|날짜"
)
_YEAR = "jahr|annee|ano|anno|jaar|rok|ar|yil|год|年|年度|년도|연도"
_TERRITORY = (
    "gebiet|verkaufsgebiet|vertriebsgebiet|bezirk|verkaufsbezirk|tour|secteur|territoire|territorio|zona|zona de ventas|zona di vendita|gebied|rayon|verkoopgebied|territorio de vendas|"
    "rejon|obszar|teritorium|distrikt|salgsdistrikt|oblast|bolge|территория|участок|担当エリア|エリア|地区|销售区域|区域|영업지역|담당지역"
)

WORDS: dict[str, str] = {
    "account_id": _ACCOUNT_ID,
    "account_name": _ACCOUNT_NAME,
    "accounts.name": _ACCOUNT_NAME,
    "street": "strasse|strasse und hausnummer|strasse hausnr|rue|direccion|domicilio|indirizzo|via|straat|straat en huisnummer|adres|endereco|logradouro|rua|ulica|adress|gatuadress|adresse|gate|gade|ulice|sokak|адрес|улица|住所|番地|地址|街道|주소|도로명",
    "city": "ort|stadt|wohnort|gemeinde|ville|commune|localite|ciudad|localidad|poblacion|municipio|citta|comune|localita|plaats|stad|woonplaats|cidade|miasto|miejscowosc|ort stad|postort|by|poststed|mesto|obec|sehir|ilce|город|населенный пункт|市区町村|市町村|市|城市|所在城市|市区|도시|시군구",
    "state": "bundesland|land region|region|kanton|departement|etat|provincia|estado|comunidad autonoma|regione|provincie|uf|distrito|wojewodztwo|lan|fylke|region kraj|kraj|il|область|регион|край|都道府県|県|省份|省|所在省|省 市|시도|지역",
    "postal_code": "plz|postleitzahl|code postal|cp|c p|codigo postal|cod postal|cap|postcode|cep|codigo postal cep|kod pocztowy|postnummer|postnr|psc|posta kodu|индекс|почтовый индекс|郵便番号|邮编|邮政编码|郵遞區號|우편번호",
    "country": "land|staat|pays|pais|paese|nazione|kraj|land country|zeme|stat|ulke|страна|国|国名|国家|國家|국가",
    "phone": "telefon|telefonnummer|tel|telephone|telefono|telefoon|telefoonnummer|telefone|numer telefonu|telefonnr|телефон|電話番号|電話|电话|联系电话|電話號碼|전화번호|전화",
    "domain": "webseite|internetseite|site internet|site web|sitio web|pagina web|sito web|sito|website adres|strona www|strona internetowa|webbplats|hjemmeside|nettside|webove stranky|web sitesi|сайт|веб сайт|ウェブサイト|url|网站|网址|官网|홈페이지|웹사이트",
    "industry": "branche|industrie|wirtschaftszweig|secteur|secteur d activite|sector|actividad|settore|bedrijfstak|sector activiteit|setor|ramo|segmento de mercado|branza|bransch|obor|sektor|отрасль|業種|業界|行业|所属行业|行業|업종|산업",
    "segment": "kundensegment|kundengruppe|kategorie|abc|abc klasse|kundenklasse|categorie|segmento|categoria|klantsegment|klasse|segment klienta|kundgrupp|сегмент|категория|セグメント|顧客区分|ランク|客户等级|客户类型|客户分类|고객등급",
    "employees": "mitarbeiter|mitarbeiterzahl|anzahl mitarbeiter|beschaftigte|ma zahl|emp|emps|no of employees|employee count|num employees|staff|fte count|effectif|effectifs|nombre d employes|salaries|empleados|numero de empleados|n empleados|plantilla|dipendenti|numero dipendenti|n dipendenti|addetti|medewerkers|aantal medewerkers|funcionarios|numero de funcionarios|n de funcionarios|colaboradores|pracownicy|liczba pracownikow|anstallda|antal anstallda|ansatte|antal ansatte|antall ansatte|zamestnanci|pocet zamestnancu|calisan sayisi|сотрудники|число сотрудников|количество сотрудников|従業員数|社員数|员工人数|员工数|人数|員工人數|직원수|종업원수|사원수",
    "status": "kundenstatus|kundentyp|typ|art|statut|type de client|tipo|tipo de cliente|estado del cliente|stato|tipo cliente|soort|klanttype|tipo do cliente|typ klienta|статус|тип|区分|顧客種別|状态|客户状态|상태",
    "owner_id": _REP,
    "revenue_amount": "umsatz|umsatz lfd jahr|umsatz laufendes jahr|umsatz aktuell|jahresumsatz|umsatz ytd|rev|sales amount|total sales|total revenue|net sales|ytd sales|chiffre d affaires|ca|ca annuel|ca ht|ventas|facturacion|ingresos|fatturato|ricavi|vendite|omzet|jaaromzet|faturamento|receita|vendas|obrot|przychod|sprzedaz|omsattning|omsaetning|omsetning|obrat|trzby|ciro|выручка|оборот|продажи|売上|売上高|年間売上|年商|销售额|营业额|年销售额|銷售額|매출|매출액|연매출",
    "revenue_last_year_amount": "umsatz vorjahr|vorjahresumsatz|umsatz vj|vj umsatz|umsatz letztes jahr|ca n 1|ca annee precedente|ventas ano anterior|facturacion ano anterior|fatturato anno precedente|omzet vorig jaar|faturamento ano anterior|obrot poprzedni rok|prior year sales|py sales|py revenue|sales py|last year sales|ly sales|ly revenue|выручка прошлый год|前年売上|前期売上|去年销售额|上年销售额|전년매출",
    "potential_amount": "potenzial|potential eur|umsatzpotenzial|marktpotenzial|bedarf|potentiel|potencial|potenziale|potentieel|potencjal|potentiale|потенциал|ポテンシャル|見込額|潜力|潜在销售额|잠재매출",
    "pipeline_amount": "offene angebote|angebotsvolumen|offene opportunities|pipeline eur|affaires en cours|oportunidades abiertas|pipeline valor|открытые сделки|案件金額|商机金额",
    "renewal_date": "vertragsende|verlangerung|vertragslaufzeit bis|fin de contrat|date de renouvellement|fecha de renovacion|fin de contrato|scadenza contratto|data rinnovo|einddatum contract|fim do contrato|data de renovacao|koniec umowy|avtalsslut|契約終了日|更新日|合同到期日|계약종료일",
    "owner_since": "betreut seit|responsable depuis|desde|担当開始日",
    "parent_account_id": "konzern|konzernmutter|mutterkonzern|muttergesellschaft|ubergeordneter kunde|hauptkunde|groupe|maison mere|societe mere|grupo|matriz|empresa matriz|gruppo|capogruppo|moederbedrijf|moedermaatschappij|concern|empresa mae|grupa|spolka matka|koncern|moderbolag|головная компания|холдинг|親会社|母公司|集团|모회사|그룹",
    "note": "notes|comment|remarks|bemerkung|bemerkungen|notiz|kommentar|anmerkung|remarque|commentaire|observaciones|nota|notas|comentarios|note interne|opmerking|opmerkingen|observacoes|uwagi|anteckning|poznamka|комментарий|примечание|備考|メモ|备注|비고",
    "visits": "besuche|besuche pro jahr|besuchsfrequenz|visites|visitas|visite|bezoeken|визиты|訪問回数|拜访次数",
    "currency": "wahrung|wahrg|belegwahrung|wrg|hauswahrung|devise|monnaie|moneda|divisa|valuta|moeda|waluta|valuta kod|mena|para birimi|валюта|通貨|币种|货币|통화",
    "latitude": "breitengrad|breite|latitud|latitudine|breedtegraad|szerokosc geograficzna|широта|緯度|纬度|위도",
    "longitude": "langengrad|lange|longitud|longitudine|lengtegraad|dlugosc geograficzna|долгота|経度|经度|경도",
    # opportunities
    "opportunity_id": "opportunity nr|chancen id|angebotsnummer|angebot nr|verkaufschance id|n opportunite|id opportunite|id oportunidad|numero de oportunidad|id opportunita|id oportunidade|案件番号|案件id|商谈番号|商机编号",
    "opportunities.name": "verkaufschance|chance|projekt|bezeichnung|thema|opportunite|affaire|nom de l affaire|oportunidad|nombre de la oportunidad|opportunita|trattativa|verkoopkans|oportunidade|nome da oportunidade|szansa sprzedazy|affarsmojlighet|сделка|название сделки|案件名|商談名|商机名称|项目名称|영업기회|기회명",
    "stage": "phase|status|verkaufsphase|vertriebsphase|etape|statut|phase de vente|etapa|fase|estado|stato|fase di vendita|fase verkoop|estagio|etap|steg|stadie|faze|asama|стадия|этап|статус|フェーズ|ステージ|商談フェーズ|阶段|销售阶段|단계",
    "amount": _AMOUNT,
    "win_probability_share": "wahrscheinlichkeit|wahrscheinlichkeit %|abschlusswahrscheinlichkeit|chance %|probabilite|probabilidad|probabilita|kans|slagingskans|probabilidade|prawdopodobienstwo|sannolikhet|sandsynlighed|вероятность|確度|受注確度|赢单率|概率|확률",
    "created_date": "erstellt am|angelegt am|erstelldatum|anlagedatum|date de creation|cree le|fecha de creacion|creado|data creazione|aangemaakt op|data de criacao|criado em|data utworzenia|skapad|oprettet|дата создания|作成日|登録日|创建日期|创建时间|생성일",
    "close_date": "abschlussdatum|geplanter abschluss|voraussichtlicher abschluss|date de cloture|date de signature|fecha de cierre|cierre|data chiusura|sluitingsdatum|data de fechamento|data zamkniecia|avslutsdatum|lukkedato|дата закрытия|完了予定日|受注予定日|クローズ日|成交日期|预计成交日期|마감일",
    "product_id": "produkt|artikel|artikelnummer|material|warengruppe|produktgruppe|produit|article|gamme|producto|articulo|linea de producto|prodotto|articolo|product|artikelgroep|produto|produkt nazwa|vara|vare|vyrobek|urun|продукт|товар|製品|商品|品目|产品|产品名称|产品线|제품|상품",
    "is_won": "gewonnen|gagne|ganada|vinta|gewonnen ja nein|ganha|выиграна|受注|赢单",
    "is_closed": "abgeschlossen|cloture|cerrada|chiusa|afgesloten|fechada|закрыта|完了",
    # bookings, targets, quotas, actuals
    "period": _PERIOD,
    "year": _YEAR,
    "quota_amount": "quote|ziel|soll|jahresziel|umsatzziel|plan|planumsatz|vorgabe|objectif|quota annuel|objetivo|cuota|meta|obiettivo|budget|doel|target omzet|doelstelling|cel|cel sprzedazy|mal|budjetti|plan prodeje|hedef|план|цель|目標|予算|ノルマ|売上目標|目标|指标|销售目标|목표|목표매출",
    "actual_amount": "ist|ist umsatz|istumsatz|erreicht|realise|realisation|ca realise|real|realizado|logrado|consuntivo|realizzato|gerealiseerd|realisatie|realizacja|utfall|skutecnost|gerceklesen|факт|выполнение|実績|売上実績|实际|完成额|实际销售额|실적",
    "component": "produktlinie|sparte|komponente|gamme|composante|linea de producto|componente|productlijn|linha de produto|линейка|製品ライン|产品线",
    # people
    "rep_id": _REP,
    "reps.rep_id": "personalnummer|personal nr|mitarbeiternummer|mitarbeiter nr|ma nr|vertreternummer|vertreter nr|matricule|id employe|numero de empleado|id empleado|legajo|matricola|personeelsnummer|matricula|numer pracownika|anstallningsnummer|medarbejdernr|ansattnr|osobni cislo|sicil no|табельный номер|社員番号|従業員番号|社員コード|员工编号|工号|사번|직원번호",
    "reps.name": "name|mitarbeitername|mitarbeiter|name vertreter|vertreter|verkaufer|nom complet|nom et prenom|commercial|nombre completo|nombre y apellidos|comercial|vendedor|nome completo|nome e cognome|agente|naam|volledige naam|nome do vendedor|imie i nazwisko|namn|navn|jmeno|ad soyad|фио|имя|氏名|名前|営業担当者|姓名|员工姓名|이름|성명",
    "first_name": "vorname|prenom|nombre|nome|voornaam|primeiro nome|imie|fornamn|fornavn|jmeno|ad|имя|名|이름",
    "last_name": "nachname|familienname|nom|nom de famille|apellido|apellidos|cognome|achternaam|sobrenome|nazwisko|efternamn|efternavn|etternavn|prijmeni|soyad|фамилия|姓|성",
    "email": "e mail adresse|mail|courriel|adresse mail|adresse e mail|correo|correo electronico|indirizzo email|e mailadres|e mail adres|adres e mail|e post|e postadress|эл почта|почта|メールアドレス|メール|邮箱|电子邮件|이메일",
    "manager_id": "vorgesetzter|fuhrungskraft|leiter|teamleiter|verkaufsleiter|vertriebsleiter|responsable|manager direct|superieur|chef des ventes|jefe|gerente|supervisor|jefe de ventas|responsabile|capo|capo area|leidinggevende|manager|gestor|gerente de vendas|przelozony|kierownik|chef|leder|vedouci|yonetici|руководитель|начальник|上司|上長|マネージャー|上级|经理|主管|上级主管|관리자|상사|팀장",
    "role_id": "funktion|rolle|position|stelle|fonction|poste|role|puesto|cargo|rol|ruolo|mansione|functie|funcao|stanowisko|rola|befattning|roll|stilling|pozice|gorev|unvan|должность|роль|役職|職種|职位|岗位|角色|직책|직무",
    "region": "region|niederlassung|agence|sucursal|oficina|filiale|sede|vestiging|regio|filial|oddzial|kontor|pobocka|sube|регион|филиал|支店|営業所|地域|大区|分公司|지점",
    "hire_date": "eintrittsdatum|eintritt|einstellungsdatum|im unternehmen seit|date d embauche|date d entree|fecha de alta|fecha de ingreso|fecha de contratacion|data assunzione|datum in dienst|indiensttreding|data de admissao|data de contratacao|data zatrudnienia|anstallningsdatum|ansat dato|nastup|ise giris|дата приема|дата найма|入社日|入職日期|入职日期|입사일",
    "leave_date": "austrittsdatum|austritt|date de depart|date de sortie|fecha de baja|data cessazione|datum uit dienst|data de demissao|data zwolnienia|slutdatum|fratraedelse|дата увольнения|退社日|退職日|离职日期|퇴사일",
    "full_time_share": "beschaftigungsgrad|arbeitszeit %|vollzeitanteil|teilzeit %|pensum|temps de travail|quotite|jornada|porcentaje de jornada|tempo pieno %|deeltijd %|deeltijdfactor|etat|wymiar etatu|sysselsattningsgrad|uvazek|занятость|勤務率|工时比例",
    "base_pay_amount": "grundgehalt|fixgehalt|fixum|festgehalt|salaire fixe|fixe|salario base|salario fijo|salario fisso|basissalaris|salario fixo|wynagrodzenie zasadnicze|grundlon|fast lon|оклад|基本給|基本工资|기본급",
    "variable_pay_amount": "variable vergutung|variabler anteil|provision|zielbonus|bonus|remuneration variable|variable|prime|comision|retribucion variable|variabile|provvigione|variabel|comissao|premia|rorlig lon|bonuslon|премия|бонус|インセンティブ|变动薪酬|인센티브",
    # territories
    "territory_id": _TERRITORY,
    "territory_name": "gebietsname|gebietsbezeichnung|nom du secteur|nombre del territorio|nome territorio|naam gebied|エリア名",
    "level_1": "bezirk|distrikt|gruppe|district|sous region|distrito|distretto|district naam|район|地区|区",
    "level_2": "region|vertriebsregion|region commerciale|region de ventas|regione|regio|регион|地域|ブロック|大区",
    "level_3": "gebiet gross|area|zone|direction|zona|divisione|divisie|зона|エリア|战区",
    "level_4": "geo|sparte|geschaftsbereich|pays|business unit|事業部",
    "level_5": "welt|monde|mundo|mondo|wereld|konzern|全社|全球",
    "unit_id": "plz|postleitzahl|plz gebiet|code postal|departement|codigo postal|provincia|cap|comune|postcode|gemeente|cep|municipio|kod pocztowy|powiat|postnummer|kommun|landkreis|kreis|gemeinde|psc|okres|индекс|郵便番号|市区町村|邮编|行政区|우편번호",
    "layer_id": "ebene|vertriebskanal|kanal|canal|niveau|livello|laag|チャネル|渠道",
    "from_date": "gultig ab|ab|von|valable du|a partir de|valido desde|desde|valido dal|dal|geldig vanaf|valido a partir de|wazne od|galler fran|с|開始日|生效日期|시작일",
    "until_date": "gultig bis|bis|valable jusqu au|jusqu a|valido hasta|hasta|valido fino al|al|geldig tot|valido ate|wazne do|galler till|по|終了日|失效日期|종료일",
    "condition": "bedingung|kriterium|critere|condicion|criterio|condizione|voorwaarde|condicao|warunek|villkor|условие|条件|조건",
}  # fmt: skip


def words_of(kind: str, field: str) -> tuple[str, ...]:
    """Words of all languages for a field of a kind of file."""
    own = WORDS.get(f"{kind}.{field}")
    return tuple((own if own is not None else WORDS.get(field, "")).split("|"))


def all_words() -> frozenset[str]:
    """Every word of the table, as it stands there."""
    return frozenset(word for words in WORDS.values() for word in words.split("|"))
