# Le pagine del verificatore in italiano.

## Every page

skip-link = Vai al contenuto
site-host = Verificatore su { $host }
footer-kept = Ciò che invia viene verificato e non conservato.
footer-address = Controlli l’indirizzo nel Suo browser: questo verificatore si trova su { $host }. L’immagine di un risultato non prova nulla; verifichi Lei stesso la credenziale.
footer-statement = Accessibilità e riservatezza
language-label = Lingua
language-restart = Scegliere un’altra lingua avvia una nuova verifica, perché ciò che ha inviato non è stato conservato.
date = { $day } { $month ->
    [1] gennaio
    [2] febbraio
    [3] marzo
    [4] aprile
    [5] maggio
    [6] giugno
    [7] luglio
    [8] agosto
    [9] settembre
    [10] ottobre
    [11] novembre
   *[12] dicembre
} { $year }
moment = { $date }, { $hour }:{ $minute }:{ $second } UTC
period = dal { $from } al { $to }
list-pair = { $first } e { $last }

## The first page

first-title = Verificare una microcredenziale
first-heading = Questa microcredenziale è autentica?
first-lead = Fornisca ciò che ha ricevuto: un link, un file o un codice QR. Otterrà la risposta in parole semplici: chi l’ha conferita, a chi, per che cosa e se oggi può farvi affidamento. Non serve alcun account.
file-heading = Caricare un file
file-hint = La credenziale così come la possiede chi l’ha ottenuta: { $kinds }. Vanno bene anche più file insieme o uno ZIP.
file-label = Scegliere i file
file-drop = o trascinarli qui
file-button = Verificare il file
link-heading = Indicare un link
link-hint = L’indirizzo che Le è stato comunicato. Inizia con https://.
link-label = Link alla credenziale
link-button = Verificare il link
photo-heading = Fotografare un codice QR
photo-hint = Scatti una foto del codice o ne scelga una che ha già. Viene letta qui e non conservata.
photo-label = Immagine del codice QR
photo-button = Verificare l’immagine
text-heading = Incollare il testo
text-hint = L’intero contenuto del file, dal primo carattere all’ultimo.
text-label = Testo della credenziale
text-button = Verificare il testo
working = Verifica in corso. Può richiedere alcuni secondi.
answers-heading = Che cosa significano le risposte
answers-accept = Tutti i controlli decisivi sono stati fatti e sono andati bene.
answers-reject = È stata modificata o revocata, è scaduta o non proviene dall’emittente che indica.
answers-undecided = Qualcosa non si è potuto controllare, o nessuno garantisce per l’emittente. Non viene mai mostrata come valida.

## The answer

decision-accept = Accettata
decision-reject = Respinta
decision-undecided = Impossibile decidere
meaning-accept = La credenziale è immutata, il suo emittente figura nell’elenco di fiducia e al momento di questa verifica non era né ritirata né scaduta.
meaning-reject = Non faccia affidamento su questa credenziale.
meaning-undecided = Non si è potuto stabilire qualcosa di importante. Non è né un’approvazione né un rifiuto: riprovi più tardi o chieda all’istituzione indicata come emittente.
sentence-accept = { $count ->
    [one] { $awarder } ha conferito
   *[many] { $awarder } hanno conferito
} «{ $title }» a { $learner }, con { $self ->
    [yes] il proprio sigillo
   *[no] il sigillo di { $sealer }
} del { $date }, e può farvi affidamento.
sentence-reject = Non faccia affidamento su questa credenziale, che afferma che { $count ->
    [one] { $awarder } ha conferito
   *[many] { $awarder } hanno conferito
} «{ $title }» a { $learner }, con il sigillo di { $sealer } del { $date }.
sentence-undecided = Non si è potuto decidere se può fare affidamento su questa credenziale, secondo la quale { $count ->
    [one] { $awarder } ha conferito
   *[many] { $awarder } hanno conferito
} «{ $title }» a { $learner }, con il sigillo di { $sealer } del { $date }.
bare-accept = Può fare affidamento su questa credenziale.
bare-reject = Non faccia affidamento su questo documento: nulla di ciò che dice si è potuto confermare.
bare-undecided = Non si è potuto decidere se può fare affidamento su questo documento.
reasons-heading = Perché
what-to-do = Che cosa fare:
again = Verificarne un’altra
several-title = { $count ->
    [one] { $count } credenziale verificata
   *[other] { $count } credenziali verificate
}
several-accept = { $count ->
    [one] { $count } accettata
   *[other] { $count } accettate
}
several-reject = { $count ->
    [one] { $count } respinta
   *[other] { $count } respinte
}
several-undecided = { $count ->
    [one] { $count } non decisa
   *[other] { $count } non decise
}
several-caption = Ogni file con la sua risposta
several-file = Nome del file
several-answer = Risposta
several-what = Che cosa
document-number = documento { $number }
several-table = Scarica la tabella (CSV)
several-table-long = La tabella è troppo lunga per questa pagina. Verifichi meno file alla volta.

## The certificate

certificate-accept = Ciò che è stato conferito
certificate-reject = Ciò che afferma la credenziale respinta
certificate-undecided = Ciò che afferma la credenziale
awarded-to = Conferita a
awarded-by = Conferita da
issued-by = Emessa da
name-listed = nell’elenco di fiducia
name-claimed = secondo la credenziale; in nessun elenco di fiducia
name-missing = un’organizzazione senza nome
fact-issued = Emessa il
fact-valid-from = Valida dal
fact-valid-until = Valida fino al
fact-credits = Crediti
fact-eqf = Livello EQF
fact-national-level = Livello nazionale
fact-workload = Carico di lavoro
fact-credential = Identificativo della credenziale
fact-languages = Lingua d’insegnamento
fact-modes = Forma di partecipazione
fact-texts = Testi in
fact-stackability = Vale ai fini di
fact-learner-id = Identificativo del discente
fact-country = Paese dell’emittente
hours = { $count ->
    [one] { $hours } ora
   *[other] { $hours } ore
}
outcomes-heading = Risultati di apprendimento
skills-label = Competenze ESCO
assessments-heading = Valutazioni e voti
assessment-column = Valutazione
grade-column = Voto
supervision-column = Sorveglianza e identità
part-of-above = parte della precedente
components-heading = Componenti
quality-heading = Assicurazione della qualità
quality-stated = Come dichiara la credenziale:
quality-decided = deciso il { $date }
picture-heading = Come l’ha impaginata l’emittente
picture-alt = Pagina { $number } della credenziale come l’ha impaginata l’emittente
picture-badge-alt = Immagine del badge
picture-withheld = Un’immagine di questa credenziale non viene mostrata: si trova altrove sul web, oppure non è un PNG o JPEG che si possa ridisegnare.
badge-criteria-heading = Che cosa occorreva raggiungere
badge-criteria-elsewhere = È scritto all’indirizzo { $url }; questo verificatore non lo ha consultato.
badge-type = Tipo di risultato
badge-field = Campo di studio
badge-creator = Ideato da
badge-alignments-heading = A che cosa corrisponde, secondo il badge
badge-evidence-heading = Prove, secondo il badge
requirements-heading = Requisiti per partecipare

## The seal

seal-heading = Il sigillo elettronico
seal-sentence = Sigillata da { $holder }, con un certificato di { $authority }
seal-trusted = autorità fidata
seal-untrusted = non fidata qui
seal-claimed-time = Sigillata, secondo quanto dichiara
seal-proven-time = Esistenza provata
seal-proven-by = { $time }, da { $authority }
seal-not-proven = nessuna marca temporale fidata prova quando
seal-level = Livello
seal-level-whole = JAdES { $level }
seal-level-usable = JAdES { $level } per le sue parti, di cui qui è affidabile { $usable }
seal-level-departs = { $level }; non come vuole la norma: { $reasons }
seal-departs-time = l’ora è scritta nella forma cessata nel luglio 2025
seal-departs-type = l’intestazione indica un altro tipo
seal-algorithm = Firma
seal-certificate-valid = Validità del certificato
seal-certificate-states = Il certificato dice di sé
seal-qualified-not = nulla sull’essere qualificato
seal-qualified = qualificato UE; lo conferma solo un elenco di fiducia dell’Unione
seal-qualified-for = qualificato UE per { $types }; lo conferma solo un elenco di fiducia dell’Unione
seal-qualified-device = { $statement }; la chiave è in un dispositivo qualificato
seal-serial = Numero di serie
seal-fingerprint = SHA-256 del certificato
seal-fields-heading = Ciò che il certificato dice dell’emittente
seal-fields-caption = Ogni dato dell’emittente, secondo il certificato e secondo la credenziale
seal-field = Dato
seal-field-certificate = Certificato
seal-field-credential = Credenziale
seal-field-id = Identificativo legale
seal-field-name = Denominazione legale
seal-field-other-name = Altro nome
seal-field-country = Paese
seal-field-other = Altro dato
seal-confirmed = confermato dal certificato
seal-same-untrusted = uguale, ma il certificato non è fidato
seal-not-stated = non indicato nella credenziale
seal-not-certified = non presente nel certificato
seal-differs = diverso da ciò che dice il certificato
seal-own-word = Il resto di ciò che la credenziale dice del suo emittente è solo parola sua: { $names }.
seal-checks-heading = Ogni controllo del sigillo
seal-checks-caption = Ogni controllo del sigillo, il suo esito e ciò che si è trovato
seal-check-signature = Firma
seal-check-reference = Certificato indicato
seal-check-critical = Intestazioni vincolanti
seal-check-baseline = Forma di base
seal-check-content-time = Marca temporale del contenuto
seal-check-signature-time = Marca temporale del sigillo
seal-check-certificates = Certificati nel file
seal-check-revocation-data = Dati di revoca nel file
seal-check-archive-time = Marca temporale di archiviazione
seal-check-path = Autorità del certificato
seal-check-revocation = Certificato non revocato
seal-check-other = Altro controllo
europass-heading = Nelle parole del visualizzatore Europass: { $ribbon }
europass-note = Il visualizzatore Europass formula le risposte a modo suo e in inglese; qui conta la risposta più in alto.
europass-caption = Ogni controllo del visualizzatore Europass
status-column = Stato
says-column = Che cosa dice

## The checks

checks-heading = Che cosa è stato controllato
checks-caption = Ogni controllo, il suo esito e ciò che si è trovato
check-column = Controllo
outcome-column = Esito
found-column = Che cosa si è trovato
outcome-passed = Superato
outcome-failed = Non superato
outcome-inconclusive = Non stabilito
outcome-not-applicable = Non pertinente
check-integrity = Integrità
check-integrity-asks = Il contenuto è univoco e immutato da quando fu sigillato?
check-proof = Sigillo
check-proof-asks = C’è un sigillo fatto per emettere credenziali?
check-issuer-key = Chiave dell’emittente
check-issuer-key-asks = La chiave del sigillo era allora dell’emittente?
check-trust-list = Elenco di fiducia
check-trust-list-asks = L’emittente figura in un elenco aggiornato di istituzioni fidate?
check-scope = Ambito dell’emittente
check-scope-asks = L’emittente può conferire credenziali di questo tipo, livello e settore?
check-awarding-bodies = Enti che conferiscono
check-awarding-bodies-asks = Gli enti che conferiscono sono l’emittente o lo hanno autorizzato?
check-trust-at-sealing = Fiducia al momento del sigillo
check-trust-at-sealing-asks = L’emittente era fidato quando fu apposto il sigillo?
check-trust-now = Fiducia oggi
check-trust-now-asks = L’emittente è fidato al momento di questa verifica?
check-status = Non ritirata
check-status-asks = Il conferimento non è stato né revocato né sospeso?
check-status-list = Elenchi di stato
check-status-list-asks = Gli elenchi dei conferimenti ritirati sono autentici e aggiornati?
check-validity = Periodo di validità
check-validity-asks = La credenziale è entro le sue date?
check-log = Registro dell’emittente
check-log-asks = È iscritta nel registro pubblico dell’emittente?
check-profile = Forma
check-profile-asks = Segue il profilo europeo delle credenziali?
check-vocabularies = Termini controllati
check-vocabularies-asks = I suoi codici sono negli elenchi europei dei termini?

## What was found, by the code of a check

exact-expired = La credenziale era valida fino al { $date }.
exact-in-time = La credenziale è valida fino al { $date }.
exact-not-yet-valid = La credenziale è valida dal { $date }.
exact-issuer-listed = L’emittente è nell’elenco di fiducia { $lists }.
exact-key-listed = L’elenco di fiducia { $lists } indica la chiave come quella dell’emittente al momento del sigillo.
exact-no-proof-of-time = L’emittente dichiara di aver apposto il sigillo il { $date }; nient’altro lo prova.
found-unchanged = Il documento è univoco e immutato da quando fu sigillato.
found-seal-verified = Il sigillo è stato fatto con la chiave che indica.
found-key-listed = L’elenco di fiducia attribuisce la chiave all’emittente.
found-key-is-issuer = La chiave è l’identificativo stesso dell’emittente; nessuno garantisce chi sia.
found-issuer-listed = L’emittente figura in un elenco di fiducia aggiornato.
found-in-scope = L’emittente può conferire credenziali di questo tipo, livello e settore.
found-awarding-bodies-agree = Ogni ente che conferisce è l’emittente o lo ha autorizzato.
found-granted-then = L’emittente era riconosciuto quando una marca temporale fidata prova il sigillo.
found-granted-now = L’emittente è riconosciuto oggi.
found-not-revoked = Il conferimento non è stato ritirato.
found-status-list-fresh = Gli elenchi di stato sono dell’emittente e aggiornati.
found-in-time = La credenziale è entro il suo periodo di validità.
found-in-log = La credenziale è iscritta nel registro pubblico dell’emittente.
found-profile-followed = Il documento segue il profilo europeo.
found-codes-listed = Ogni codice è nel suo elenco controllato.
found-no-awarding-body = La credenziale non indica alcun ente che conferisce.
found-no-status = La credenziale non ha indicazione di stato, quindi non può essere revocata.
found-no-inclusion-proof = Con la credenziale non è arrivata alcuna prova di iscrizione in un registro.
found-no-profile = La credenziale non dichiara di seguire il profilo europeo.
found-not-checked = Non controllato, perché un controllo precedente non è stato superato.
found-no-proof-of-time = Nessuna marca temporale fidata prova quando fu apposto il sigillo.
found-no-list = Qui non è configurato alcun elenco di istituzioni fidate.
found-list-unusable = L’elenco delle istituzioni fidate non si è potuto usare: manca, non è aggiornato o non è autentico.
found-not-listed = Nessun elenco di istituzioni fidate indica questo emittente, quindi nessuno garantisce per lui.
found-key-not-listed-then = L’elenco indica l’emittente, ma non questa chiave per quel momento.
found-key-compromised = La chiave è finita in altre mani: chiunque potrebbe aver fatto questo sigillo.
found-lists-disagree = Gli elenchi di istituzioni fidate si contraddicono.
found-identity-mismatch = L’emittente non è chi dice di essere: gli identificativi differiscono.
found-identity-unclear = L’identità dell’emittente non si è potuta stabilire con certezza.
found-issuer-withdrawn = Secondo l’elenco, questo emittente non è più fidato.
found-issuer-suspended = Secondo l’elenco, la fiducia in questo emittente è sospesa.
found-not-granted-then = L’emittente non era riconosciuto in quel momento.
found-standing-unknown = L’elenco non dice quale fosse la posizione dell’emittente in quel momento.
found-out-of-scope = L’emittente non può conferire credenziali di questo tipo, livello o settore.
found-scope-unknown = Non si è potuto stabilire se l’emittente può conferire simili credenziali.
found-no-mandate = Un ente che conferisce non ha autorizzato l’emittente.
found-awarding-unclear = Non si è potuto stabilire quali siano gli enti che conferiscono.
found-revoked = L’emittente ha revocato questo conferimento.
found-suspended = L’emittente ha sospeso questo conferimento.
found-status-unknown = Non si è potuto controllare se il conferimento sia stato ritirato.
found-status-list-unusable = L’elenco dei conferimenti ritirati non si è potuto ottenere o non è affidabile.
found-not-yet-valid = La credenziale non è ancora valida.
found-expired = La credenziale è scaduta.
found-date-unreadable = Una data della credenziale non è leggibile.
found-not-in-log = La prova di iscrizione nel registro dell’emittente non è corretta.
found-log-key-unknown = La chiave del registro dell’emittente non è nell’elenco.
found-profile-departs = Il documento si discosta dal profilo europeo.
found-profile-unread = Il documento non si è potuto confrontare con il profilo.
found-code-not-listed = Un codice non è nel suo elenco controllato.
found-code-unknown = Un codice appartiene a un elenco che qui non è noto per intero.
found-changed = Il documento non è quello per cui fu fatto questo sigillo: è stato modificato, o il sigillo è di un altro.
found-signature-invalid = La firma non corrisponde al documento.
found-no-seal = Questo documento non porta alcun sigillo.
found-seal-wrong = Il sigillo non è fatto come deve.
found-key-unavailable = Non si è potuta ottenere la chiave dell’emittente.
found-unreadable = Il documento non si può leggere in un solo modo certo.
found-context-unknown = Il documento usa termini che qui non sono noti.
found-certificate-untrusted = Il certificato del sigillo non porta ad alcuna autorità fidata.
found-certificate-expired = Il certificato era scaduto e nulla prova che il sigillo sia anteriore.
found-certificate-misused = Il certificato non può essere usato per un simile sigillo.
found-certificate-revoked = Il certificato del sigillo è stato revocato.
found-revocation-unknown = Non si è potuto stabilire se il certificato sia stato revocato.
found-other-passed = Questo controllo è andato bene.
found-other-failed = Questo controllo non è andato bene.
found-other-inconclusive = Questo non si è potuto stabilire.
found-other-not-applicable = Qui non c’è nulla da controllare.
todo-original = Chieda a chi l’ha ottenuta il file o il link originale. Se anche così non va, chieda all’istituzione.
todo-institution = Chieda all’istituzione indicata come emittente, a un indirizzo che non ha preso dalla credenziale.
todo-later = Riprovi più tardi; se non cambia nulla, chieda all’istituzione.
todo-operator = Lo segnali a chi gestisce questo verificatore; la credenziale in sé può essere in ordine.
todo-renew = Chieda a chi l’ha ottenuta una credenziale valida oggi.
todo-nothing = Nulla: questo non è decisivo. All’istituzione potrebbe interessare saperlo.

## The report

report-heading = Rapporto di verifica
report-made = Verificato il { $date }
report-verifier = dal verificatore su { $host }
report-document = SHA-256 di ciò che è stato verificato
report-no-list = Non è stato consultato alcun elenco di fiducia.
report-lists = Elenchi di fiducia consultati
report-list = Elenco di fiducia { $list }, numero { $sequence }, { $state }
report-link = Link a questa risposta
report-copy = Copiare il link
report-copied = Il link è stato copiato.
report-download = Scaricare il rapporto (JSON)
report-print = Versione per la stampa
report-signature = Firma
report-unsigned = Questo rapporto non è firmato. Chi ha bisogno di certezza verifichi di nuovo la credenziale.
report-unsigned-away = Questo rapporto non è firmato: il firmatario di questo servizio non ha risposto. Chi ha bisogno di certezza verifichi di nuovo la credenziale.
report-signed = Firmato da { $signer }. Chi ha il file può verificare che nulla vi sia stato modificato.

## Problems

problem-nothing = Non è stato verificato nulla, quindi questo non dice niente di una credenziale.
problem-back = Torna alla prima pagina
problem-number = Se lo segnala, indichi questo numero: { $number }
problem-unreadable-request = La richiesta non si è potuta leggere
problem-nothing-to-check = Non c’è nulla da verificare
problem-not-found = Non c’è nulla a questo indirizzo
problem-too-large = Ciò che è stato inviato è troppo grande
problem-link-not-readable = Il link non si è potuto leggere
problem-busy = Il servizio è occupato
problem-too-slow = La richiesta è arrivata troppo lentamente
problem-took-too-long = La verifica ha richiesto troppo tempo
problem-internal = Qui qualcosa è andato storto
problem-nothing-to-check-do = Fornisca un file, un link o il testo di una credenziale.
problem-not-found-do = Forse il link è stato ritirato.
problem-link-not-readable-do = Dal link non si è potuta leggere alcuna credenziale: può essere scritto male, ritirato, non pubblico, troppo grande o al momento non raggiungibile. Chieda piuttosto il file.
problem-busy-do = Sono in corso molte verifiche. Riprovi tra un momento.
problem-too-slow-do = La richiesta non è arrivata completa in tempo. Riprovi.
problem-took-too-long-do = La verifica è stata abbandonata. Da ciò non segue nulla per la credenziale.
problem-internal-do = L’errore è nostro; è stato annotato.

## Accessibility and privacy

statement-title = Accessibilità e riservatezza
statement-access-heading = Accessibilità
statement-access-goal = Queste pagine sono fatte per essere conformi alle Linee guida per l’accessibilità dei contenuti web (WCAG) 2.2 al livello AA. Funzionano con la sola tastiera, con i lettori di schermo, con ingrandimento al 400 %, su schermi stretti, con colori chiari e scuri, stampate e senza JavaScript.
statement-access-checked = Test automatici lo controllano su ogni pagina e per ogni tipo di risposta; a nessuna persona con disabilità è stato ancora chiesto di provarle.
statement-access-limits = Limiti noti: i testi di una credenziale sono nelle lingue in cui il suo emittente li ha scritti, e i riscontri esatti dei controlli sono in inglese.
statement-access-contact = Se qualcosa Le impedisce di usare questo verificatore, lo dica all’istituzione che lo gestisce su { $host }.
statement-privacy-heading = Riservatezza
statement-privacy-kept = Ciò che invia viene verificato in memoria e dimenticato con la risposta. Non si usano cookie, nessuno viene tracciato e nessuna pagina carica alcunché da altrove.
statement-privacy-asked = Per verificare una credenziale, questo verificatore può chiedere al server del suo emittente l’elenco dei conferimenti ritirati. Quell’elenco ne comprende molti, quindi l’emittente non viene a sapere quale si sta verificando.
statement-privacy-log = Il registro di questo servizio contiene l’ora, il tipo di richiesta e l’esito, ma nessun Suo indirizzo e nulla della credenziale.
