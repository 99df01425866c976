# ruff: noqa: E501 - rows of a table read better whole
"""Names of countries and states as people write them: code, then names; facts, written by hand."""

# ISO 3166 two letters, three letters, then English, other and local names.
COUNTRY_LINES = """
US|USA|United States|United States of America|U.S.A.|U.S.|America|Vereinigte Staaten|Vereinigte Staaten von Amerika|États-Unis|Estados Unidos|Stati Uniti|Verenigde Staten|EE.UU.|E.U.|Stany Zjednoczone|アメリカ|アメリカ合衆国|美国|США|the United States|US of A
CA|CAN|Canada|Kanada
MX|MEX|Mexico|México|Mexiko|Mexique|Messico
GB|GBR|United Kingdom|UK|U.K.|Great Britain|Britain|England|Scotland|Wales|Northern Ireland|Großbritannien|Vereinigtes Königreich|Royaume-Uni|Reino Unido|Regno Unito|Verenigd Koninkrijk|United Kingdom of Great Britain and Northern Ireland
IE|IRL|Ireland|Irland|Irlande|Irlanda|Éire|Republic of Ireland
DE|DEU|Germany|Deutschland|Allemagne|Alemania|Germania|Duitsland|D|GER|BRD|Niemcy|ドイツ|德国|Федеративная Республика Германия|Германия|Bundesrepublik Deutschland|Federal Republic of Germany
AT|AUT|Austria|Österreich|Autriche|Oostenrijk|Rakousko
CH|CHE|Switzerland|Schweiz|Suisse|Svizzera|Suiza|Svizra|Zwitserland|SUI
FR|FRA|France|Frankreich|Francia|Frankrijk|Frankrike|法国
ES|ESP|Spain|España|Spanien|Espagne|Spagna|Spanje
IT|ITA|Italy|Italia|Italien|Italie|Italië
PT|PRT|Portugal|Portogallo
NL|NLD|Netherlands|The Netherlands|Holland|Nederland|Niederlande|Pays-Bas|Países Bajos|Paesi Bassi
BE|BEL|Belgium|Belgien|Belgique|België|Bélgica|Belgio
LU|LUX|Luxembourg|Luxemburg|Lussemburgo
DK|DNK|Denmark|Dänemark|Danmark|Danemark|Dinamarca|Danimarca
SE|SWE|Sweden|Schweden|Sverige|Suède|Suecia|Svezia|Zweden
NO|NOR|Norway|Norwegen|Norge|Norvège|Noruega|Norvegia
FI|FIN|Finland|Finnland|Suomi|Finlande|Finlandia
IS|ISL|Iceland|Island|Ísland|Islande
PL|POL|Poland|Polen|Polska|Pologne|Polonia
CZ|CZE|Czech Republic|Czechia|Tschechien|Česko|Česká republika|République tchèque|Chequia
SK|SVK|Slovakia|Slowakei|Slovensko|Slovaquie
HU|HUN|Hungary|Ungarn|Magyarország|Hongrie|Hungría
RO|ROU|Romania|Rumänien|România|Roumanie|Rumania
BG|BGR|Bulgaria|Bulgarien|България
GR|GRC|Greece|Griechenland|Ελλάδα|Grèce|Grecia|Hellas
HR|HRV|Croatia|Kroatien|Hrvatska|Croatie
SI|SVN|Slovenia|Slowenien|Slovenija
RS|SRB|Serbia|Serbien|Srbija|Србија
BA|BIH|Bosnia and Herzegovina|Bosnien und Herzegowina|Bosna i Hercegovina
MK|MKD|North Macedonia|Macedonia|Nordmazedonien
ME|MNE|Montenegro|Crna Gora
AL|ALB|Albania|Albanien|Shqipëria
EE|EST|Estonia|Estland|Eesti
LV|LVA|Latvia|Lettland|Latvija
LT|LTU|Lithuania|Litauen|Lietuva
UA|UKR|Ukraine|Україна|Ukraina
BY|BLR|Belarus|Weißrussland
MD|MDA|Moldova|Moldau|Republic of Moldova
RU|RUS|Russia|Russian Federation|Russland|Россия|Russie|Rusia
TR|TUR|Turkey|Türkei|Türkiye|Turquie|Turquía
CY|CYP|Cyprus|Zypern|Κύπρος
MT|MLT|Malta
LI|LIE|Liechtenstein
MC|MCO|Monaco
AD|AND|Andorra
SM|SMR|San Marino
GE|GEO|Georgia (country)|Georgien|საქართველო
AM|ARM|Armenia|Armenien
AZ|AZE|Azerbaijan|Aserbaidschan
KZ|KAZ|Kazakhstan|Kasachstan
UZ|UZB|Uzbekistan|Usbekistan
CN|CHN|China|People's Republic of China|PRC|P.R. China|中国|Chine|Cina|Mainland China|P.R.C.
HK|HKG|Hong Kong|Hongkong|Hong Kong SAR|香港
MO|MAC|Macau|Macao
TW|TWN|Taiwan|台湾|Taiwan, Province of China|Chinese Taipei
JP|JPN|Japan|日本|Japon|Japón|Giappone|Nippon
KR|KOR|South Korea|Korea|Republic of Korea|Korea, Republic of|Südkorea|한국|대한민국|Corée du Sud|Corea del Sur|Korea South
KP|PRK|North Korea|Nordkorea
MN|MNG|Mongolia|Mongolei
IN|IND|India|Indien|Inde|भारत|Bharat
PK|PAK|Pakistan
BD|BGD|Bangladesh|Bangladesch
LK|LKA|Sri Lanka
NP|NPL|Nepal
SG|SGP|Singapore|Singapur|Singapour
MY|MYS|Malaysia
TH|THA|Thailand|ประเทศไทย|Thaïlande
VN|VNM|Vietnam|Viet Nam|Việt Nam
ID|IDN|Indonesia|Indonesien|Indonésie
PH|PHL|Philippines|Philippinen|Pilipinas|Filipinas
KH|KHM|Cambodia|Kambodscha
MM|MMR|Myanmar|Burma
LA|LAO|Laos
BN|BRN|Brunei
AU|AUS|Australia|Australien|Australie
NZ|NZL|New Zealand|Neuseeland|Aotearoa|Nouvelle-Zélande
PG|PNG|Papua New Guinea
FJ|FJI|Fiji
BR|BRA|Brazil|Brasil|Brasilien|Brésil|Brasile
AR|ARG|Argentina|Argentinien|Argentine
CL|CHL|Chile|Chili
CO|COL|Colombia|Kolumbien|Colombie
PE|PER|Peru|Perú|Pérou
VE|VEN|Venezuela
EC|ECU|Ecuador|Équateur
BO|BOL|Bolivia|Bolivien
PY|PRY|Paraguay
UY|URY|Uruguay
GY|GUY|Guyana
SR|SUR|Suriname
CR|CRI|Costa Rica
PA|PAN|Panama|Panamá
GT|GTM|Guatemala
HN|HND|Honduras
SV|SLV|El Salvador
NI|NIC|Nicaragua
BZ|BLZ|Belize
CU|CUB|Cuba|Kuba
DO|DOM|Dominican Republic|Dominikanische Republik|República Dominicana
HT|HTI|Haiti
JM|JAM|Jamaica|Jamaika
TT|TTO|Trinidad and Tobago
BS|BHS|Bahamas|The Bahamas
BB|BRB|Barbados
BM|BMU|Bermuda
KY|CYM|Cayman Islands
PR|PRI|Puerto Rico
GU|GUM|Guam
VI|VIR|US Virgin Islands|U.S. Virgin Islands|Virgin Islands
ZA|ZAF|South Africa|Südafrika|Suid-Afrika|Afrique du Sud|Sudáfrica|RSA
NG|NGA|Nigeria
KE|KEN|Kenya|Kenia
GH|GHA|Ghana
EG|EGY|Egypt|Ägypten|مصر|Égypte
MA|MAR|Morocco|Marokko|Maroc|المغرب|Marruecos
DZ|DZA|Algeria|Algerien|Algérie
TN|TUN|Tunisia|Tunesien|Tunisie
LY|LBY|Libya|Libyen
ET|ETH|Ethiopia|Äthiopien
TZ|TZA|Tanzania|Tansania
UG|UGA|Uganda
RW|RWA|Rwanda|Ruanda
ZM|ZMB|Zambia|Sambia
ZW|ZWE|Zimbabwe|Simbabwe
MZ|MOZ|Mozambique|Mosambik
AO|AGO|Angola
NA|NAM|Namibia
BW|BWA|Botswana
MU|MUS|Mauritius
MG|MDG|Madagascar|Madagaskar
SN|SEN|Senegal|Sénégal
CI|CIV|Ivory Coast|Côte d'Ivoire|Elfenbeinküste
CM|CMR|Cameroon|Kamerun|Cameroun
CD|COD|Democratic Republic of the Congo|Congo-Kinshasa|DR Congo
SD|SDN|Sudan
AE|ARE|United Arab Emirates|UAE|U.A.E.|Vereinigte Arabische Emirate|الإمارات|Emiratos Árabes Unidos
SA|SAU|Saudi Arabia|Saudi-Arabien|KSA|السعودية|Kingdom of Saudi Arabia
QA|QAT|Qatar|Katar
KW|KWT|Kuwait
BH|BHR|Bahrain
OM|OMN|Oman
YE|YEM|Yemen|Jemen
JO|JOR|Jordan|Jordanien|Jordanie
LB|LBN|Lebanon|Libanon|Liban
SY|SYR|Syria|Syrien
IQ|IRQ|Iraq|Irak
IR|IRN|Iran|Islamic Republic of Iran
IL|ISR|Israel|ישראל
PS|PSE|Palestine|Palästina
AF|AFG|Afghanistan
"""

# country/code|names
STATE_LINES = """
US/AL|Alabama|Ala.
US/AK|Alaska
US/AZ|Arizona|Ariz.
US/AR|Arkansas|Ark.
US/CA|California|Calif.|Cal.|Kalifornien|Californie
US/CO|Colorado|Colo.
US/CT|Connecticut|Conn.
US/DE|Delaware|Del.
US/DC|District of Columbia|Washington DC|Washington D.C.|D.C.
US/FL|Florida|Fla.|Floride
US/GA|Georgia
US/HI|Hawaii
US/ID|Idaho
US/IL|Illinois|Ill.
US/IN|Indiana|Ind.
US/IA|Iowa
US/KS|Kansas|Kans.
US/KY|Kentucky
US/LA|Louisiana
US/ME|Maine
US/MD|Maryland
US/MA|Massachusetts|Mass.
US/MI|Michigan|Mich.
US/MN|Minnesota|Minn.
US/MS|Mississippi|Miss.
US/MO|Missouri
US/MT|Montana|Mont.
US/NE|Nebraska|Nebr.|Neb.
US/NV|Nevada|Nev.
US/NH|New Hampshire
US/NJ|New Jersey
US/NM|New Mexico|N. Mex.
US/NY|New York|N.Y.|New York State
US/NC|North Carolina|N. Carolina
US/ND|North Dakota|N. Dakota
US/OH|Ohio
US/OK|Oklahoma|Okla.
US/OR|Oregon|Ore.
US/PA|Pennsylvania|Penn.|Penna.|Pa.
US/RI|Rhode Island
US/SC|South Carolina|S. Carolina
US/SD|South Dakota|S. Dakota
US/TN|Tennessee|Tenn.
US/TX|Texas|Tex.
US/UT|Utah
US/VT|Vermont
US/VA|Virginia
US/WA|Washington|Wash.|Washington State
US/WV|West Virginia|W. Virginia|W. Va.
US/WI|Wisconsin|Wis.|Wisc.
US/WY|Wyoming|Wyo.
US/PR|Puerto Rico
US/GU|Guam
US/VI|Virgin Islands|U.S. Virgin Islands
US/AS|American Samoa
US/MP|Northern Mariana Islands
CA/AB|Alberta|Alta.
CA/BC|British Columbia|Colombie-Britannique|B.C.
CA/MB|Manitoba|Man.
CA/NB|New Brunswick|Nouveau-Brunswick
CA/NL|Newfoundland and Labrador|Newfoundland|Terre-Neuve-et-Labrador|Newfoundland & Labrador
CA/NS|Nova Scotia|Nouvelle-Écosse
CA/NT|Northwest Territories
CA/NU|Nunavut
CA/ON|Ontario|Ont.
CA/PE|Prince Edward Island|PEI|Île-du-Prince-Édouard
CA/QC|Quebec|Québec|Que.|PQ
CA/SK|Saskatchewan|Sask.
CA/YT|Yukon|Yukon Territory
AU/NSW|New South Wales
AU/VIC|Victoria
AU/QLD|Queensland
AU/WA|Western Australia
AU/SA|South Australia
AU/TAS|Tasmania
AU/ACT|Australian Capital Territory
AU/NT|Northern Territory
DE/BW|Baden-Württemberg
DE/BY|Bayern|Bavaria
DE/BE|Berlin
DE/BB|Brandenburg
DE/HB|Bremen
DE/HH|Hamburg
DE/HE|Hessen|Hesse
DE/MV|Mecklenburg-Vorpommern
DE/NI|Niedersachsen|Lower Saxony
DE/NW|Nordrhein-Westfalen|North Rhine-Westphalia|NRW
DE/RP|Rheinland-Pfalz|Rhineland-Palatinate
DE/SL|Saarland
DE/SN|Sachsen|Saxony
DE/ST|Sachsen-Anhalt|Saxony-Anhalt
DE/SH|Schleswig-Holstein
DE/TH|Thüringen|Thuringia
"""
DIALLING = dict(
    pair.split(":")
    for pair in (
        "US:1 CA:1 GB:44 IE:353 DE:49 AT:43 CH:41 FR:33 ES:34 IT:39 PT:351 NL:31 BE:32 LU:352 DK:45 SE:46"
        " NO:47 FI:358 PL:48 CZ:420 SK:421 HU:36 RO:40 BG:359 GR:30 HR:385 SI:386 TR:90 RU:7 UA:380 CN:86 HK:852"
        " TW:886 JP:81 KR:82 IN:91 SG:65 MY:60 TH:66 VN:84 ID:62 PH:63 AU:61 NZ:64 BR:55 AR:54 CL:56 CO:57 PE:51"
        " MX:52 ZA:27 NG:234 KE:254 EG:20 MA:212 AE:971 SA:966 IL:972"
    ).split()
)
