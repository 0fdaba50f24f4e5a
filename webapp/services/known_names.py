"""The names that ERP systems of the trade give to what the CRM has: short ones, and the words of four languages.

Names are written as `name_likeness.squeezed` leaves them: small letters and digits, no signs, `ø` as o, `å` as a, `æ` as ae.
"""

from __future__ import annotations

from collections.abc import Mapping

from webapp.crm.fields import Entity

_EMAIL = "email mail epost epostadresse emailaddress mailaddress mailadr mailad mailadresse eadr emailadresse emailadress"
_URL = "url www web webpg webpage website webside webadresse homepage hjemmeside nettside nettsted hemsida webbplats internet"
_PHONE = "phone ph tel tlf telefon telephone phoneno phonenumber telno tlfnr telefonnr telefonnummer telefonnumber"
_NUMBER = "number no nr nummer num"
_COUNTRY = "country ctry cntry land countrycode landkode countryname landnavn"
_POSTAL = {
    "POSTALAD1": "ad1 adr1 address adresse adr addr addr1 address1 adresse1 addressline1 adresselinje1 postadr postadresse"
    " postaladdress postaladdress1 postadresse1 postadress mailingaddress postanschrift anschrift",
    "POSTALAD2": "ad2 adr2 addr2 address2 adresse2 addressline2 adresselinje2 postaladdress2 postadresse2 adress2",
    "POSTALAD3": "ad3 adr3 addr3 address3 adresse3 addressline3 adresselinje3 postaladdress3 postadresse3 adress3",
    "POSTALZIP": "zip zipcode zipno postalcode postcode postno pno postnr postnummer plz postleitzahl postalzip",
    "POSTALCITY": "city poststed sted by town ort stad parea postort postarea postalarea postalcity cityname stedsnavn",
    "POSTALCOUNTY": "county fylke lan region fylkesnavn",
    "POSTALSTATE": "state delstat bundesland province",
}

NAMES: Mapping[Entity, Mapping[str, str]] = {
    Entity.COMPANY: {
        "ID": "crmid crmkey crmno crmnr",
        "NAME": "nm nam name name1 navn navn1 namn firmanavn kundenavn leverandornavn customername custname suppliername"
        " vendorname companyname company firma bedriftsnavn selskapsnavn foretaksnavn firmenname kundenname"
        " lieferantenname foretagsnamn",
        "NUMBER1": "code kode shortname shortnm kortnavn kurzname custcode customercode kundekode",
        "NUMBER2": f"{_NUMBER} custno custnr customerno customernumber customerid kundenr kundenummer supno supnr"
        " suppliernumber vendorno leverandornr leverandornummer kundnr kundnummer kundennr kundennummer lieferantennr"
        " debitornr kreditornr accountno actno",
        "DEPARTMENT": "dept department avdeling avd abteilung avdelning",
        "PHONE": f"{_PHONE} hovedtelefon sentralbord mainphone switchboard",
        "FAX": "fax faks telefax telefaks faxno faxnr faksnr faksnummer faxnumber",
        "EMAIL": _EMAIL,
        "URL": _URL,
        **_POSTAL,
        "STREETAD1": "street streetaddress streetaddress1 visitingaddress visitaddress besoksadresse besoksadresse1 besoksadr"
        " gateadresse gate strasse besoksadress gatuadress",
        "STREETAD2": "streetaddress2 besoksadresse2 besoksadr2",
        "STREETZIP": "streetzip streetpostalcode visitingzip besokspostnr besokspostnummer",
        "STREETCITY": "streetcity visitingcity besokspoststed besokssted",
        "COUNTRY": _COUNTRY,
        "VATNO": "vat vatno vatnr vatnumber vatid vatreg vatregno vatregistrationno mva mvano mvanr mvanummer mvaregnr moms"
        " momsnr momsnummer momsregnr ustid ustidnr umsatzsteuerid",
        "ORGNR": "orgno orgnr orgid orgnummer orgnumber organisasjonsnr organisasjonsnummer organizationno organizationnumber"
        " organisationno organisationsnr organisationsnummer foretaksnr foretaksnummer bedriftsnr bsno enterpriseno"
        " companyregno companyregistrationno registrationno regno handelsregisternr",
        "CATEGORY": "category kategori kategorie custgr custgrp custgroup customergroup kundegruppe kundegr kundekategori supgr"
        " supgrp suppliergroup leverandorgruppe leverandorgr kundengruppe kundgrupp leverantorsgrupp",
        "BUSINESS": "business bransje bransjekode industry industrycode branche bransch naering naeringskode nace sector",
    },
    Entity.PERSON: {
        "ID": "crmid crmkey crmno crmnr",
        "FIRSTNAME": "firstname firstnm fornavn givenname forename fname vorname fornamn",
        "MIDDLENAME": "middlename mellomnavn mname mellannamn zweitername",
        "LASTNAME": "lastname lastnm etternavn surname familyname lname nachname efternamn",
        "TITLE": "title tittel titel jobtitle stillingstittel",
        "NUMBER": f"{_NUMBER} personno personnr empno employeeno ansattnr contactno kontaktnr",
        "PHONE_DIRECT": f"{_PHONE} direct directphone direktetlf direktetelefon direktnr workphone jobbtelefon arbeidstelefon"
        " durchwahl phone1 telefon1",
        "PHONE_PRIVATE": "homephone privatephone phonehome privattlf privattelefon telefonprivat hjemmetelefon hemtelefon",
        "PHONE_MOBILE": "mob mobile mobil mobph mobilephone mobileno mobiltelefon mobiltlf mobilnr mobilnummer cell cellphone"
        " handy",
        "PHONE_OTHER": "otherphone annentelefon andretelefon phone2 tlf2 telefon2",
        "EMAIL": _EMAIL,
        "POSITION": "position stilling rolle role funksjon befattning funktion",
        "BIRTHDATE": "birthdate birthday birth bdate dateofbirth dob fodselsdato fodt fodselsdag geburtsdatum fodelsedatum",
        "URL": _URL,
        **_POSTAL,
        "POSTALCOUNTRY": _COUNTRY,
    },
    Entity.PROJECT: {
        "ID": "crmid crmkey crmno crmnr",
        "NAME": "nm name navn namn projectname prosjektnavn prosjekt project projektname projektnamn",
        "TEXT": "description desc descr beskrivelse text tekst txt beschreibung beskrivning notes note notat merknad memo inf",
        "NUMBER": f"{_NUMBER} projectno projectnumber prno prosjektnr prosjektnummer projektnr projektnummer",
        "URL": _URL,
        "ENDDATE": "enddate enddt end slutt sluttdato ferdig ferdigdato finishdate todate tildato enddatum slutdatum",
        "TYPE": "type projecttype prjtype prosjekttype projektart projekttyp",
        "STATUS": "status projectstatus prjstatus prosjektstatus projektstatus",
    },
}
"""By entity and CRM field, the names separated by blanks."""

_OTHER = (
    "startdate startdato fromdate fradato begindate created createddate createdat opprettet modified lastmodified changed"
    " changeddate endret sistendret creditlimit kredittgrense invoiceaddress fakturaadresse invoiceemail fakturaepost"
    " deliveryaddress leveringsadresse leveringsadr contact contactname kontakt kontaktperson bankaccount kontonr kontonummer"
    " parentname parentid parenttype currency valuta"
)
OTHER = frozenset(_OTHER.split())
"""Names that are like one above and mean something else: their name says nothing."""

_FOUND: Mapping[Entity, Mapping[str, str]] = {
    entity: {name: key for key, names in fields.items() for name in names.split()} for entity, fields in NAMES.items()
}


def meant(entity: Entity, squeezed: str) -> str:
    """The key of the CRM field that a name usually stands for; blank where it is none of these."""
    return _FOUND[entity].get(squeezed, "")
