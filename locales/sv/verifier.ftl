# Granskningstjänstens sidor på svenska.

## Every page

skip-link = Hoppa till innehållet
site-host = Granskningstjänst på { $host }
footer-kept = Det du skickar granskas och sparas inte.
footer-address = Titta på adressen i din webbläsare: den här tjänsten finns på { $host }. En bild av ett resultat bevisar ingenting; granska själv beviset.
footer-statement = Tillgänglighet och integritet
language-label = Språk
language-restart = Om du väljer ett annat språk börjar en ny granskning, eftersom det du skickade inte har sparats.
date = { $day } { $month ->
    [1] januari
    [2] februari
    [3] mars
    [4] april
    [5] maj
    [6] juni
    [7] juli
    [8] augusti
    [9] september
    [10] oktober
    [11] november
   *[12] december
} { $year }
moment = { $date } kl. { $hour }:{ $minute }:{ $second } UTC
period = { $from } till { $to }
list-pair = { $first } och { $last }

## The first page

first-title = Granska ett mikromeritbevis
first-heading = Är detta mikromeritbevis äkta?
first-lead = Lämna det du har fått: en länk, en fil eller en QR-kod. Du får svaret i klartext: vem som utfärdade beviset, till vem, för vad och om du kan lita på det i dag. Inget konto behövs.
file-heading = Ladda upp en fil
file-hint = Beviset så som innehavaren har det: { $kinds }. Flera filer på en gång, eller en ZIP-fil, går också bra.
file-label = Välj filer
file-drop = eller släpp dem här
file-button = Granska filen
link-heading = Ange en länk
link-hint = Adressen som du har fått. Den börjar med https://.
link-label = Länk till beviset
link-button = Granska länken
photo-heading = Fotografera en QR-kod
photo-hint = Ta en bild av koden eller välj en som du redan har. Den läses här och sparas inte.
photo-label = Bild av QR-koden
photo-button = Granska bilden
text-heading = Klistra in texten
text-hint = Hela filens innehåll, från första tecknet till det sista.
text-label = Bevisets text
text-button = Granska texten
working = Granskning pågår. Det kan ta några sekunder.
answers-heading = Vad svaren betyder
answers-accept = Varje avgörande kontroll har gjorts och gått bra.
answers-reject = Beviset har ändrats eller återkallats, har gått ut eller kommer inte från den utfärdare som det anger.
answers-undecided = Något kunde inte kontrolleras, eller så går ingen i god för utfärdaren. Det visas aldrig som giltigt.

## The answer

decision-accept = Godtaget
decision-reject = Avvisat
decision-undecided = Kunde inte avgöras
meaning-accept = Beviset är oförändrat, utfärdaren finns på förtroendelistan och vid tiden för granskningen var beviset varken indraget eller utgånget.
meaning-reject = Lita inte på detta bevis.
meaning-undecided = Något väsentligt kunde inte fastställas. Detta är varken ett godkännande eller ett avslag: försök igen senare eller fråga det lärosäte som anges som utfärdare.
sentence-accept = { $awarder } har tilldelat { $learner } ”{ $title }”, förseglat av { $self ->
    [yes] utfärdaren själv
   *[no] { $sealer }
} den { $date }, och du kan lita på det.
sentence-reject = Lita inte på detta bevis, som påstår att { $awarder } har tilldelat { $learner } ”{ $title }”, förseglat av { $sealer } den { $date }.
sentence-undecided = Det kunde inte avgöras om du kan lita på detta bevis, enligt vilket { $awarder } har tilldelat { $learner } ”{ $title }”, förseglat av { $sealer } den { $date }.
bare-accept = Du kan lita på detta bevis.
bare-reject = Lita inte på detta dokument: inget av det som står där kunde bekräftas.
bare-undecided = Det kunde inte avgöras om du kan lita på detta dokument.
reasons-heading = Varför
what-to-do = Vad du kan göra:
again = Granska ett till
several-title = { $count ->
    [one] { $count } bevis granskat
   *[other] { $count } bevis granskade
}
several-accept = { $count ->
    [one] { $count } godtaget
   *[other] { $count } godtagna
}
several-reject = { $count ->
    [one] { $count } avvisat
   *[other] { $count } avvisade
}
several-undecided = { $count ->
    [one] { $count } kunde inte avgöras
   *[other] { $count } kunde inte avgöras
}
several-caption = Varje fil med sitt svar
several-file = Fil
several-answer = Svar
several-what = Vad
document-number = dokument nr { $number }
several-table = Ladda ner tabellen (CSV)
several-table-long = Tabellen är för lång för den här sidan. Granska färre filer åt gången.

## The certificate

certificate-accept = Vad som har tilldelats
certificate-reject = Vad det avvisade beviset påstår
certificate-undecided = Vad beviset påstår
awarded-to = Tilldelat
awarded-by = Tilldelat av
issued-by = Utfärdat av
name-listed = på förtroendelistan
name-claimed = enligt beviset; inte på någon förtroendelista
name-missing = en organisation utan namn
fact-issued = Utfärdat
fact-valid-from = Giltigt från
fact-valid-until = Giltigt till
fact-credits = Poäng
fact-eqf = EQF-nivå
fact-national-level = Nationell nivå
fact-workload = Arbetsinsats
fact-credential = Bevisets beteckning
fact-languages = Undervisningsspråk
fact-modes = Deltagandeform
fact-texts = Texter på
fact-stackability = Räknas in i
fact-learner-id = Den studerandes beteckning
fact-country = Utfärdarens land
hours = { $count ->
    [one] { $hours } timme
   *[other] { $hours } timmar
}
outcomes-heading = Läranderesultat
skills-label = ESCO-kompetenser
assessments-heading = Examinationer och betyg
assessment-column = Examination
grade-column = Betyg
supervision-column = Tillsyn och identitet
part-of-above = del av föregående
components-heading = Delar
quality-heading = Kvalitetssäkring
quality-stated = Enligt beviset:
quality-decided = beslutat den { $date }
picture-heading = Så som utfärdaren har utformat det
picture-alt = Sida { $number } av beviset så som utfärdaren har utformat det
picture-badge-alt = Märkets bild
picture-withheld = En bild i det här beviset visas inte: den finns någon annanstans på webben, eller så är den ingen PNG eller JPEG som går att rita om.
badge-criteria-heading = Vad som skulle uppnås
badge-criteria-elsewhere = Det står på { $url }; den här tjänsten har inte tittat där.
badge-type = Slag av prestation
badge-field = Studieområde
badge-creator = Utformat av
badge-alignments-heading = Vad det motsvarar, enligt märket
badge-evidence-heading = Underlag, enligt märket
requirements-heading = Krav för att delta

## The seal

seal-heading = Den elektroniska stämpeln
seal-sentence = Förseglat av { $holder }, med ett certifikat från { $authority }
seal-trusted = betrodd utfärdare
seal-untrusted = inte betrodd här
seal-claimed-time = Förseglat, enligt egen uppgift
seal-proven-time = Bevisligen befintligt
seal-proven-by = { $time }, av { $authority }
seal-not-proven = ingen betrodd tidsstämpel visar när
seal-level = Nivå
seal-level-whole = JAdES { $level }
seal-level-usable = JAdES { $level } till sina delar, varav { $usable } går att lita på här
seal-level-departs = { $level }; inte så som standarden vill ha det: { $reasons }
seal-departs-time = tiden är skriven i den form som upphörde i juli 2025
seal-departs-type = huvudet anger en annan typ
seal-algorithm = Signatur
seal-certificate-valid = Certifikatets giltighet
seal-certificate-states = Certifikatet säger om sig självt
seal-qualified-not = inget om att vara kvalificerat
seal-qualified = EU-kvalificerat; det bekräftas bara av en av unionens förtroendelistor
seal-qualified-for = EU-kvalificerat för { $types }; det bekräftas bara av en av unionens förtroendelistor
seal-qualified-device = { $statement }; nyckeln finns i en kvalificerad anordning
seal-serial = Serienummer
seal-fingerprint = Certifikatets SHA-256
seal-fields-heading = Vad certifikatet säger om utfärdaren
seal-fields-caption = Varje uppgift om utfärdaren, enligt certifikatet och enligt beviset
seal-field = Uppgift
seal-field-certificate = Certifikat
seal-field-credential = Bevis
seal-field-id = Rättslig beteckning
seal-field-name = Juridiskt namn
seal-field-other-name = Annat namn
seal-field-country = Land
seal-field-other = Annan uppgift
seal-confirmed = bekräftat av certifikatet
seal-same-untrusted = samma, men certifikatet är inte betrott
seal-not-stated = anges inte i beviset
seal-not-certified = finns inte i certifikatet
seal-differs = inte vad certifikatet säger
seal-own-word = Övrigt som beviset säger om utfärdaren är bara dess egna ord: { $names }.
seal-checks-heading = Varje kontroll av stämpeln
seal-checks-caption = Varje kontroll av stämpeln, dess utfall och vad som framkom
seal-check-signature = Signatur
seal-check-reference = Angivet certifikat
seal-check-critical = Bindande huvudfält
seal-check-baseline = Grundform
seal-check-content-time = Innehållets tidsstämpel
seal-check-signature-time = Stämpelns tidsstämpel
seal-check-certificates = Certifikat i filen
seal-check-revocation-data = Spärruppgifter i filen
seal-check-archive-time = Arkivtidsstämpel
seal-check-path = Certifikatets utfärdare
seal-check-revocation = Certifikatet inte spärrat
seal-check-other = Annan kontroll
europass-heading = Så som Europass-visaren uttrycker det: { $ribbon }
europass-note = Europass-visaren uttrycker sina svar på sitt eget sätt och på engelska; det svar som gäller här är det ovan.
europass-caption = Varje kontroll i Europass-visaren
status-column = Läge
says-column = Vad den säger

## The checks

checks-heading = Vad som har kontrollerats
checks-caption = Varje kontroll, dess utfall och vad som framkom
check-column = Kontroll
outcome-column = Utfall
found-column = Vad som framkom
outcome-passed = Godkänd
outcome-failed = Underkänd
outcome-inconclusive = Ej fastställt
outcome-not-applicable = Ej tillämpligt
check-integrity = Oförändrat innehåll
check-integrity-asks = Är innehållet entydigt och oförändrat sedan det förseglades?
check-proof = Stämpel
check-proof-asks = Finns det en stämpel som gjorts för att utfärda bevis?
check-issuer-key = Utfärdarens nyckel
check-issuer-key-asks = Tillhörde nyckeln utfärdaren vid den tiden?
check-trust-list = Förtroendelista
check-trust-list-asks = Finns utfärdaren på en aktuell lista över betrodda institutioner?
check-scope = Utfärdarens behörighet
check-scope-asks = Får utfärdaren tilldela bevis av denna typ, nivå och inriktning?
check-awarding-bodies = Tilldelande organ
check-awarding-bodies-asks = Är de tilldelande organen utfärdaren, eller har de gett den behörighet?
check-trust-at-sealing = Förtroende vid förseglingen
check-trust-at-sealing-asks = Var utfärdaren betrodd när beviset förseglades?
check-trust-now = Förtroende i dag
check-trust-now-asks = Är utfärdaren betrodd vid tiden för granskningen?
check-status = Inte indraget
check-status-asks = Är tilldelningen varken återkallad eller vilande?
check-status-list = Statuslistor
check-status-list-asks = Är listorna över indragna tilldelningar äkta och aktuella?
check-validity = Giltighetstid
check-validity-asks = Ligger beviset inom sina datum?
check-log = Utfärdarens logg
check-log-asks = Är det infört i utfärdarens offentliga logg?
check-profile = Utformning
check-profile-asks = Följer det den europeiska profilen för bevis?
check-vocabularies = Kontrollerade termer
check-vocabularies-asks = Finns koderna på de europeiska termlistorna?

## What was found, by the code of a check

exact-expired = Beviset gällde till { $date }.
exact-in-time = Beviset gäller till { $date }.
exact-not-yet-valid = Beviset gäller först från och med { $date }.
exact-issuer-listed = Utfärdaren finns på förtroendelistan { $lists }.
exact-key-listed = Förtroendelistan { $lists } anger nyckeln som utfärdarens vid tiden för förseglingen.
exact-no-proof-of-time = Utfärdaren uppger att den förseglade den { $date }; inget annat bevisar det.
found-unchanged = Dokumentet är entydigt och oförändrat sedan det förseglades.
found-seal-verified = Stämpeln gjordes med den nyckel som den anger.
found-key-listed = Förtroendelistan anger nyckeln som utfärdarens.
found-key-is-issuer = Nyckeln är utfärdarens egen beteckning; ingen går i god för vem det är.
found-issuer-listed = En aktuell förtroendelista anger utfärdaren.
found-in-scope = Utfärdaren får tilldela bevis av denna typ, nivå och inriktning.
found-awarding-bodies-agree = Varje tilldelande organ är utfärdaren eller har gett den behörighet.
found-granted-then = Utfärdaren var erkänd när en betrodd tidsstämpel bevisar stämpeln.
found-granted-now = Utfärdaren är erkänd i dag.
found-not-revoked = Tilldelningen har inte dragits in.
found-status-list-fresh = Statuslistorna är utfärdarens och aktuella.
found-in-time = Beviset ligger inom sin giltighetstid.
found-in-log = Beviset är infört i utfärdarens offentliga logg.
found-profile-followed = Dokumentet följer den europeiska profilen.
found-codes-listed = Varje kod finns på sin kontrollerade lista.
found-no-awarding-body = Beviset anger inget tilldelande organ.
found-no-status = Beviset har ingen statusuppgift och kan därför inte återkallas.
found-no-inclusion-proof = Inget belägg för införande i en logg följde med beviset.
found-no-profile = Beviset säger inte att det följer den europeiska profilen.
found-not-checked = Inte kontrollerat, eftersom en tidigare kontroll inte godkändes.
found-no-proof-of-time = Ingen betrodd tidsstämpel visar när beviset förseglades.
found-no-list = Här finns ingen lista över betrodda institutioner inställd.
found-list-unusable = Listan över betrodda institutioner gick inte att använda: den saknas, är inaktuell eller inte äkta.
found-not-listed = Ingen lista över betrodda institutioner anger denna utfärdare, så ingen går i god för den.
found-key-not-listed-then = Listan anger utfärdaren, men inte denna nyckel för den tiden.
found-key-compromised = Nyckeln har hamnat i andra händer: vem som helst kan ha gjort stämpeln.
found-lists-disagree = Listorna över betrodda institutioner motsäger varandra.
found-identity-mismatch = Utfärdaren är inte den som den uppger sig vara: beteckningarna skiljer sig åt.
found-identity-unclear = Utfärdarens identitet kunde inte fastställas bortom tvivel.
found-issuer-withdrawn = Enligt listan är denna utfärdare inte längre betrodd.
found-issuer-suspended = Enligt listan är förtroendet för denna utfärdare vilande.
found-not-granted-then = Utfärdaren var inte erkänd vid den tiden.
found-standing-unknown = Listan säger inte hur det stod till med utfärdaren vid den tiden.
found-out-of-scope = Utfärdaren får inte tilldela bevis av denna typ, nivå eller inriktning.
found-scope-unknown = Det kunde inte fastställas om utfärdaren får tilldela sådana bevis.
found-no-mandate = Ett tilldelande organ har inte gett utfärdaren behörighet.
found-awarding-unclear = Det kunde inte fastställas vilka de tilldelande organen är.
found-revoked = Utfärdaren har återkallat tilldelningen.
found-suspended = Utfärdaren har gjort tilldelningen vilande.
found-status-unknown = Det kunde inte kontrolleras om tilldelningen har dragits in.
found-status-list-unusable = Listan över indragna tilldelningar gick inte att få eller går inte att lita på.
found-not-yet-valid = Beviset är inte giltigt ännu.
found-expired = Beviset har gått ut.
found-date-unreadable = Ett datum i beviset går inte att läsa.
found-not-in-log = Belägget för införande i utfärdarens logg stämmer inte.
found-log-key-unknown = Nyckeln till utfärdarens logg finns inte på listan.
found-profile-departs = Dokumentet avviker från den europeiska profilen.
found-profile-unread = Dokumentet kunde inte jämföras med profilen.
found-code-not-listed = En kod finns inte på sin kontrollerade lista.
found-code-unknown = En kod hör till en lista som inte är fullständigt känd här.
found-changed = Dokumentet är inte det som stämpeln gjordes för: det har ändrats, eller så är stämpeln någon annans.
found-signature-invalid = Signaturen stämmer inte med dokumentet.
found-no-seal = Dokumentet har ingen stämpel.
found-seal-wrong = Stämpeln är inte gjord som den ska.
found-key-unavailable = Utfärdarens nyckel gick inte att få.
found-unreadable = Dokumentet går inte att läsa på ett enda säkert sätt.
found-context-unknown = Dokumentet använder termer som inte är kända här.
found-certificate-untrusted = Stämpelns certifikat leder inte till någon betrodd utfärdare.
found-certificate-expired = Certifikatet hade gått ut, och inget visar att stämpeln är äldre.
found-certificate-misused = Certifikatet får inte användas för en sådan stämpel.
found-certificate-revoked = Stämpelns certifikat har spärrats.
found-revocation-unknown = Det kunde inte fastställas om certifikatet har spärrats.
found-other-passed = Denna kontroll gick bra.
found-other-failed = Denna kontroll gick inte bra.
found-other-inconclusive = Detta kunde inte fastställas.
found-other-not-applicable = Här finns inget att kontrollera.
todo-original = Be innehavaren om originalfilen eller originallänken. Hjälper inte det heller, fråga lärosätet.
todo-institution = Fråga det lärosäte som anges som utfärdare, via en adress som du inte har fått ur beviset.
todo-later = Försök igen senare; om det inte ändras, fråga lärosätet.
todo-operator = Säg till den som driver denna tjänst; beviset i sig kan vara i sin ordning.
todo-renew = Be innehavaren om ett bevis som är giltigt i dag.
todo-nothing = Inget: detta är inte avgörande. Lärosätet vill kanske veta det.

## The report

report-heading = Granskningsrapport
report-made = Granskat den { $date }
report-verifier = av tjänsten på { $host }
report-document = SHA-256 för det som granskades
report-no-list = Ingen förtroendelista användes.
report-lists = Använda förtroendelistor
report-list = Förtroendelista { $list }, nummer { $sequence }, { $state }
report-link = Länk till detta svar
report-copy = Kopiera länken
report-copied = Länken är kopierad.
report-download = Ladda ner rapporten (JSON)
report-print = Utskriftsvy
report-signature = Underskrift
report-unsigned = Denna rapport är inte undertecknad. Den som behöver visshet granskar beviset på nytt.
report-unsigned-away = Denna rapport är inte undertecknad: tjänstens undertecknare svarade inte. Den som behöver visshet granskar beviset på nytt.
report-signed = Undertecknad av { $signer }. Den som har filen kan kontrollera att inget i den har ändrats.

## Problems

problem-nothing = Inget har granskats, så detta säger inget om ett bevis.
problem-back = Tillbaka till första sidan
problem-number = Om du anmäler detta, ange numret { $number }
problem-unreadable-request = Begäran gick inte att läsa
problem-nothing-to-check = Det finns inget att granska
problem-not-found = Det finns inget på denna adress
problem-too-large = Det som skickades är för stort
problem-link-not-readable = Länken gick inte att läsa
problem-busy = Tjänsten är upptagen
problem-too-slow = Begäran kom för långsamt
problem-took-too-long = Granskningen tog för lång tid
problem-internal = Något gick fel här
problem-nothing-to-check-do = Lämna en fil, en länk eller texten till ett bevis.
problem-not-found-do = Länken kan ha dragits in.
problem-link-not-readable-do = Inget bevis gick att läsa på länken: den kan vara felskriven, indragen, inte offentlig, för stor eller inte nåbar just nu. Be om filen i stället.
problem-busy-do = Många granskningar pågår. Försök igen om en stund.
problem-too-slow-do = Begäran var inte fullständig i tid. Försök igen.
problem-took-too-long-do = Granskningen avbröts. Det säger inget om beviset.
problem-internal-do = Felet är vårt; det har antecknats.

## Accessibility and privacy

statement-title = Tillgänglighet och integritet
statement-access-heading = Tillgänglighet
statement-access-goal = Dessa sidor är gjorda för att följa riktlinjerna för tillgängligt webbinnehåll (WCAG) 2.2 på nivå AA. De fungerar med enbart tangentbord, med skärmläsare, vid 400 % förstoring, på smala skärmar, i ljusa och mörka färger, i utskrift och utan JavaScript.
statement-access-checked = Automatiska tester kontrollerar detta på varje sida och för varje slags svar; ingen person med funktionsnedsättning har ännu ombetts att prova dem.
statement-access-limits = Kända begränsningar: texterna i ett bevis står på de språk som utfärdaren skrev dem på, och kontrollernas exakta iakttagelser är på engelska.
statement-access-contact = Om något hindrar dig från att använda tjänsten, säg till den institution som driver den på { $host }.
statement-privacy-heading = Integritet
statement-privacy-kept = Det du skickar granskas i minnet och glöms med svaret. Inga kakor sätts, ingen spåras och ingen sida hämtar något från annat håll.
statement-privacy-asked = För att granska ett bevis kan tjänsten fråga utfärdarens server efter listan över indragna tilldelningar. Listan omfattar många tilldelningar, så utfärdaren får inte veta vilken som granskas.
statement-privacy-log = Tjänstens egen logg innehåller tid, slag av begäran och utfall, men ingen adress till dig och inget ur beviset.
