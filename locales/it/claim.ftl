# The claim page and its letter in Italian; the messages are those of locales/en/claim.ftl.

## Every page

claim-host = Credenziali su { $host }
claim-footer = Tenga per sé l’indirizzo di questa pagina: chi lo ha può fare qui ciò che può fare Lei.
claim-footer-address = Controlli l’indirizzo nel browser: questa pagina si trova su { $host }.

## What was awarded

claim-heading = La Sua microcredenziale
claim-lead = { $institution } Le ha conferito questa microcredenziale. La conservi in un portafoglio digitale, la scarichi o la condivida: guardare non consuma nulla. Questa pagina è aperta fino al { $date }.
claim-suspended = La credenziale è sospesa al momento, perciò non viene aggiunta a un portafoglio. Chieda il motivo all’istituzione.

## The wallet

claim-wallet-heading = Aggiungere a un portafoglio
claim-wallet-what = Un portafoglio è un’applicazione che conserva la credenziale sul telefono. Da lì la mostra a chi vuole.
claim-wallet-button = Aggiungi a un portafoglio
claim-wallet-done = È stata consegnata a un portafoglio il { $date }.
claim-wallet-another = Per un altro dispositivo serve un nuovo link.
claim-offer-title = Aggiungere al Suo portafoglio
claim-offer-here-heading = Il portafoglio è su questo dispositivo
claim-offer-here = Lo apra con questo pulsante.
claim-offer-open = Apri il portafoglio
claim-offer-phone-heading = Il portafoglio è sul telefono
claim-offer-phone = Scansioni questo codice con il portafoglio.
claim-qr-alt = Codice QR del link scritto sotto
claim-offer-copy = Oppure copi questo link nel portafoglio
claim-interaction-heading = Per il Learner Credential Wallet
claim-interaction = Questo portafoglio arriva alla credenziale con il link di questa pagina. Scansioni il codice con il portafoglio o vi copi il link.
claim-offer-until = L’offerta vale fino al { $date }. Dopo, ne faccia un’altra qui.
claim-code-heading = Il portafoglio chiede questo codice
claim-code-hint = Lo inserisca solo nel Suo portafoglio. Nessuno dell’istituzione glielo chiederà.
claim-told-heading = Il portafoglio chiede un codice di sei cifre
claim-told = Non compare in questa pagina: glielo comunica { $institution }. Se non lo ha ancora, lo chieda lì.
claim-told-hint = Vale solo per questa offerta: se ne fa un’altra qui, chieda un nuovo codice.
claim-nothing-heading = Non succede nulla?
claim-nothing-wallet = Allora questo dispositivo non ha un portafoglio che capisca il link. Ne installi uno che riceva credenziali con OpenID4VCI, torni qui e riprovi.
claim-nothing-phone = Se il portafoglio è su un altro dispositivo, scansioni il codice con quello.
claim-nothing-download = Può farne a meno: torni indietro e scarichi i file.
claim-progress-heading = A che punto è
claim-progress-waiting = Nessun portafoglio ha ancora chiesto.
claim-progress-contacted = Un portafoglio ha preso l’offerta. Confermi lì e digiti il codice se lo chiede.
claim-progress-issued = La credenziale è stata consegnata al portafoglio.
claim-progress-added = Il portafoglio ha conservato la credenziale.
claim-progress-failed = Il portafoglio non ha conservato la credenziale. Riprovi o usi un altro portafoglio.
claim-progress-look = Vedere a che punto è ora
claim-back = Torna alla credenziale
claim-copy = Copia il link
claim-copied = Il link è copiato.

## Files

claim-download-heading = Scaricare
claim-europass = File per Europass
claim-europass-what = L’originale sigillato, da conservare nel Suo Europass.
claim-europass-first = Scarichi il file e lo lasci com’è: uno modificato viene rifiutato.
claim-europass-second = Acceda a europa.eu/europass, vada alle Sue credenziali e carichi lì il file.
claim-pdf = Certificato (PDF)
claim-pdf-what = Da leggere e stampare. Contiene l’originale sigillato.
claim-badge = Badge (immagine PNG)
claim-badge-what = Un’immagine che contiene la credenziale, per raccolte di badge e pagine web.
claim-badge-also = Lo stesso in altre forme:
claim-elm = File sigillato
claim-elm-what = L’originale con la sua prova digitale, per chi vuole verificarlo.

## Sharing

claim-share-heading = Condividere
claim-share-what = Un link pubblico mostra la credenziale, con il Suo nome, a chiunque lo abbia, e permette di verificarla. È Lei ad aprirlo, e può ritirarlo in ogni momento.
claim-share-button = Crea un link pubblico
claim-share-since = Dal { $date } chi ha questo link vede la credenziale:
claim-share-elsewhere = C’è un link pubblico del { $date }. Non può essere mostrato qui, ma può ritirarlo.
claim-shared-now = Il link pubblico è aperto.
claim-unshare-button = Ritira il link pubblico
claim-unshared-now = Il link pubblico è stato ritirato. Chi lo ha non vede più nulla.
claim-linkedin = Aggiungi a LinkedIn
claim-linkedin-hint = Apre linkedin.com e gli comunica il titolo, l’istituzione, le date e il link pubblico.

## Links that open nothing

claim-expired-title = Questo link è scaduto
claim-expired = La credenziale stessa non ne è toccata: è finito solo il link a questa pagina.
claim-withdrawn-title = Questo link è stato ritirato
claim-withdrawn = L’istituzione che lo ha inviato non vuole più che sia usato. La credenziale stessa non ne è toccata.
claim-unknown-title = Questo link non è noto
claim-unknown = Veda se è stato copiato per intero, fino all’ultimo carattere.
claim-revoked-title = Questa credenziale è stata revocata
claim-revoked = Non vale più e non può essere aggiunta a un portafoglio né condivisa.
claim-replaced-title = Questa credenziale è stata sostituita
claim-replaced = Ce n’è una più recente, che ha un proprio link.
claim-ask-button = Inviami un nuovo link
claim-ask-hint = Va all’indirizzo e-mail noto all’istituzione, che qui non viene mostrato.
claim-ask-institution = Se ha domande, si rivolga a { $institution }.
claim-asked-title = Guardi la Sua posta
claim-asked = Se per questo link è noto un indirizzo e-mail, vi viene inviato un nuovo link. Può volerci un’ora. Se non arriva nulla, chieda all’istituzione.

## The letter

letter-subject = La Sua microcredenziale da { $institution }
letter-greeting = Gentile { $name },
letter-lead = { $institution } Le ha conferito una microcredenziale. Può conservarla in un portafoglio digitale, nel Suo Europass, come file o su carta.
letter-open = Apra la Sua pagina:
letter-until = Il link vale fino al { $date }.
letter-keep = Tenga per sé questo messaggio: chi ha il link può aprire la pagina.
letter-unexpected = Se non aspettava questo messaggio, lo cancelli. Nessuno Le chiederà una password.
