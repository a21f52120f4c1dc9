# Tarkistuspalvelun sivut suomeksi.

## Every page

skip-link = Siirry sisältöön
site-host = Tarkistuspalvelu osoitteessa { $host }
footer-kept = Lähettämäsi tarkistetaan, eikä sitä säilytetä.
footer-address = Katso selaimesi osoitetta: tämä tarkistuspalvelu on osoitteessa { $host }. Kuva tuloksesta ei todista mitään; tarkista todistus itse.
footer-statement = Saavutettavuus ja yksityisyys
language-label = Kieli
language-restart = Toisen kielen valitseminen aloittaa uuden tarkistuksen, koska lähettämääsi ei ole säilytetty.
date = { $day }. { $month ->
    [1] tammikuuta
    [2] helmikuuta
    [3] maaliskuuta
    [4] huhtikuuta
    [5] toukokuuta
    [6] kesäkuuta
    [7] heinäkuuta
    [8] elokuuta
    [9] syyskuuta
    [10] lokakuuta
    [11] marraskuuta
   *[12] joulukuuta
} { $year }
moment = { $date } klo { $hour }.{ $minute }.{ $second } UTC
period = { $from } – { $to }
list-pair = { $first } ja { $last }

## The first page

first-title = Pienen osaamiskokonaisuuden todistuksen tarkistaminen
first-heading = Onko tämä osaamistodistus aito?
first-lead = Anna se, minkä olet saanut: linkki, tiedosto tai QR-koodi. Saat vastauksen selkein sanoin: kuka todistuksen myönsi, kenelle ja mistä, ja voitko tänään luottaa siihen. Tiliä ei tarvita.
file-heading = Lataa tiedosto
file-hint = Todistus sellaisena kuin haltijalla se on: { $kinds }. Voit antaa myös useita tiedostoja kerralla tai ZIP-paketin.
file-label = Valitse tiedostot
file-drop = tai pudota ne tähän
file-button = Tarkista tiedosto
link-heading = Anna linkki
link-hint = Osoite, jonka olet saanut. Sen alussa on https://.
link-label = Linkki todistukseen
link-button = Tarkista linkki
photo-heading = Kuvaa QR-koodi
photo-hint = Ota koodista kuva tai valitse kuva, joka sinulla jo on. Se luetaan täällä, eikä sitä säilytetä.
photo-label = QR-koodin kuva
photo-button = Tarkista kuva
text-heading = Liitä teksti
text-hint = Tiedoston koko sisältö ensimmäisestä merkistä viimeiseen.
text-label = Todistuksen teksti
text-button = Tarkista teksti
working = Tarkistus on käynnissä. Se voi kestää muutaman sekunnin.
answers-heading = Mitä vastaukset tarkoittavat
answers-accept = Jokainen ratkaiseva tarkistus on tehty ja onnistui.
answers-reject = Todistusta on muutettu, se on peruutettu tai vanhentunut, tai se ei ole siinä nimetyn myöntäjän tekemä.
answers-undecided = Jotakin ei voitu tarkistaa, tai kukaan ei takaa myöntäjää. Sitä ei koskaan näytetä pätevänä.

## The answer

decision-accept = Hyväksytty
decision-reject = Hylätty
decision-undecided = Ei voitu ratkaista
meaning-accept = Todistus on muuttumaton, sen myöntäjä on luottamusluettelossa, eikä todistus tarkistushetkellä ollut peruutettu eikä vanhentunut.
meaning-reject = Älä luota tähän todistukseen.
meaning-undecided = Jotakin olennaista ei saatu selville. Tämä ei ole hyväksyntä eikä hylkäys: yritä myöhemmin uudelleen tai kysy laitokselta, joka on nimetty myöntäjäksi.
sentence-accept = { $awarder } on myöntänyt henkilölle { $learner } todistuksen ”{ $title }”, leiman tekijänä { $self ->
    [yes] myöntäjä itse
   *[no] { $sealer }
} ({ $date }), ja voit luottaa siihen.
sentence-reject = Älä luota tähän todistukseen, jonka mukaan { $awarder } on myöntänyt henkilölle { $learner } todistuksen ”{ $title }”, leiman tekijänä { $sealer } ({ $date }).
sentence-undecided = Ei voitu ratkaista, voitko luottaa tähän todistukseen, jonka mukaan { $awarder } on myöntänyt henkilölle { $learner } todistuksen ”{ $title }”, leiman tekijänä { $sealer } ({ $date }).
bare-accept = Voit luottaa tähän todistukseen.
bare-reject = Älä luota tähän asiakirjaan: mitään siinä sanottua ei voitu vahvistaa.
bare-undecided = Ei voitu ratkaista, voitko luottaa tähän asiakirjaan.
reasons-heading = Miksi
what-to-do = Mitä tehdä:
again = Tarkista toinen
several-title = { $count ->
    [one] { $count } todistus tarkistettu
   *[other] { $count } todistusta tarkistettu
}
several-accept = { $count ->
    [one] { $count } hyväksytty
   *[other] { $count } hyväksyttyä
}
several-reject = { $count ->
    [one] { $count } hylätty
   *[other] { $count } hylättyä
}
several-undecided = { $count ->
    [one] { $count } ratkaisematta
   *[other] { $count } ratkaisematta
}
several-caption = Jokainen tiedosto ja sen vastaus
several-file = Tiedosto
several-answer = Vastaus
several-what = Mistä
document-number = asiakirja { $number }
several-table = Lataa taulukko (CSV)
several-table-long = Taulukko on liian pitkä tälle sivulle. Tarkista vähemmän tiedostoja kerrallaan.

## The certificate

certificate-accept = Mitä on myönnetty
certificate-reject = Mitä hylätty todistus väittää
certificate-undecided = Mitä todistus väittää
awarded-to = Saaja
awarded-by = Suorituksen myöntänyt
issued-by = Todistuksen antanut
name-listed = luottamusluettelossa
name-claimed = todistuksen mukaan; ei missään luottamusluettelossa
name-missing = nimetön organisaatio
fact-issued = Annettu
fact-valid-from = Voimassa alkaen
fact-valid-until = Voimassa asti
fact-credits = Opintopisteet
fact-eqf = EQF-taso
fact-national-level = Kansallinen taso
fact-workload = Työmäärä
fact-credential = Todistuksen tunnus
fact-languages = Opetuskieli
fact-modes = Osallistumistapa
fact-texts = Tekstien kielet
fact-stackability = Luetaan osaksi
fact-learner-id = Oppijan tunniste
fact-country = Myöntäjän maa
hours = { $count ->
    [one] { $hours } tunti
   *[other] { $hours } tuntia
}
outcomes-heading = Oppimistulokset
skills-label = ESCO-taidot
assessments-heading = Arvioinnit ja arvosanat
assessment-column = Arviointi
grade-column = Arvosana
supervision-column = Valvonta ja henkilöllisyys
part-of-above = edellisen osa
components-heading = Osat
quality-heading = Laadunvarmistus
quality-stated = Todistuksen mukaan:
quality-decided = päätetty { $date }
picture-heading = Myöntäjän antama ulkoasu
picture-alt = Todistuksen sivu { $number } myöntäjän antamassa ulkoasussa
picture-badge-alt = Osaamismerkin kuva
picture-withheld = Yhtä tämän todistuksen kuvaa ei näytetä: se on muualla verkossa, tai se ei ole PNG- tai JPEG-kuva, jonka voi piirtää uudelleen.
badge-criteria-heading = Mitä oli saavutettava
badge-criteria-elsewhere = Se lukee osoitteessa { $url }; tämä palvelu ei ole katsonut sieltä.
badge-type = Saavutuksen laji
badge-field = Opintoala
badge-creator = Suunnittelija
badge-alignments-heading = Mitä se vastaa merkin mukaan
badge-evidence-heading = Näytöt merkin mukaan
requirements-heading = Osallistumisen edellytykset

## The seal

seal-heading = Sähköinen leima
seal-sentence = Leiman tekijä: { $holder }; varmenteen antaja: { $authority }
seal-trusted = luotettu varmentaja
seal-untrusted = ei täällä luotettu
seal-claimed-time = Leimattu oman ilmoituksen mukaan
seal-proven-time = Todistettavasti olemassa
seal-proven-by = { $time }, todistajana { $authority }
seal-not-proven = mikään luotettu aikaleima ei todista, milloin
seal-level = Taso
seal-level-whole = JAdES { $level }
seal-level-usable = osiltaan JAdES { $level }, josta täällä voi luottaa tasoon { $usable }
seal-level-departs = { $level }; ei niin kuin standardi vaatii: { $reasons }
seal-departs-time = aika on kirjoitettu muodossa, jonka käyttö päättyi heinäkuussa 2025
seal-departs-type = otsake ilmoittaa toisen tyypin
seal-algorithm = Allekirjoitus
seal-certificate-valid = Varmenteen voimassaolo
seal-certificate-states = Varmenne sanoo itsestään
seal-qualified-not = ei mitään hyväksyttynä olemisesta
seal-qualified = EU:n hyväksytty; sen vahvistaa vain unionin luotettu luettelo
seal-qualified-for = EU:n hyväksytty tarkoitukseen { $types }; sen vahvistaa vain unionin luotettu luettelo
seal-qualified-device = { $statement }; avain on hyväksytyssä välineessä
seal-serial = Sarjanumero
seal-fingerprint = Varmenteen SHA-256
seal-fields-heading = Mitä varmenne sanoo myöntäjästä
seal-fields-caption = Jokainen tieto myöntäjästä varmenteen ja todistuksen mukaan
seal-field = Tieto
seal-field-certificate = Varmenne
seal-field-credential = Todistus
seal-field-id = Virallinen tunnus
seal-field-name = Virallinen nimi
seal-field-other-name = Muu nimi
seal-field-country = Maa
seal-field-other = Muu tieto
seal-confirmed = varmenne vahvistaa
seal-same-untrusted = sama, mutta varmenteeseen ei luoteta
seal-not-stated = ei mainita todistuksessa
seal-not-certified = ei ole varmenteessa
seal-differs = muu kuin mitä varmenne sanoo
seal-own-word = Muu, mitä todistus sanoo myöntäjästään, on vain sen omaa sanaa: { $names }.
seal-checks-heading = Leiman jokainen tarkistus
seal-checks-caption = Leiman jokainen tarkistus, sen tulos ja mitä havaittiin
seal-check-signature = Allekirjoitus
seal-check-reference = Nimetty varmenne
seal-check-critical = Sitovat otsakkeet
seal-check-baseline = Perusmuoto
seal-check-content-time = Sisällön aikaleima
seal-check-signature-time = Leiman aikaleima
seal-check-certificates = Tiedoston varmenteet
seal-check-revocation-data = Tiedoston sulkutiedot
seal-check-archive-time = Arkistointiaikaleima
seal-check-path = Varmenteen antaja
seal-check-revocation = Varmennetta ei ole suljettu
seal-check-other = Muu tarkistus
europass-heading = Europass-katseluohjelman sanoin: { $ribbon }
europass-note = Europass-katseluohjelma muotoilee vastauksensa omalla tavallaan ja englanniksi; täällä ratkaisee yllä oleva vastaus.
europass-caption = Europass-katseluohjelman jokainen tarkistus
status-column = Tila
says-column = Mitä se sanoo

## The checks

checks-heading = Mitä tarkistettiin
checks-caption = Jokainen tarkistus, sen tulos ja mitä havaittiin
check-column = Tarkistus
outcome-column = Tulos
found-column = Mitä havaittiin
outcome-passed = Kunnossa
outcome-failed = Ei kunnossa
outcome-inconclusive = Ei selvinnyt
outcome-not-applicable = Ei koske tätä
check-integrity = Eheys
check-integrity-asks = Onko sisältö yksiselitteinen ja leimaamisen jälkeen muuttumaton?
check-proof = Leima
check-proof-asks = Onko olemassa leima, joka on tehty todistusten antamista varten?
check-issuer-key = Myöntäjän avain
check-issuer-key-asks = Kuuluiko leiman avain tuolloin myöntäjälle?
check-trust-list = Luottamusluettelo
check-trust-list-asks = Onko myöntäjä ajantasaisessa luotettujen laitosten luettelossa?
check-scope = Myöntäjän oikeudet
check-scope-asks = Saako myöntäjä antaa tämän tyypin, tason ja alan todistuksia?
check-awarding-bodies = Myöntävät laitokset
check-awarding-bodies-asks = Ovatko myöntävät laitokset todistuksen antaja, tai ovatko ne valtuuttaneet sen?
check-trust-at-sealing = Luottamus leimattaessa
check-trust-at-sealing-asks = Oliko myöntäjä luotettu leimaamisen hetkellä?
check-trust-now = Luottamus tänään
check-trust-now-asks = Onko myöntäjä luotettu tämän tarkistuksen hetkellä?
check-status = Ei peruutettu
check-status-asks = Onko suoritus voimassa niin, ettei sitä ole peruutettu eikä keskeytetty?
check-status-list = Tilaluettelot
check-status-list-asks = Ovatko peruutettujen suoritusten luettelot aitoja ja ajantasaisia?
check-validity = Voimassaoloaika
check-validity-asks = Onko todistus voimassaoloaikansa sisällä?
check-log = Myöntäjän loki
check-log-asks = Onko todistus merkitty myöntäjän julkiseen lokiin?
check-profile = Muoto
check-profile-asks = Noudattaako se eurooppalaista todistusten profiilia?
check-vocabularies = Valvotut termit
check-vocabularies-asks = Ovatko sen koodit eurooppalaisissa termiluetteloissa?

## What was found, by the code of a check

exact-expired = Todistuksen voimassaolo päättyi { $date }.
exact-in-time = Todistuksen voimassaolo päättyy { $date }.
exact-not-yet-valid = Todistus on voimassa alkaen { $date }.
exact-issuer-listed = Myöntäjä on luottamusluettelossa { $lists }.
exact-key-listed = Luottamusluettelon { $lists } mukaan avain oli leimaamisen hetkellä myöntäjän.
exact-no-proof-of-time = Myöntäjän mukaan leima tehtiin { $date }; mikään muu ei todista sitä.
found-unchanged = Asiakirja on yksiselitteinen ja leimaamisen jälkeen muuttumaton.
found-seal-verified = Leima on tehty avaimella, jonka se ilmoittaa.
found-key-listed = Luottamusluettelon mukaan avain on myöntäjän.
found-key-is-issuer = Avain on itse myöntäjän tunnus; kukaan ei takaa, kuka se on.
found-issuer-listed = Myöntäjä on ajantasaisessa luottamusluettelossa.
found-in-scope = Myöntäjä saa antaa tämän tyypin, tason ja alan todistuksia.
found-awarding-bodies-agree = Jokainen myöntävä laitos on todistuksen antaja tai on valtuuttanut sen.
found-granted-then = Myöntäjä oli hyväksytty silloin, kun luotettu aikaleima todistaa leiman.
found-granted-now = Myöntäjä on tänään hyväksytty.
found-not-revoked = Suoritusta ei ole peruutettu.
found-status-list-fresh = Tilaluettelot ovat myöntäjän ja ajan tasalla.
found-in-time = Todistus on voimassaoloaikansa sisällä.
found-in-log = Todistus on merkitty myöntäjän julkiseen lokiin.
found-profile-followed = Asiakirja noudattaa eurooppalaista profiilia.
found-codes-listed = Jokainen koodi on valvotussa luettelossaan.
found-no-awarding-body = Todistuksessa ei nimetä myöntävää laitosta.
found-no-status = Todistuksessa ei ole tilatietoa, joten sitä ei voi peruuttaa.
found-no-inclusion-proof = Todistuksen mukana ei tullut näyttöä lokimerkinnästä.
found-no-profile = Todistus ei ilmoita noudattavansa eurooppalaista profiilia.
found-not-checked = Ei tarkistettu, koska aiempi tarkistus ei ollut kunnossa.
found-no-proof-of-time = Mikään luotettu aikaleima ei todista, milloin leima tehtiin.
found-no-list = Täällä ei ole käytössä luotettujen laitosten luetteloa.
found-list-unusable = Luotettujen laitosten luetteloa ei voitu käyttää: se puuttuu, on vanhentunut tai ei ole aito.
found-not-listed = Tämä myöntäjä ei ole missään luotettujen laitosten luettelossa, joten kukaan ei takaa sitä.
found-key-not-listed-then = Luettelossa on myöntäjä, mutta ei tätä avainta tuolta ajalta.
found-key-compromised = Avain on joutunut muiden käsiin: kuka tahansa olisi voinut tehdä tämän leiman.
found-lists-disagree = Luotettujen laitosten luettelot ovat ristiriidassa.
found-identity-mismatch = Myöntäjä ei ole se, joka se sanoo olevansa: tunnukset eroavat.
found-identity-unclear = Myöntäjän henkilöllisyyttä ei voitu varmasti selvittää.
found-issuer-withdrawn = Luettelon mukaan tähän myöntäjään ei enää luoteta.
found-issuer-suspended = Luettelon mukaan luottamus tähän myöntäjään on keskeytetty.
found-not-granted-then = Myöntäjä ei tuolloin ollut hyväksytty.
found-standing-unknown = Luettelo ei kerro, mikä myöntäjän asema tuolloin oli.
found-out-of-scope = Myöntäjä ei saa antaa tämän tyypin, tason tai alan todistuksia.
found-scope-unknown = Ei saatu selville, saako myöntäjä antaa tällaisia todistuksia.
found-no-mandate = Myöntävä laitos ei ole valtuuttanut todistuksen antajaa.
found-awarding-unclear = Ei saatu selville, mitkä myöntävät laitokset ovat.
found-revoked = Myöntäjä on peruuttanut tämän suorituksen.
found-suspended = Myöntäjä on keskeyttänyt tämän suorituksen voimassaolon.
found-status-unknown = Ei voitu tarkistaa, onko suoritus peruutettu.
found-status-list-unusable = Peruutettujen suoritusten luetteloa ei saatu, tai siihen ei voi luottaa.
found-not-yet-valid = Todistus ei ole vielä voimassa.
found-expired = Todistus on vanhentunut.
found-date-unreadable = Jotakin todistuksen päivämäärää ei voi lukea.
found-not-in-log = Näyttö merkinnästä myöntäjän lokiin ei pidä paikkaansa.
found-log-key-unknown = Myöntäjän lokin avain ei ole luettelossa.
found-profile-departs = Asiakirja poikkeaa eurooppalaisesta profiilista.
found-profile-unread = Asiakirjaa ei voitu verrata profiiliin.
found-code-not-listed = Jokin koodi ei ole valvotussa luettelossaan.
found-code-unknown = Jokin koodi kuuluu luetteloon, jota ei täällä täysin tunneta.
found-changed = Asiakirja ei ole se, jota varten leima tehtiin: sitä on muutettu, tai leima on toisen.
found-signature-invalid = Allekirjoitus ei vastaa asiakirjaa.
found-no-seal = Asiakirjassa ei ole leimaa.
found-seal-wrong = Leimaa ei ole tehty niin kuin pitää.
found-key-unavailable = Myöntäjän avainta ei saatu.
found-unreadable = Asiakirjaa ei voi lukea yhdellä varmalla tavalla.
found-context-unknown = Asiakirjassa käytetään termejä, joita täällä ei tunneta.
found-certificate-untrusted = Leiman varmenne ei johda luotettuun varmentajaan.
found-certificate-expired = Varmenne oli vanhentunut, eikä mikään todista leimaa vanhemmaksi.
found-certificate-misused = Varmennetta ei saa käyttää tällaiseen leimaan.
found-certificate-revoked = Leiman varmenne on suljettu.
found-revocation-unknown = Ei saatu selville, onko varmenne suljettu.
found-other-passed = Tämä tarkistus onnistui.
found-other-failed = Tämä tarkistus ei onnistunut.
found-other-inconclusive = Tätä ei saatu selville.
found-other-not-applicable = Tässä ei ole mitään tarkistettavaa.
todo-original = Pyydä haltijalta alkuperäistä tiedostoa tai linkkiä. Jos sekään ei auta, kysy laitokselta.
todo-institution = Kysy myöntäjäksi nimetyltä laitokselta osoitteesta, jota et ole saanut todistuksesta.
todo-later = Yritä myöhemmin uudelleen; jos mikään ei muutu, kysy laitokselta.
todo-operator = Kerro asiasta tämän tarkistuspalvelun ylläpitäjälle; todistus itse voi olla kunnossa.
todo-renew = Pyydä haltijalta todistusta, joka on tänään voimassa.
todo-nothing = Ei mitään: tämä ei ratkaise. Laitos saattaisi haluta tietää.

## The report

report-heading = Tarkistusraportti
report-made = Tarkistettu { $date }
report-verifier = palvelussa { $host }
report-document = Tarkistetun SHA-256
report-no-list = Luottamusluetteloa ei käytetty.
report-lists = Käytetyt luottamusluettelot
report-list = Luottamusluettelo { $list }, numero { $sequence }, { $state }
report-link = Linkki tähän vastaukseen
report-copy = Kopioi linkki
report-copied = Linkki on kopioitu.
report-download = Lataa raportti (JSON)
report-print = Tulostusnäkymä
report-signature = Allekirjoitus
report-unsigned = Tätä raporttia ei ole allekirjoitettu. Varmuutta tarvitseva tarkistaa todistuksen uudelleen.
report-unsigned-away = Tätä raporttia ei ole allekirjoitettu: palvelun allekirjoittaja ei vastannut. Varmuutta tarvitseva tarkistaa todistuksen uudelleen.
report-signed = Allekirjoittaja: { $signer }. Tiedoston haltija voi tarkistaa, ettei siinä ole muutettu mitään.

## Problems

problem-nothing = Mitään ei tarkistettu, joten tämä ei kerro mitään todistuksesta.
problem-back = Takaisin ensimmäiselle sivulle
problem-number = Jos ilmoitat tästä, anna tämä numero: { $number }
problem-unreadable-request = Pyyntöä ei voitu lukea
problem-nothing-to-check = Ei ole mitään tarkistettavaa
problem-not-found = Tässä osoitteessa ei ole mitään
problem-too-large = Lähetetty on liian suuri
problem-link-not-readable = Linkkiä ei voitu lukea
problem-busy = Palvelu on kuormittunut
problem-too-slow = Pyyntö saapui liian hitaasti
problem-took-too-long = Tarkistus kesti liian kauan
problem-internal = Täällä meni jotakin vikaan
problem-nothing-to-check-do = Anna tiedosto, linkki tai todistuksen teksti.
problem-not-found-do = Linkki on ehkä poistettu käytöstä.
problem-link-not-readable-do = Linkistä ei voitu lukea todistusta: se voi olla väärin kirjoitettu, poistettu käytöstä, ei julkinen, liian suuri tai juuri nyt tavoittamattomissa. Pyydä sen sijaan tiedostoa.
problem-busy-do = Käynnissä on monta tarkistusta. Yritä hetken kuluttua uudelleen.
problem-too-slow-do = Pyyntö ei ollut ajoissa kokonainen. Yritä uudelleen.
problem-took-too-long-do = Tarkistus keskeytettiin. Se ei kerro mitään todistuksesta.
problem-internal-do = Vika on meidän; se on kirjattu.

## Accessibility and privacy

statement-title = Saavutettavuus ja yksityisyys
statement-access-heading = Saavutettavuus
statement-access-goal = Nämä sivut on tehty noudattamaan verkkosisällön saavutettavuusohjeita (WCAG) 2.2 tasolla AA. Ne toimivat pelkällä näppäimistöllä, ruudunlukijalla, 400 %:n suurennoksella, kapealla näytöllä, vaaleina ja tummina, tulostettuina ja ilman JavaScriptiä.
statement-access-checked = Automaattiset testit tarkistavat tämän jokaiselta sivulta ja jokaisesta vastauslajista; yhtäkään vammaista henkilöä ei ole vielä pyydetty kokeilemaan niitä.
statement-access-limits = Tunnetut rajoitukset: todistuksen tekstit ovat niillä kielillä, joilla myöntäjä ne kirjoitti, ja tarkistusten tarkat havainnot ovat englanniksi.
statement-access-contact = Jos jokin estää sinua käyttämästä tätä palvelua, kerro siitä laitokselle, joka ylläpitää palvelua osoitteessa { $host }.
statement-privacy-heading = Yksityisyys
statement-privacy-kept = Lähettämäsi tarkistetaan muistissa ja unohdetaan vastauksen myötä. Evästeitä ei käytetä, ketään ei seurata, eikä mikään sivu lataa mitään muualta.
statement-privacy-asked = Tarkistaakseen todistuksen palvelu voi kysyä myöntäjän palvelimelta peruutettujen suoritusten luetteloa. Luettelo kattaa monta todistusta, joten myöntäjä ei saa tietää, mitä niistä tarkistetaan.
statement-privacy-log = Palvelun omassa lokissa on aika, pyynnön laji ja tulos, mutta ei osoitettasi eikä mitään todistuksesta.
