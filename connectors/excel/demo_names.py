"""Names for the demonstration workbook: made up, but such as stand in a Norwegian company's files. None is a real company."""

from __future__ import annotations

PLACES = (
    ("0150", "Oslo"), ("0350", "Oslo"), ("0484", "Oslo"), ("1337", "Sandvika"), ("1366", "Lysaker"), ("1400", "Ski"),
    ("1530", "Moss"), ("1607", "Fredrikstad"), ("1706", "Sarpsborg"), ("2000", "Lillestrøm"), ("2317", "Hamar"),
    ("2406", "Elverum"), ("2609", "Lillehammer"), ("2815", "Gjøvik"), ("3015", "Drammen"), ("3116", "Tønsberg"),
    ("3210", "Sandefjord"), ("3256", "Larvik"), ("3510", "Hønefoss"), ("3611", "Kongsberg"), ("3717", "Skien"),
    ("4006", "Stavanger"), ("4306", "Sandnes"), ("4514", "Mandal"), ("4612", "Kristiansand S"), ("4836", "Arendal"),
    ("5003", "Bergen"), ("5058", "Bergen"), ("5525", "Haugesund"), ("5704", "Voss"), ("6003", "Ålesund"), ("6413", "Molde"),
    ("6508", "Kristiansund N"), ("6800", "Førde"), ("7010", "Trondheim"), ("7030", "Trondheim"), ("7374", "Røros"),
    ("7500", "Stjørdal"), ("7713", "Steinkjer"), ("8006", "Bodø"), ("8514", "Narvik"), ("8622", "Mo i Rana"),
    ("9008", "Tromsø"), ("9405", "Harstad"), ("9510", "Alta"), ("9600", "Hammerfest"), ("9800", "Vadsø"),
)  # fmt: skip
"""Postal codes with the places they belong to."""

STREETS = (
    "Storgata", "Kirkegata", "Skolegata", "Strandgata", "Sjøgata", "Jernbanegata", "Industriveien", "Verksveien",
    "Fabrikkveien", "Bryggeveien", "Havneveien", "Myrveien", "Åsveien", "Fjellveien", "Elveveien", "Møllergata", "Torget",
    "Nedre Åsgate", "Øvre Tverrgate", "Næringsveien",
)  # fmt: skip

FIRST_PARTS = (
    "Nordvik", "Fjordglimt", "Bjørkås", "Granli", "Solheimsvik", "Kvitberget", "Havørna", "Tindefjell", "Lyngmo",
    "Elvestrand", "Storåsen", "Rognebær", "Måkevik", "Skogheim", "Brattli", "Stjernevann", "Furulund", "Vestøya",
    "Ørneredet", "Åsgrenda", "Blåfjella", "Kystlykta",
)  # fmt: skip
TRADES = (
    "Bygg", "Elektro", "Rør", "Maskin", "Transport", "Fisk", "Regnskap", "Data", "Trelast", "Mekaniske", "Kontor", "Renhold",
)  # fmt: skip
SUPPLIES = ("Grossist", "Engros", "Import", "Emballasje", "Verktøy", "Skruer og beslag", "Papir", "Logistikk")

FIRST_NAMES = (
    "Anne", "Børge", "Bjørn", "Camilla", "Dag", "Eirik", "Frøydis", "Geir", "Hanne", "Ingrid", "Jørgen", "Kåre", "Linn", "Magnus",
    "Nina", "Olav", "Pål", "Ragnhild", "Sigrid", "Torbjørn", "Unni", "Vegard", "Wenche", "Yngve", "Åse", "Øystein",
)  # fmt: skip
LAST_NAMES = (
    "Aasen", "Bakke", "Dahl", "Eide", "Fossum", "Grønvold", "Haugen", "Iversen", "Jørstad", "Kleven", "Lunde", "Myhre",
    "Nygård", "Opdal", "Paulsen", "Rønning", "Sæther", "Tveit", "Ulvestad", "Vik", "Ødegård", "Åmodt", "Hjelle",
)  # fmt: skip
TITLES = ("Daglig leder", "Innkjøper", "Regnskapsfører", "Prosjektleder", "Salgssjef", "Verksmester", "Resepsjonist")

PROJECTS = (
    "Nytt lager", "Ombygging av kontor", "Utskifting av ventilasjon", "Innføring av nettbutikk", "Flytting av arkiv",
    "Rehabilitering av brygge", "Opplæring i HMS", "Ny vognpark", "Solceller på taket", "Utvidelse av verksted",
)  # fmt: skip

LISTS = {
    "CustomerGroup": {"1": "Bygg og anlegg", "2": "Handel", "3": "Industri", "4": "Offentlig", "5": "Tjenester", "9": "Øvrige"},
    "SupplierGroup": {"1": "Varer", "2": "Tjenester", "3": "Transport", "4": "Utstyr"},
    "ProjectType": {"INT": "Internt", "KUN": "Kundeprosjekt", "VED": "Vedlikehold"},
    "ProjectStatus": {"1": "Planlagt", "2": "Pågår", "3": "Satt på vent", "4": "Fullført"},
}
