//! The names that columns have in Europass, Moodle and spreadsheets, in languages of the Union.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// What a column says of the learner; results by assessment and component are recognised from the descriptor.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Key,
    GivenName,
    FamilyName,
    FullName,
    Language,
    Result,
    Grade,
    AssessmentGrade(String),
    ComponentGrade(String),
    Awarded,
    DateOfBirth,
    NationalId,
    NationalIdCountry,
    OtherIdentifier,
    Citizenship,
    Gender,
    Email,
    Wallet,
}

/// Names in the form of [`fold`], with what they mean.
const NAMES: &[(Column, &[&str])] = &[
    (
        Column::Key,
        &[
            "key",
            "learnerkey",
            "learnerid",
            "studentid",
            "studentnumber",
            "studentno",
            "studentnr",
            "studentidnumber",
            "idnumber",
            "matriculationnumber",
            "registrationnumber",
            "enrolmentnumber",
            "matrikelnummer",
            "matrikelnr",
            "matriculationno",
            "matricola",
            "numeromatricola",
            "numerodimatricola",
            "numerodeestudiante",
            "numerodealumno",
            "numerodeidentificacion",
            "numeroetudiant",
            "numerodetudiant",
            "ninumero",
            "numerodestudante",
            "numerodealuno",
            "studentnummer",
            "opiskelijanumero",
            "studienummer",
            "numeralbumu",
            "nralbumu",
            "cisloindexu",
            "osobnicislo",
            "universitnicislo",
            "neptunkod",
            "numarmatricol",
            "nrmatricol",
            "факултетенномер",
            "фн",
            "αριθμοσμητρωου",
            "αμ",
            "kennitala",
            "oppilasnumero",
            "identifikaatornumber",
            "studentokods",
            "vpisnastevilka",
            "jmbag",
            "maticnibroj",
        ],
    ),
    (
        Column::GivenName,
        &[
            "givenname",
            "givennames",
            "firstname",
            "firstnames",
            "forename",
            "forenames",
            "vorname",
            "vornamen",
            "prenom",
            "prenoms",
            "nombre",
            "nombres",
            "nombrepropio",
            "nomepropio",
            "primeironome",
            "nomeproprio",
            "voornaam",
            "voornamen",
            "roepnaam",
            "etunimi",
            "etunimet",
            "fornamn",
            "fornavn",
            "imie",
            "imiona",
            "jmeno",
            "krestnijmeno",
            "keresztnev",
            "utonev",
            "prenume",
            "eesnimi",
            "vards",
            "vardas",
            "ime",
            "имe",
            "име",
            "собственоиме",
            "ονομα",
            "isem",
            "ainm",
            "krstnemeno",
            "meno",
        ],
    ),
    (
        Column::FamilyName,
        &[
            "familyname",
            "familynames",
            "lastname",
            "lastnames",
            "surname",
            "surnames",
            "nachname",
            "familienname",
            "zuname",
            "nomdefamille",
            "apellido",
            "apellidos",
            "primerapellido",
            "apelido",
            "apelidos",
            "sobrenome",
            "cognome",
            "cognom",
            "cognoms",
            "achternaam",
            "familienaam",
            "sukunimi",
            "efternamn",
            "efternavn",
            "nazwisko",
            "prijmeni",
            "priezvisko",
            "vezeteknev",
            "csaladnev",
            "numedefamilie",
            "nume",
            "perekonnanimi",
            "perenimi",
            "uzvards",
            "pavarde",
            "prezime",
            "priimek",
            "фамилия",
            "фамилноиме",
            "επωνυμο",
            "kunjom",
            "sloinne",
        ],
    ),
    (
        Column::FullName,
        &[
            "fullname",
            "completename",
            "nombrecompleto",
            "nombreyapellidos",
            "nomcomplet",
            "nomecompleto",
            "volledigenaam",
            "vollstandigername",
            "kokonimi",
            "fullstandigtnamn",
            "pelneimieinazwisko",
            "ονοματεπωνυμο",
            "триимена",
            "пълноиме",
        ],
    ),
    (
        Column::Language,
        &[
            "language",
            "lang",
            "sprache",
            "idioma",
            "langue",
            "lingua",
            "taal",
            "kieli",
            "sprak",
            "jezyk",
            "jazyk",
            "limba",
            "γλωσσα",
            "език",
        ],
    ),
    (
        Column::Result,
        &[
            "result",
            "results",
            "outcome",
            "status",
            "passed",
            "completion",
            "completionstatus",
            "coursecompletion",
            "resultado",
            "ergebnis",
            "bestanden",
            "resultat",
            "risultato",
            "esito",
            "resultaat",
            "tulos",
            "wynik",
            "vysledek",
            "vysledok",
            "eredmeny",
            "rezultat",
            "αποτελεσμα",
            "резултат",
        ],
    ),
    (
        Column::Grade,
        &[
            "grade",
            "finalgrade",
            "overallgrade",
            "totalgrade",
            "mark",
            "finalmark",
            "score",
            "coursetotal",
            "nota",
            "notafinal",
            "calificacion",
            "calificacionfinal",
            "note",
            "gesamtnote",
            "endnote",
            "notefinale",
            "voto",
            "votofinale",
            "classificacao",
            "classificacaofinal",
            "cijfer",
            "eindcijfer",
            "arvosana",
            "betyg",
            "karakter",
            "ocena",
            "ocenakoncowa",
            "znamka",
            "osztalyzat",
            "hinne",
            "verzejums",
            "pazymys",
            "ocjena",
            "βαθμοσ",
            "βαθμολογια",
            "оценка",
            "totaldelcurso",
            "gesamtkurs",
            "gesamtbewertung",
            "totalducours",
            "totaledelcorso",
            "totaaloverdecursus",
        ],
    ),
    (
        Column::Awarded,
        &[
            "awarded",
            "dateawarded",
            "awarddate",
            "awardingdate",
            "dateofaward",
            "dateofissue",
            "issued",
            "issuedate",
            "dateofissuing",
            "completiondate",
            "datecompleted",
            "completed",
            "fechadeexpedicion",
            "fechadeemision",
            "ausstellungsdatum",
            "datededelivrance",
            "datadirilascio",
            "datadeemissao",
            "datumuitreiking",
        ],
    ),
    (
        Column::DateOfBirth,
        &[
            "dateofbirth",
            "birthdate",
            "dob",
            "birthday",
            "fechadenacimiento",
            "geburtsdatum",
            "datedenaissance",
            "datadinascita",
            "datadenascimento",
            "geboortedatum",
            "syntymaaika",
            "fodelsedatum",
            "fodselsdato",
            "dataurodzenia",
            "datumnarozeni",
            "datumnarodenia",
            "szuletesiido",
            "datanasterii",
            "sunniaeg",
            "datumrodjenja",
            "datumrojstva",
            "ημερομηνιαγεννησησ",
            "датанараждане",
        ],
    ),
    (
        Column::NationalId,
        &[
            "nationalid",
            "nationalidnumber",
            "nationalidentificationnumber",
            "dni",
            "nif",
            "dninie",
            "codicefiscale",
            "personnummer",
            "henkilotunnus",
            "pesel",
            "rodnecislo",
            "bsn",
            "personalausweisnummer",
            "cnp",
            "isikukood",
            "oib",
            "emso",
            "егн",
            "αφμ",
        ],
    ),
    (
        Column::NationalIdCountry,
        &[
            "nationalidcountry",
            "nationalidspatialid",
            "countryofnationalid",
            "nationalidissuer",
            "idcountry",
            "paisdeldni",
        ],
    ),
    (
        Column::OtherIdentifier,
        &["otheridentifier", "otherid", "identifier", "orcid", "esi", "europeanstudentidentifier"],
    ),
    (
        Column::Citizenship,
        &[
            "citizenship",
            "citizenships",
            "nationality",
            "nationalities",
            "nacionalidad",
            "staatsangehorigkeit",
            "nationalite",
            "cittadinanza",
            "nacionalidade",
            "nationaliteit",
            "kansalaisuus",
            "medborgarskap",
            "obywatelstwo",
            "obcanstvi",
            "obcianstvo",
            "allampolgarsag",
            "cetatenie",
            "drzavljanstvo",
            "υπηκοοτητα",
            "гражданство",
        ],
    ),
    (
        Column::Gender,
        &[
            "gender",
            "sex",
            "genero",
            "sexo",
            "geschlecht",
            "genre",
            "sexe",
            "genere",
            "sesso",
            "geslacht",
            "sukupuoli",
            "kon",
            "plec",
            "pohlavi",
            "nem",
            "gen",
            "φυλο",
            "пол",
        ],
    ),
    (
        Column::Email,
        &[
            "email",
            "emailaddress",
            "mail",
            "correo",
            "correoelectronico",
            "direcciondecorreo",
            "emailadresse",
            "adressemail",
            "courriel",
            "indirizzoemail",
            "posta",
            "enderecodeemail",
            "emailadres",
            "sahkoposti",
            "sahkopostiosoite",
            "epost",
            "epostadress",
            "adresemail",
            "adresemailowy",
            "emailovaadresa",
            "adresaemail",
            "ηλεκτρονικηδιευθυνση",
            "имеил",
        ],
    ),
    (Column::Wallet, &["wallet", "walletaddress", "europasswallet", "walletid"]),
];

/// Names that mean one thing beside one column and another beside another: name, companion, meaning.
const DEPENDENT: &[(&str, &str, Column)] = &[
    ("nom", "prenom", Column::FamilyName),
    ("nom", "prenoms", Column::FamilyName),
    ("nom", "cognoms", Column::GivenName),
    ("nome", "cognome", Column::GivenName),
    ("nome", "apelido", Column::GivenName),
    ("nome", "apelidos", Column::GivenName),
    ("nome", "sobrenome", Column::GivenName),
    ("name", "vorname", Column::FamilyName),
    ("name", "surname", Column::GivenName),
    ("name", "familyname", Column::GivenName),
    ("name", "lastname", Column::GivenName),
    ("naam", "voornaam", Column::FamilyName),
    ("namn", "efternamn", Column::FullName),
    ("navn", "efternavn", Column::FullName),
    ("nimi", "sukunimi", Column::FullName),
    ("nimi", "perekonnanimi", Column::FullName),
];

/// What the column `name` means among the columns `all` (all in the form of [`fold`]).
pub(super) fn meaning(name: &str, all: &[String]) -> Option<Column> {
    let dependent = DEPENDENT.iter().find(|(own, other, _)| *own == name && all.iter().any(|c| c == other));
    let listed = || NAMES.iter().find(|(_, names)| names.contains(&name)).map(|(column, _)| column);
    dependent.map(|(_, _, column)| column).or_else(listed).cloned()
}

/// The names of [`Column`]s as a mapping file writes them.
pub(super) const KEYS: &[(&str, Column)] = &[
    ("key", Column::Key),
    ("given_name", Column::GivenName),
    ("family_name", Column::FamilyName),
    ("full_name", Column::FullName),
    ("language", Column::Language),
    ("result", Column::Result),
    ("grade", Column::Grade),
    ("awarded", Column::Awarded),
    ("date_of_birth", Column::DateOfBirth),
    ("national_id", Column::NationalId),
    ("national_id_country", Column::NationalIdCountry),
    ("other_identifier", Column::OtherIdentifier),
    ("citizenship", Column::Citizenship),
    ("gender", Column::Gender),
    ("email", Column::Email),
    ("wallet", Column::Wallet),
];

/// `text` without case, marks, blanks and punctuation: `Prénom(s)` and `PRENOMS` are one name.
pub(super) fn fold(text: &str) -> String {
    let plain = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    let mut folded = String::with_capacity(text.len());
    for c in plain {
        match c {
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' => folded.push('d'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'ς' => folded.push('σ'),
            c if c.is_alphanumeric() => folded.push(c),
            _ => {}
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(header: &str, expected: Option<Column>) {
        assert_eq!(meaning(&fold(header), &[]), expected, "{header}");
    }

    #[test]
    fn columns_are_known_in_many_languages() {
        check("First name", Some(Column::GivenName));
        check("PRÉNOM", Some(Column::GivenName));
        check("Förnamn", Some(Column::GivenName));
        check("Όνομα", Some(Column::GivenName));
        check("Име", Some(Column::GivenName));
        check("Apellido(s)", Some(Column::FamilyName));
        check("Příjmení", Some(Column::FamilyName));
        check("Επώνυμο", Some(Column::FamilyName));
        check("ID number", Some(Column::Key));
        check("Matrikel-Nr.", Some(Column::Key));
        check("E-Mail-Adresse", Some(Column::Email));
        check("Date of birth", Some(Column::DateOfBirth));
        check("Shoe size", None);
    }

    #[test]
    fn nom_depends_on_its_neighbours() {
        let beside = |other: &str| meaning("nom", &["nom".into(), other.into()]);
        assert_eq!(beside("prenom"), Some(Column::FamilyName));
        assert_eq!(beside("cognoms"), Some(Column::GivenName));
        assert_eq!(beside("email"), None);
    }

    #[test]
    fn every_name_is_in_its_folded_form_and_means_one_thing() {
        let mut seen = std::collections::BTreeMap::new();
        for (column, names) in NAMES {
            for name in *names {
                assert_eq!(fold(name), *name);
                assert_eq!(seen.insert(*name, column), None, "{name}");
            }
        }
    }
}
