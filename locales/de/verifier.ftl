# Die Seiten der Prüfstelle auf Deutsch.

## Every page

skip-link = Zum Inhalt springen
site-host = Prüfstelle unter { $host }
footer-kept = Was Sie senden, wird geprüft und nicht aufbewahrt.
footer-address = Achten Sie auf die Adresse in Ihrem Browser: Diese Prüfstelle ist unter { $host } zu finden. Das Bild eines Ergebnisses beweist nichts; prüfen Sie den Nachweis selbst.
footer-statement = Barrierefreiheit und Datenschutz
language-label = Sprache
language-restart = Eine andere Sprache beginnt eine neue Prüfung, denn was Sie gesendet haben, wurde nicht aufbewahrt.
date = { $day }. { $month ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
} { $year }
moment = { $date }, { $hour }:{ $minute }:{ $second } Uhr (UTC)
period = { $from } bis { $to }
list-pair = { $first } und { $last }

## The first page

first-title = Einen Micro-Credential prüfen
first-heading = Ist dieser Micro-Credential echt?
first-lead = Geben Sie hier ein, was Sie erhalten haben: einen Link, eine Datei oder einen QR-Code. Sie bekommen die Antwort in klaren Worten: wer ihn wem wofür verliehen hat und ob Sie sich heute darauf verlassen können. Ein Konto ist nicht nötig.
file-heading = Datei hochladen
file-hint = Der Nachweis, wie ihn die lernende Person besitzt: { $kinds }. Gern auch mehrere Dateien auf einmal oder ein ZIP-Archiv.
file-label = Dateien auswählen
file-drop = oder hier ablegen
file-button = Datei prüfen
link-heading = Link angeben
link-hint = Die Adresse, die Ihnen mitgeteilt wurde. Sie beginnt mit https://.
link-label = Link zum Nachweis
link-button = Link prüfen
photo-heading = QR-Code fotografieren
photo-hint = Fotografieren Sie den Code oder wählen Sie ein vorhandenes Bild. Es wird hier gelesen und nicht aufbewahrt.
photo-label = Bild des QR-Codes
photo-button = Bild prüfen
text-heading = Text einfügen
text-hint = Der ganze Inhalt der Datei, vom ersten bis zum letzten Zeichen.
text-label = Text des Nachweises
text-button = Text prüfen
working = Die Prüfung läuft. Das kann einige Sekunden dauern.
answers-heading = Was die Antworten bedeuten
answers-accept = Jede Prüfung, auf die es ankommt, wurde vorgenommen und ist gut ausgegangen.
answers-reject = Der Nachweis wurde verändert oder widerrufen, ist abgelaufen oder stammt nicht von der Stelle, die er nennt.
answers-undecided = Etwas konnte nicht geprüft werden, oder niemand bürgt für die ausstellende Stelle. Das wird nie als gültig angezeigt.

## The answer

decision-accept = Angenommen
decision-reject = Abgelehnt
decision-undecided = Nicht zu entscheiden
meaning-accept = Der Nachweis ist unverändert, die ausstellende Stelle steht auf der Vertrauensliste, und zum Zeitpunkt dieser Prüfung war er weder zurückgezogen noch abgelaufen.
meaning-reject = Verlassen Sie sich nicht auf diesen Nachweis.
meaning-undecided = Etwas Wesentliches ließ sich nicht feststellen. Das ist weder eine Bestätigung noch eine Ablehnung: Versuchen Sie es später noch einmal, oder fragen Sie bei der Einrichtung nach, die als Aussteller genannt ist.
sentence-accept = { $learner } hat „{ $title }“ von { $awarder } verliehen bekommen, { $self ->
    [yes] mit deren eigenem Siegel
   *[no] mit dem Siegel von { $sealer }
} vom { $date }, und Sie können sich darauf verlassen.
sentence-reject = Verlassen Sie sich nicht auf diesen Nachweis, der behauptet, dass { $learner } „{ $title }“ von { $awarder } verliehen bekommen hat, mit dem Siegel von { $sealer } vom { $date }.
sentence-undecided = Es ließ sich nicht entscheiden, ob Sie sich auf diesen Nachweis verlassen können, der angibt, dass { $learner } „{ $title }“ von { $awarder } verliehen bekommen hat, mit dem Siegel von { $sealer } vom { $date }.
bare-accept = Sie können sich auf diesen Nachweis verlassen.
bare-reject = Verlassen Sie sich nicht auf dieses Dokument: Nichts von dem, was es sagt, ließ sich bestätigen.
bare-undecided = Es ließ sich nicht entscheiden, ob Sie sich auf dieses Dokument verlassen können.
reasons-heading = Warum
what-to-do = Was zu tun ist:
again = Weiteren Nachweis prüfen
several-title = { $count ->
    [one] { $count } Nachweis geprüft
   *[other] { $count } Nachweise geprüft
}
several-accept = { $count ->
    [one] { $count } angenommen
   *[other] { $count } angenommen
}
several-reject = { $count ->
    [one] { $count } abgelehnt
   *[other] { $count } abgelehnt
}
several-undecided = { $count ->
    [one] { $count } nicht zu entscheiden
   *[other] { $count } nicht zu entscheiden
}
several-caption = Jede Datei mit ihrer Antwort
several-file = Datei
several-answer = Antwort
several-what = Was
document-number = Dokument { $number }
several-table = Tabelle herunterladen (CSV)
several-table-long = Die Tabelle ist zu lang für diese Seite. Prüfen Sie weniger Dateien auf einmal.

## The certificate

certificate-accept = Was verliehen wurde
certificate-reject = Was der abgelehnte Nachweis behauptet
certificate-undecided = Was der Nachweis behauptet
awarded-to = Verliehen an
awarded-by = Verliehen von
issued-by = Ausgestellt von
name-listed = auf der Vertrauensliste
name-claimed = behauptet; auf keiner Vertrauensliste
name-missing = eine Organisation ohne Namen
fact-issued = Ausgestellt am
fact-valid-from = Gültig ab
fact-valid-until = Gültig bis
fact-credits = Leistungspunkte
fact-eqf = EQR-Niveau
fact-national-level = Nationales Niveau
fact-workload = Arbeitsaufwand
fact-credential = Kennung des Nachweises
fact-languages = Unterrichtssprache
fact-modes = Form der Teilnahme
fact-texts = Texte auf
fact-stackability = Anrechenbar auf
fact-learner-id = Kennung der lernenden Person
fact-country = Land der ausstellenden Stelle
hours = { $count ->
    [one] { $hours } Stunde
   *[other] { $hours } Stunden
}
outcomes-heading = Lernergebnisse
skills-label = ESCO-Kompetenzen
assessments-heading = Prüfungen und Noten
assessment-column = Prüfung
grade-column = Note
supervision-column = Aufsicht und Identität
part-of-above = Teil der darüber stehenden
components-heading = Bestandteile
quality-heading = Qualitätssicherung
quality-stated = Nach Angabe des Nachweises:
quality-decided = entschieden am { $date }
picture-heading = So hat die ausstellende Stelle ihn gestaltet
picture-alt = Seite { $number } des Nachweises, wie die ausstellende Stelle ihn gestaltet hat
picture-badge-alt = Bild des Badges
picture-withheld = Ein Bild dieses Nachweises wird nicht gezeigt: Es liegt anderswo im Netz, oder es ist kein PNG oder JPEG, das sich neu zeichnen lässt.
badge-criteria-heading = Was dafür zu leisten war
badge-criteria-elsewhere = Es steht unter { $url }; diese Prüfstelle hat dort nicht nachgesehen.
badge-type = Art der Leistung
badge-field = Studienfach
badge-creator = Entworfen von
badge-alignments-heading = Wem es nach Angabe des Badges entspricht
badge-evidence-heading = Belege, wie das Badge sie angibt
requirements-heading = Voraussetzungen für die Teilnahme

## The seal

seal-heading = Das elektronische Siegel
seal-sentence = Gesiegelt von { $holder }, mit einem Zertifikat von { $authority }
seal-trusted = vertrauenswürdige Stelle
seal-untrusted = hier nicht vertrauenswürdig
seal-claimed-time = Gesiegelt nach eigener Angabe
seal-proven-time = Nachweislich vorhanden
seal-proven-by = { $time }, durch { $authority }
seal-not-proven = kein vertrauenswürdiger Zeitstempel belegt den Zeitpunkt
seal-level = Stufe
seal-level-whole = JAdES { $level }
seal-level-usable = den Teilen nach JAdES { $level }, wovon hier { $usable } verlässlich ist
seal-level-departs = { $level }; anders, als die Norm es will: { $reasons }
seal-departs-time = die Zeit steht in der Form, die im Juli 2025 endete
seal-departs-type = der Kopf nennt einen anderen Typ
seal-algorithm = Signatur
seal-certificate-valid = Zertifikat gültig
seal-certificate-states = Das Zertifikat sagt von sich
seal-qualified-not = nichts darüber, qualifiziert zu sein
seal-qualified = EU-qualifiziert; das bestätigt nur eine Vertrauensliste der Union
seal-qualified-for = EU-qualifiziert für { $types }; das bestätigt nur eine Vertrauensliste der Union
seal-qualified-device = { $statement }; der Schlüssel liegt in einer qualifizierten Einheit
seal-serial = Seriennummer
seal-fingerprint = SHA-256 des Zertifikats
seal-fields-heading = Was das Zertifikat über die ausstellende Stelle sagt
seal-fields-caption = Jede Angabe zur ausstellenden Stelle, im Zertifikat und im Nachweis
seal-field = Angabe
seal-field-certificate = Zertifikat
seal-field-credential = Nachweis
seal-field-id = Rechtliche Kennung
seal-field-name = Rechtlicher Name
seal-field-other-name = Anderer Name
seal-field-country = Land
seal-field-other = Weitere Angabe
seal-confirmed = vom Zertifikat bestätigt
seal-same-untrusted = dasselbe, doch dem Zertifikat wird nicht vertraut
seal-not-stated = im Nachweis nicht angegeben
seal-not-certified = nicht im Zertifikat
seal-differs = nicht das, was das Zertifikat sagt
seal-own-word = Was der Nachweis sonst über die ausstellende Stelle sagt, ist nur seine eigene Angabe: { $names }.
seal-checks-heading = Jede Prüfung des Siegels
seal-checks-caption = Jede Prüfung des Siegels, ihr Ergebnis und der Befund
seal-check-signature = Signatur
seal-check-reference = Genanntes Zertifikat
seal-check-critical = Bindende Kopfangaben
seal-check-baseline = Grundform
seal-check-content-time = Zeitstempel des Inhalts
seal-check-signature-time = Zeitstempel des Siegels
seal-check-certificates = Zertifikate in der Datei
seal-check-revocation-data = Sperrdaten in der Datei
seal-check-archive-time = Archivzeitstempel
seal-check-path = Stelle hinter dem Zertifikat
seal-check-revocation = Zertifikat nicht gesperrt
seal-check-other = Weitere Prüfung
europass-heading = In den Worten des Europass-Viewers: { $ribbon }
europass-note = Der Europass-Viewer formuliert seine Antworten auf seine Weise und auf Englisch; hier zählt die Antwort weiter oben.
europass-caption = Jede Prüfung des Europass-Viewers
status-column = Status
says-column = Aussage

## The checks

checks-heading = Was geprüft wurde
checks-caption = Jede Prüfung, ihr Ergebnis und der Befund
check-column = Prüfung
outcome-column = Ergebnis
found-column = Befund
outcome-passed = Bestanden
outcome-failed = Nicht bestanden
outcome-inconclusive = Nicht festgestellt
outcome-not-applicable = Nicht zutreffend
check-integrity = Unversehrtheit
check-integrity-asks = Ist der Inhalt eindeutig und seit dem Siegeln unverändert?
check-proof = Siegel
check-proof-asks = Gibt es ein Siegel, das zum Ausstellen von Nachweisen gemacht wurde?
check-issuer-key = Schlüssel der ausstellenden Stelle
check-issuer-key-asks = Gehörte der Schlüssel damals der ausstellenden Stelle?
check-trust-list = Vertrauensliste
check-trust-list-asks = Nennt eine aktuelle Liste vertrauenswürdiger Einrichtungen die ausstellende Stelle?
check-scope = Befugnis
check-scope-asks = Darf die ausstellende Stelle Nachweise dieser Art, dieses Niveaus und dieses Fachs verleihen?
check-awarding-bodies = Verleihende Einrichtungen
check-awarding-bodies-asks = Sind die verleihenden Einrichtungen die ausstellende Stelle selbst, oder haben sie diese ermächtigt?
check-trust-at-sealing = Vertrauen beim Siegeln
check-trust-at-sealing-asks = War die ausstellende Stelle beim Siegeln vertrauenswürdig?
check-trust-now = Vertrauen heute
check-trust-now-asks = Ist die ausstellende Stelle zum Zeitpunkt dieser Prüfung vertrauenswürdig?
check-status = Nicht zurückgezogen
check-status-asks = Wurde die Verleihung weder widerrufen noch ausgesetzt?
check-status-list = Statuslisten
check-status-list-asks = Sind die Listen zurückgezogener Verleihungen echt und aktuell?
check-validity = Gültigkeitsdauer
check-validity-asks = Liegt der heutige Tag in der Gültigkeitsdauer des Nachweises?
check-log = Protokoll der ausstellenden Stelle
check-log-asks = Ist der Nachweis im öffentlichen Protokoll der ausstellenden Stelle eingetragen?
check-profile = Form
check-profile-asks = Folgt der Nachweis dem europäischen Profil?
check-vocabularies = Kontrollierte Begriffe
check-vocabularies-asks = Stehen die Codes auf den europäischen Begriffslisten?

## What was found, by the code of a check

exact-expired = Der Nachweis galt bis { $date }.
exact-in-time = Der Nachweis gilt bis { $date }.
exact-not-yet-valid = Der Nachweis gilt erst ab { $date }.
exact-issuer-listed = Die ausstellende Stelle steht auf der Vertrauensliste { $lists }.
exact-key-listed = Die Vertrauensliste { $lists } nennt den Schlüssel für die Zeit der Siegelung als den der ausstellenden Stelle.
exact-no-proof-of-time = Die ausstellende Stelle gibt an, am { $date } gesiegelt zu haben; sonst belegt das nichts.
found-unchanged = Das Dokument ist eindeutig und seit dem Siegeln unverändert.
found-seal-verified = Das Siegel wurde mit dem Schlüssel gemacht, den es nennt.
found-key-listed = Die Vertrauensliste nennt den Schlüssel als den der ausstellenden Stelle.
found-key-is-issuer = Der Schlüssel ist selbst die Kennung der ausstellenden Stelle; niemand bürgt dafür, wer das ist.
found-issuer-listed = Eine aktuelle Vertrauensliste nennt die ausstellende Stelle.
found-in-scope = Die ausstellende Stelle darf Nachweise dieser Art, dieses Niveaus und dieses Fachs verleihen.
found-awarding-bodies-agree = Jede verleihende Einrichtung ist die ausstellende Stelle selbst oder hat sie ermächtigt.
found-granted-then = Die ausstellende Stelle war anerkannt, als das Siegel laut vertrauenswürdigem Zeitstempel bestand.
found-granted-now = Die ausstellende Stelle ist heute anerkannt.
found-not-revoked = Die Verleihung wurde nicht zurückgezogen.
found-status-list-fresh = Die Statuslisten stammen von der ausstellenden Stelle und sind aktuell.
found-in-time = Der Nachweis liegt in seiner Gültigkeitsdauer.
found-in-log = Der Nachweis ist im öffentlichen Protokoll der ausstellenden Stelle eingetragen.
found-profile-followed = Das Dokument folgt dem europäischen Profil.
found-codes-listed = Jeder Code steht auf seiner kontrollierten Liste.
found-no-awarding-body = Der Nachweis nennt keine verleihende Einrichtung.
found-no-status = Der Nachweis hat keinen Statuseintrag und kann daher nicht widerrufen werden.
found-no-inclusion-proof = Dem Nachweis lag kein Beleg eines Protokolleintrags bei.
found-no-profile = Der Nachweis gibt nicht an, dem europäischen Profil zu folgen.
found-not-checked = Nicht geprüft, weil eine frühere Prüfung nicht bestanden wurde.
found-no-proof-of-time = Kein vertrauenswürdiger Zeitstempel belegt, wann gesiegelt wurde.
found-no-list = Hier ist keine Liste vertrauenswürdiger Einrichtungen eingerichtet.
found-list-unusable = Die Liste vertrauenswürdiger Einrichtungen war nicht zu gebrauchen: Sie fehlt, ist veraltet oder nicht echt.
found-not-listed = Keine Liste vertrauenswürdiger Einrichtungen nennt diese ausstellende Stelle; niemand bürgt also für sie.
found-key-not-listed-then = Die Liste nennt die ausstellende Stelle, nicht aber diesen Schlüssel für diese Zeit.
found-key-compromised = Der Schlüssel ist in fremde Hände geraten: Jeder könnte dieses Siegel gemacht haben.
found-lists-disagree = Die Listen vertrauenswürdiger Einrichtungen widersprechen einander.
found-identity-mismatch = Die ausstellende Stelle ist nicht, wer sie zu sein angibt: Die Kennungen weichen voneinander ab.
found-identity-unclear = Wer die ausstellende Stelle ist, ließ sich nicht zweifelsfrei feststellen.
found-issuer-withdrawn = Laut Liste wird dieser ausstellenden Stelle nicht mehr vertraut.
found-issuer-suspended = Laut Liste ist das Vertrauen in diese ausstellende Stelle ausgesetzt.
found-not-granted-then = Die ausstellende Stelle war damals nicht anerkannt.
found-standing-unknown = Die Liste sagt nicht, wie es damals um die ausstellende Stelle stand.
found-out-of-scope = Die ausstellende Stelle darf Nachweise dieser Art, dieses Niveaus oder dieses Fachs nicht verleihen.
found-scope-unknown = Ob die ausstellende Stelle solche Nachweise verleihen darf, ließ sich nicht feststellen.
found-no-mandate = Eine verleihende Einrichtung hat die ausstellende Stelle nicht ermächtigt.
found-awarding-unclear = Wer die verleihenden Einrichtungen sind, ließ sich nicht feststellen.
found-revoked = Die ausstellende Stelle hat diese Verleihung widerrufen.
found-suspended = Die ausstellende Stelle hat diese Verleihung ausgesetzt.
found-status-unknown = Ob die Verleihung zurückgezogen wurde, konnte nicht geprüft werden.
found-status-list-unusable = Die Liste der zurückgezogenen Verleihungen war nicht zu bekommen oder ist nicht verlässlich.
found-not-yet-valid = Der Nachweis ist noch nicht gültig.
found-expired = Der Nachweis ist abgelaufen.
found-date-unreadable = Ein Datum des Nachweises ist nicht lesbar.
found-not-in-log = Der Beleg des Protokolleintrags stimmt nicht.
found-log-key-unknown = Der Schlüssel des Protokolls steht nicht auf der Liste.
found-profile-departs = Das Dokument weicht vom europäischen Profil ab.
found-profile-unread = Das Dokument konnte nicht mit dem Profil verglichen werden.
found-code-not-listed = Ein Code steht nicht auf seiner kontrollierten Liste.
found-code-unknown = Ein Code gehört zu einer Liste, die hier nicht vollständig bekannt ist.
found-changed = Das Dokument ist nicht das, wofür dieses Siegel gemacht wurde: Es wurde verändert, oder das Siegel gehört zu einem anderen.
found-signature-invalid = Die Signatur passt nicht zum Dokument.
found-no-seal = Dieses Dokument trägt kein Siegel.
found-seal-wrong = Das Siegel ist nicht so gemacht, wie es sein muss.
found-key-unavailable = Der Schlüssel der ausstellenden Stelle war nicht zu bekommen.
found-unreadable = Das Dokument lässt sich nicht eindeutig lesen.
found-context-unknown = Das Dokument verwendet Begriffe, die hier nicht bekannt sind.
found-certificate-untrusted = Das Zertifikat des Siegels führt zu keiner vertrauenswürdigen Stelle.
found-certificate-expired = Das Zertifikat war abgelaufen, und nichts belegt, dass das Siegel älter ist.
found-certificate-misused = Das Zertifikat darf für ein solches Siegel nicht verwendet werden.
found-certificate-revoked = Das Zertifikat des Siegels wurde gesperrt.
found-revocation-unknown = Ob das Zertifikat gesperrt wurde, ließ sich nicht feststellen.
found-other-passed = Diese Prüfung ist gut ausgegangen.
found-other-failed = Diese Prüfung ist nicht gut ausgegangen.
found-other-inconclusive = Das ließ sich nicht feststellen.
found-other-not-applicable = Hier gibt es nichts zu prüfen.
todo-original = Bitten Sie die lernende Person um die ursprüngliche Datei oder den Link. Hilft das nicht, fragen Sie bei der Einrichtung nach.
todo-institution = Fragen Sie bei der als Aussteller genannten Einrichtung nach, unter einer Adresse, die Sie nicht aus dem Nachweis haben.
todo-later = Versuchen Sie es später noch einmal; bleibt es dabei, fragen Sie bei der Einrichtung nach.
todo-operator = Sagen Sie es dem Betreiber dieser Prüfstelle; der Nachweis selbst kann in Ordnung sein.
todo-renew = Bitten Sie die lernende Person um einen Nachweis, der heute gültig ist.
todo-nothing = Nichts: Das entscheidet nicht. Die Einrichtung wüsste es vielleicht gern.

## The report

report-heading = Prüfbericht
report-made = Geprüft am { $date }
report-verifier = von der Prüfstelle unter { $host }
report-document = SHA-256 des Geprüften
report-no-list = Es wurde keine Vertrauensliste herangezogen.
report-lists = Herangezogene Vertrauenslisten
report-list = Vertrauensliste { $list }, laufende Nummer { $sequence }, { $state }
report-link = Link zu dieser Antwort
report-copy = Link kopieren
report-copied = Der Link ist kopiert.
report-download = Bericht herunterladen (JSON)
report-print = Druckansicht
report-signature = Unterschrift
report-unsigned = Dieser Bericht ist nicht unterschrieben. Wer Gewissheit braucht, prüft den Nachweis selbst noch einmal.
report-unsigned-away = Dieser Bericht ist nicht unterschrieben: Wer hier unterschreibt, hat nicht geantwortet. Wer Gewissheit braucht, prüft den Nachweis selbst noch einmal.
report-signed = Unterschrieben von { $signer }. Wer die Datei hat, kann prüfen, dass nichts darin verändert wurde.

## Problems

problem-nothing = Es wurde nichts geprüft; über einen Nachweis sagt das also nichts aus.
problem-back = Zurück zur ersten Seite
problem-number = Wenn Sie das melden, nennen Sie diese Nummer: { $number }
problem-unreadable-request = Die Anfrage war nicht lesbar
problem-nothing-to-check = Es gibt nichts zu prüfen
problem-not-found = Unter dieser Adresse gibt es nichts
problem-too-large = Das Gesendete ist zu groß
problem-link-not-readable = Der Link konnte nicht gelesen werden
problem-busy = Der Dienst ist ausgelastet
problem-too-slow = Die Anfrage kam zu langsam
problem-took-too-long = Die Prüfung hat zu lange gedauert
problem-internal = Hier ist etwas schiefgegangen
problem-nothing-to-check-do = Geben Sie eine Datei, einen Link oder den Text eines Nachweises an.
problem-not-found-do = Der Link wurde vielleicht zurückgezogen.
problem-link-not-readable-do = Unter dem Link war kein Nachweis zu lesen: Vielleicht ist er falsch geschrieben, zurückgezogen, nicht öffentlich, zu groß oder gerade nicht erreichbar. Bitten Sie stattdessen um die Datei.
problem-busy-do = Es laufen gerade viele Prüfungen. Versuchen Sie es gleich noch einmal.
problem-too-slow-do = Die Anfrage war nicht rechtzeitig vollständig. Versuchen Sie es noch einmal.
problem-took-too-long-do = Die Prüfung wurde abgebrochen. Für den Nachweis folgt daraus nichts.
problem-internal-do = Der Fehler liegt bei uns; er wurde festgehalten.

## Accessibility and privacy

statement-title = Barrierefreiheit und Datenschutz
statement-access-heading = Barrierefreiheit
statement-access-goal = Diese Seiten sind dafür gemacht, den Richtlinien für barrierefreie Webinhalte (WCAG) 2.2 auf Stufe AA zu entsprechen. Sie funktionieren allein mit der Tastatur, mit Screenreadern, bei 400 % Vergrößerung, auf schmalen Bildschirmen, in hellen und dunklen Farben, gedruckt und ohne JavaScript.
statement-access-checked = Automatische Tests prüfen das auf jeder Seite und bei jeder Art von Antwort; Menschen mit Behinderung wurden noch nicht gebeten, die Seiten zu erproben.
statement-access-limits = Bekannte Grenzen: Die Texte eines Nachweises stehen in den Sprachen, in denen sie verfasst wurden, und die genauen Befunde der Prüfungen sind auf Englisch.
statement-access-contact = Wenn Sie etwas daran hindert, diese Prüfstelle zu benutzen, sagen Sie es der Einrichtung, die sie unter { $host } betreibt.
statement-privacy-heading = Datenschutz
statement-privacy-kept = Was Sie senden, wird im Arbeitsspeicher geprüft und mit der Antwort vergessen. Es werden keine Cookies gesetzt, niemand wird verfolgt, und keine Seite lädt etwas von anderswo.
statement-privacy-asked = Um einen Nachweis zu prüfen, fragt diese Prüfstelle unter Umständen den Server der ausstellenden Stelle nach der Liste zurückgezogener Verleihungen. Diese Liste umfasst viele Verleihungen; die ausstellende Stelle erfährt also nicht, welche gerade geprüft wird.
statement-privacy-log = Das Protokoll dieses Dienstes enthält Zeit, Art der Anfrage und Ergebnis, aber keine Adresse von Ihnen und nichts aus dem Nachweis.
