# Paginile verificatorului în limba română.

## Every page

skip-link = Salt la conținut
site-host = Verificator la { $host }
footer-kept = Ceea ce trimiteți este verificat și nu se păstrează.
footer-address = Uitați-vă la adresa din browser: acest verificator se află la { $host }. Imaginea unui rezultat nu dovedește nimic; verificați chiar dumneavoastră atestatul.
footer-statement = Accesibilitate și confidențialitate
language-label = Limba
language-restart = Alegerea altei limbi începe o verificare nouă, fiindcă ceea ce ați trimis nu a fost păstrat.
date = { $day } { $month ->
    [1] ianuarie
    [2] februarie
    [3] martie
    [4] aprilie
    [5] mai
    [6] iunie
    [7] iulie
    [8] august
    [9] septembrie
    [10] octombrie
    [11] noiembrie
   *[12] decembrie
} { $year }
moment = { $date }, { $hour }:{ $minute }:{ $second } UTC
period = de la { $from } până la { $to }
list-pair = { $first } și { $last }

## The first page

first-title = Verificarea unei microcertificări
first-heading = Este autentică această microcertificare?
first-lead = Dați ceea ce ați primit: un link, un fișier sau un cod QR. Primiți răspunsul în cuvinte simple: cine a acordat-o, cui, pentru ce și dacă vă puteți baza pe ea astăzi. Nu este nevoie de cont.
file-heading = Încărcați un fișier
file-hint = Atestatul așa cum îl are titularul: { $kinds }. Puteți trimite și mai multe fișiere odată sau un ZIP.
file-label = Alegeți fișiere
file-drop = sau trageți-le aici
file-button = Verificați fișierul
link-heading = Dați un link
link-hint = Adresa care v-a fost comunicată. Începe cu https://.
link-label = Linkul către atestat
link-button = Verificați linkul
photo-heading = Fotografiați un cod QR
photo-hint = Faceți o poză codului sau alegeți una pe care o aveți. Este citită aici și nu se păstrează.
photo-label = Imaginea codului QR
photo-button = Verificați imaginea
text-heading = Lipiți textul
text-hint = Întregul conținut al fișierului, de la primul la ultimul caracter.
text-label = Textul atestatului
text-button = Verificați textul
working = Verificarea este în curs. Poate dura câteva secunde.
answers-heading = Ce înseamnă răspunsurile
answers-accept = Toate verificările hotărâtoare au fost făcute și au ieșit bine.
answers-reject = A fost modificat sau revocat, a expirat ori nu provine de la emitentul pe care îl numește.
answers-undecided = Ceva nu a putut fi verificat sau nimeni nu garantează pentru emitent. Nu este arătat niciodată ca valabil.

## The answer

decision-accept = Acceptat
decision-reject = Respins
decision-undecided = Nu s-a putut decide
meaning-accept = Atestatul este neschimbat, emitentul se află pe lista de încredere, iar la momentul acestei verificări nu era nici retras, nici expirat.
meaning-reject = Nu vă bazați pe acest atestat.
meaning-undecided = Ceva important nu a putut fi stabilit. Nu este nici o aprobare, nici o respingere: încercați mai târziu sau întrebați instituția numită ca emitent.
sentence-accept = { $count ->
    [one] { $awarder } a acordat
   *[many] { $awarder } au acordat
} „{ $title }” pentru { $learner }, sub { $self ->
    [yes] propriul sigiliu
   *[no] sigiliul { $sealer }
} din { $date }, și vă puteți baza pe acest atestat.
sentence-reject = Nu vă bazați pe acest atestat, care pretinde că { $count ->
    [one] { $awarder } a acordat
   *[many] { $awarder } au acordat
} „{ $title }” pentru { $learner }, sub sigiliul { $sealer } din { $date }.
sentence-undecided = Nu s-a putut decide dacă vă puteți baza pe acest atestat, potrivit căruia { $count ->
    [one] { $awarder } a acordat
   *[many] { $awarder } au acordat
} „{ $title }” pentru { $learner }, sub sigiliul { $sealer } din { $date }.
bare-accept = Vă puteți baza pe acest atestat.
bare-reject = Nu vă bazați pe acest document: nimic din ce spune nu a putut fi confirmat.
bare-undecided = Nu s-a putut decide dacă vă puteți baza pe acest document.
reasons-heading = De ce
what-to-do = Ce e de făcut:
again = Verificați altul
several-title = { $count ->
    [one] { $count } atestat verificat
    [few] { $count } atestate verificate
   *[other] { $count } de atestate verificate
}
several-accept = { $count ->
    [one] { $count } acceptat
   *[other] { $count } acceptate
}
several-reject = { $count ->
    [one] { $count } respins
   *[other] { $count } respinse
}
several-undecided = { $count ->
    [one] { $count } nedecis
   *[other] { $count } nedecise
}
several-caption = Fiecare fișier cu răspunsul lui
several-file = Fișier
several-answer = Răspuns
several-what = Ce anume
document-number = documentul { $number }
several-table = Descarcă tabelul (CSV)
several-table-long = Tabelul este prea lung pentru această pagină. Verificați mai puține fișiere odată.

## The certificate

certificate-accept = Ce s-a acordat
certificate-reject = Ce pretinde atestatul respins
certificate-undecided = Ce pretinde atestatul
awarded-to = Acordat pentru
awarded-by = Acordat de
issued-by = Emis de
name-listed = pe lista de încredere
name-claimed = potrivit atestatului; pe nicio listă de încredere
name-missing = o organizație fără nume
fact-issued = Emis la
fact-valid-from = Valabil de la
fact-valid-until = Valabil până la
fact-credits = Credite
fact-eqf = Nivelul CEC
fact-national-level = Nivelul național
fact-workload = Volum de muncă
fact-credential = Identificatorul atestatului
fact-languages = Limba de predare
fact-modes = Forma de participare
fact-texts = Texte în
fact-stackability = Contează pentru
fact-learner-id = Identificarea cursantului
fact-country = Țara emitentului
hours = { $count ->
    [one] { $hours } oră
    [few] { $hours } ore
   *[other] { $hours } de ore
}
outcomes-heading = Rezultatele învățării
skills-label = Competențe ESCO
assessments-heading = Evaluări și note
assessment-column = Evaluare
grade-column = Notă
supervision-column = Supraveghere și identitate
part-of-above = parte a celei de mai sus
components-heading = Componente
quality-heading = Asigurarea calității
quality-stated = Așa cum declară atestatul:
quality-decided = decis la { $date }
picture-heading = Așa cum l-a prezentat emitentul
picture-alt = Pagina { $number } a atestatului, așa cum l-a prezentat emitentul
picture-badge-alt = Imaginea insignei
picture-withheld = O imagine a acestui atestat nu este afișată: se află în altă parte pe web sau nu este un PNG ori JPEG care să poată fi redesenat.
badge-criteria-heading = Ce trebuia realizat
badge-criteria-elsewhere = Este scris la { $url }; acest verificator nu a consultat adresa.
badge-type = Tipul realizării
badge-field = Domeniul de studiu
badge-creator = Conceput de
badge-alignments-heading = Cu ce corespunde, potrivit insignei
badge-evidence-heading = Dovezi, potrivit insignei
requirements-heading = Condiții de participare

## The seal

seal-heading = Sigiliul electronic
seal-sentence = Sigilat de { $holder }, cu un certificat de la { $authority }
seal-trusted = autoritate de încredere
seal-untrusted = nu este de încredere aici
seal-claimed-time = Sigilat, după propria declarație
seal-proven-time = Existență dovedită
seal-proven-by = { $time }, de { $authority }
seal-not-proven = nicio marcă temporală de încredere nu dovedește când
seal-level = Nivel
seal-level-whole = JAdES { $level }
seal-level-usable = JAdES { $level } după părțile sale, din care aici este de încredere { $usable }
seal-level-departs = { $level }; nu așa cum cere standardul: { $reasons }
seal-departs-time = ora este scrisă în forma care a încetat în iulie 2025
seal-departs-type = antetul numește alt tip
seal-algorithm = Semnătură
seal-certificate-valid = Valabilitatea certificatului
seal-certificate-states = Certificatul spune despre sine
seal-qualified-not = nimic despre calificare
seal-qualified = calificat UE; doar o listă de încredere a Uniunii confirmă aceasta
seal-qualified-for = calificat UE pentru { $types }; doar o listă de încredere a Uniunii confirmă aceasta
seal-qualified-device = { $statement }; cheia se află într-un dispozitiv calificat
seal-serial = Număr de serie
seal-fingerprint = SHA-256 al certificatului
seal-fields-heading = Ce spune certificatul despre emitent
seal-fields-caption = Fiecare dată a emitentului, după certificat și după atestat
seal-field = Dată
seal-field-certificate = Certificat
seal-field-credential = Atestat
seal-field-id = Identificator legal
seal-field-name = Denumire legală
seal-field-other-name = Alt nume
seal-field-country = Țara
seal-field-other = Altă dată
seal-confirmed = confirmat de certificat
seal-same-untrusted = la fel, dar certificatul nu este de încredere
seal-not-stated = nu apare în atestat
seal-not-certified = nu apare în certificat
seal-differs = altceva decât spune certificatul
seal-own-word = Ce mai spune atestatul despre emitent este doar cuvântul lui: { $names }.
seal-checks-heading = Fiecare verificare a sigiliului
seal-checks-caption = Fiecare verificare a sigiliului, rezultatul ei și ce s-a găsit
seal-check-signature = Semnătură
seal-check-reference = Certificatul numit
seal-check-critical = Antete obligatorii
seal-check-baseline = Forma de bază
seal-check-content-time = Marca temporală a conținutului
seal-check-signature-time = Marca temporală a sigiliului
seal-check-certificates = Certificate în fișier
seal-check-revocation-data = Date de revocare în fișier
seal-check-archive-time = Marca temporală de arhivare
seal-check-path = Autoritatea certificatului
seal-check-revocation = Certificat nerevocat
seal-check-other = Altă verificare
europass-heading = În cuvintele vizualizatorului Europass: { $ribbon }
europass-note = Vizualizatorul Europass își formulează răspunsurile în felul său și în engleză; aici contează răspunsul de mai sus.
europass-caption = Fiecare verificare a vizualizatorului Europass
status-column = Stare
says-column = Ce spune

## The checks

checks-heading = Ce s-a verificat
checks-caption = Fiecare verificare, rezultatul ei și ce s-a găsit
check-column = Verificare
outcome-column = Rezultat
found-column = Ce s-a găsit
outcome-passed = Trecut
outcome-failed = Netrecut
outcome-inconclusive = Nestabilit
outcome-not-applicable = Nu se aplică
check-integrity = Integritate
check-integrity-asks = Conținutul este lipsit de echivoc și neschimbat de când a fost sigilat?
check-proof = Sigiliu
check-proof-asks = Există un sigiliu făcut pentru emiterea de atestate?
check-issuer-key = Cheia emitentului
check-issuer-key-asks = Cheia sigiliului era atunci a emitentului?
check-trust-list = Lista de încredere
check-trust-list-asks = O listă actuală a instituțiilor de încredere îl numește pe emitent?
check-scope = Competența emitentului
check-scope-asks = Poate emitentul să acorde atestate de acest tip, nivel și domeniu?
check-awarding-bodies = Organismele care acordă
check-awarding-bodies-asks = Organismele care acordă sunt emitentul sau l-au împuternicit?
check-trust-at-sealing = Încrederea la sigilare
check-trust-at-sealing-asks = Era emitentul de încredere în momentul sigilării?
check-trust-now = Încrederea astăzi
check-trust-now-asks = Este emitentul de încredere în momentul acestei verificări?
check-status = Neretras
check-status-asks = Acordarea nu a fost nici revocată, nici suspendată?
check-status-list = Liste de stare
check-status-list-asks = Listele acordărilor retrase sunt autentice și actuale?
check-validity = Perioada de valabilitate
check-validity-asks = Se află atestatul între datele sale?
check-log = Registrul emitentului
check-log-asks = Este înscris în registrul public al emitentului?
check-profile = Forma
check-profile-asks = Urmează profilul european al atestatelor?
check-vocabularies = Termeni controlați
check-vocabularies-asks = Codurile sale se află pe listele europene de termeni?

## What was found, by the code of a check

exact-expired = Atestatul a fost valabil până la { $date }.
exact-in-time = Atestatul este valabil până la { $date }.
exact-not-yet-valid = Atestatul este valabil începând cu { $date }.
exact-issuer-listed = Emitentul se află pe lista de încredere { $lists }.
exact-key-listed = Lista de încredere { $lists } indică cheia ca fiind a emitentului la momentul sigilării.
exact-no-proof-of-time = Emitentul declară că a sigilat la { $date }; nimic altceva nu dovedește acest lucru.
found-unchanged = Documentul este lipsit de echivoc și neschimbat de când a fost sigilat.
found-seal-verified = Sigiliul a fost făcut cu cheia pe care o numește.
found-key-listed = Lista de încredere atribuie cheia emitentului.
found-key-is-issuer = Cheia este chiar identificatorul emitentului; nimeni nu garantează cine este acesta.
found-issuer-listed = O listă de încredere actuală îl numește pe emitent.
found-in-scope = Emitentul poate acorda atestate de acest tip, nivel și domeniu.
found-awarding-bodies-agree = Fiecare organism care acordă este emitentul sau l-a împuternicit.
found-granted-then = Emitentul era recunoscut când o marcă temporală de încredere dovedește sigiliul.
found-granted-now = Emitentul este recunoscut astăzi.
found-not-revoked = Acordarea nu a fost retrasă.
found-status-list-fresh = Listele de stare sunt ale emitentului și actuale.
found-in-time = Atestatul se află în perioada sa de valabilitate.
found-in-log = Atestatul este înscris în registrul public al emitentului.
found-profile-followed = Documentul urmează profilul european.
found-codes-listed = Fiecare cod se află pe lista sa controlată.
found-no-awarding-body = Atestatul nu numește niciun organism care acordă.
found-no-status = Atestatul nu are indicație de stare, deci nu poate fi revocat.
found-no-inclusion-proof = Atestatul nu a venit cu nicio dovadă de înscriere într-un registru.
found-no-profile = Atestatul nu declară că urmează profilul european.
found-not-checked = Neverificat, fiindcă o verificare anterioară nu a trecut.
found-no-proof-of-time = Nicio marcă temporală de încredere nu dovedește când s-a sigilat.
found-no-list = Aici nu este configurată nicio listă a instituțiilor de încredere.
found-list-unusable = Lista instituțiilor de încredere nu a putut fi folosită: lipsește, este învechită sau nu este autentică.
found-not-listed = Nicio listă a instituțiilor de încredere nu numește acest emitent, deci nimeni nu garantează pentru el.
found-key-not-listed-then = Lista îl numește pe emitent, dar nu și această cheie pentru acel moment.
found-key-compromised = Cheia a ajuns pe alte mâini: oricine ar fi putut face acest sigiliu.
found-lists-disagree = Listele instituțiilor de încredere se contrazic.
found-identity-mismatch = Emitentul nu este cine spune că este: identificatorii diferă.
found-identity-unclear = Identitatea emitentului nu a putut fi stabilită fără îndoială.
found-issuer-withdrawn = Potrivit listei, acest emitent nu mai este de încredere.
found-issuer-suspended = Potrivit listei, încrederea în acest emitent este suspendată.
found-not-granted-then = Emitentul nu era recunoscut în acel moment.
found-standing-unknown = Lista nu spune care era situația emitentului în acel moment.
found-out-of-scope = Emitentul nu poate acorda atestate de acest tip, nivel sau domeniu.
found-scope-unknown = Nu s-a putut stabili dacă emitentul poate acorda astfel de atestate.
found-no-mandate = Un organism care acordă nu l-a împuternicit pe emitent.
found-awarding-unclear = Nu s-a putut stabili care sunt organismele care acordă.
found-revoked = Emitentul a revocat această acordare.
found-suspended = Emitentul a suspendat această acordare.
found-status-unknown = Nu s-a putut verifica dacă acordarea a fost retrasă.
found-status-list-unusable = Lista acordărilor retrase nu a putut fi obținută sau nu este de încredere.
found-not-yet-valid = Atestatul nu este încă valabil.
found-expired = Atestatul a expirat.
found-date-unreadable = O dată calendaristică din atestat nu poate fi citită.
found-not-in-log = Dovada înscrierii în registrul emitentului nu este corectă.
found-log-key-unknown = Cheia registrului emitentului nu se află pe listă.
found-profile-departs = Documentul se abate de la profilul european.
found-profile-unread = Documentul nu a putut fi comparat cu profilul.
found-code-not-listed = Un cod nu se află pe lista sa controlată.
found-code-unknown = Un cod ține de o listă care nu este cunoscută pe deplin aici.
found-changed = Documentul nu este cel pentru care s-a făcut acest sigiliu: a fost modificat sau sigiliul este al altuia.
found-signature-invalid = Semnătura nu corespunde documentului.
found-no-seal = Acest document nu are niciun sigiliu.
found-seal-wrong = Sigiliul nu este făcut așa cum trebuie.
found-key-unavailable = Cheia emitentului nu a putut fi obținută.
found-unreadable = Documentul nu poate fi citit într-un singur fel sigur.
found-context-unknown = Documentul folosește termeni care nu sunt cunoscuți aici.
found-certificate-untrusted = Certificatul sigiliului nu duce la nicio autoritate de încredere.
found-certificate-expired = Certificatul expirase și nimic nu dovedește că sigiliul este mai vechi.
found-certificate-misused = Certificatul nu poate fi folosit pentru un asemenea sigiliu.
found-certificate-revoked = Certificatul sigiliului a fost revocat.
found-revocation-unknown = Nu s-a putut stabili dacă certificatul a fost revocat.
found-other-passed = Această verificare a ieșit bine.
found-other-failed = Această verificare nu a ieșit bine.
found-other-inconclusive = Aceasta nu a putut fi stabilită.
found-other-not-applicable = Aici nu este nimic de verificat.
todo-original = Cereți titularului fișierul sau linkul original. Dacă nici așa nu merge, întrebați instituția.
todo-institution = Întrebați instituția numită ca emitent, la o adresă pe care nu o aveți din atestat.
todo-later = Încercați mai târziu; dacă rămâne la fel, întrebați instituția.
todo-operator = Spuneți-i celui care administrează acest verificator; atestatul în sine poate fi în regulă.
todo-renew = Cereți titularului un atestat valabil astăzi.
todo-nothing = Nimic: acest lucru nu hotărăște. Poate că instituția ar vrea să știe.

## The report

report-heading = Raport de verificare
report-made = Verificat la { $date }
report-verifier = de verificatorul de la { $host }
report-document = SHA-256 a ceea ce s-a verificat
report-no-list = Nu a fost consultată nicio listă de încredere.
report-lists = Liste de încredere consultate
report-list = Lista de încredere { $list }, numărul { $sequence }, { $state }
report-link = Link către acest răspuns
report-copy = Copiați linkul
report-copied = Linkul a fost copiat.
report-download = Descărcați raportul (JSON)
report-print = Versiune pentru tipărire
report-signature = Semnătură
report-unsigned = Acest raport nu este semnat. Cine are nevoie de certitudine verifică din nou atestatul.
report-unsigned-away = Acest raport nu este semnat: semnatarul acestui serviciu nu a răspuns. Cine are nevoie de certitudine verifică din nou atestatul.
report-signed = Semnat de { $signer }. Oricine are fișierul poate verifica dacă s-a modificat ceva în el.

## Problems

problem-nothing = Nu s-a verificat nimic, deci aceasta nu spune nimic despre un atestat.
problem-back = Înapoi la prima pagină
problem-number = Dacă semnalați aceasta, dați acest număr: { $number }
problem-unreadable-request = Cererea nu a putut fi citită
problem-nothing-to-check = Nu este nimic de verificat
problem-not-found = La această adresă nu este nimic
problem-too-large = Ceea ce s-a trimis este prea mare
problem-link-not-readable = Linkul nu a putut fi citit
problem-busy = Serviciul este ocupat
problem-too-slow = Cererea a venit prea încet
problem-took-too-long = Verificarea a durat prea mult
problem-internal = Ceva nu a mers bine aici
problem-nothing-to-check-do = Dați un fișier, un link sau textul unui atestat.
problem-not-found-do = Poate că linkul a fost retras.
problem-link-not-readable-do = Din link nu s-a putut citi niciun atestat: poate este scris greșit, retras, nu este public, este prea mare sau nu poate fi accesat acum. Cereți în schimb fișierul.
problem-busy-do = Sunt multe verificări în curs. Încercați din nou peste puțin timp.
problem-too-slow-do = Cererea nu a fost completă la timp. Încercați din nou.
problem-took-too-long-do = Verificarea a fost abandonată. De aici nu rezultă nimic pentru atestat.
problem-internal-do = Greșeala este a noastră; a fost consemnată.

## Accessibility and privacy

statement-title = Accesibilitate și confidențialitate
statement-access-heading = Accesibilitate
statement-access-goal = Aceste pagini sunt făcute să respecte Regulile de accesibilitate a conținutului web (WCAG) 2.2 la nivelul AA. Ele funcționează doar cu tastatura, cu cititoare de ecran, la mărire de 400 %, pe ecrane înguste, în culori deschise și închise, tipărite și fără JavaScript.
statement-access-checked = Teste automate verifică aceasta pe fiecare pagină și la fiecare fel de răspuns; nicio persoană cu dizabilități nu a fost încă rugată să le încerce.
statement-access-limits = Limite cunoscute: textele unui atestat sunt în limbile în care le-a scris emitentul, iar constatările exacte ale verificărilor sunt în engleză.
statement-access-contact = Dacă ceva vă împiedică să folosiți acest verificator, spuneți-i instituției care îl administrează la { $host }.
statement-privacy-heading = Confidențialitate
statement-privacy-kept = Ceea ce trimiteți este verificat în memorie și uitat odată cu răspunsul. Nu se folosesc cookie-uri, nimeni nu este urmărit și nicio pagină nu încarcă nimic din altă parte.
statement-privacy-asked = Pentru a verifica un atestat, acest verificator poate cere serverului emitentului lista acordărilor retrase. Lista cuprinde multe acordări, așa că emitentul nu află care este verificată.
statement-privacy-log = Jurnalul acestui serviciu conține ora, felul cererii și rezultatul, dar nicio adresă a dumneavoastră și nimic din atestat.
