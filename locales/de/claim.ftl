# The claim page and its letter in German; the messages are those of locales/en/claim.ftl.

## Every page

claim-host = Nachweise bei { $host }
claim-footer = Behalten Sie die Adresse dieser Seite für sich: Wer sie hat, kann hier tun, was Sie tun können.
claim-footer-address = Prüfen Sie die Adresse in Ihrem Browser: Diese Seite liegt bei { $host }.

## What was awarded

claim-heading = Ihr Micro-Credential
claim-lead = { $institution } hat Ihnen dies verliehen. Bewahren Sie es in einer Wallet auf, laden Sie es herunter oder teilen Sie es: Vom Ansehen wird nichts verbraucht. Diese Seite ist bis { $date } offen.
claim-suspended = Der Nachweis ist zurzeit ausgesetzt und kommt deshalb in keine Wallet. Fragen Sie die Einrichtung nach dem Grund.

## The wallet

claim-wallet-heading = In eine Wallet aufnehmen
claim-wallet-what = Eine Wallet ist eine App, die den Nachweis auf Ihrem Telefon aufbewahrt. Von dort zeigen Sie ihn, wem Sie wollen.
claim-wallet-button = In eine Wallet aufnehmen
claim-wallet-done = Er wurde am { $date } an eine Wallet übergeben.
claim-wallet-another = Für ein weiteres Gerät ist ein neuer Link nötig.
claim-offer-title = In Ihre Wallet aufnehmen
claim-offer-here-heading = Die Wallet ist auf diesem Gerät
claim-offer-here = Öffnen Sie sie mit diesem Knopf.
claim-offer-open = Wallet öffnen
claim-offer-phone-heading = Die Wallet ist auf Ihrem Telefon
claim-offer-phone = Scannen Sie diesen Code mit der Wallet.
claim-qr-alt = QR-Code des Links, der darunter steht
claim-offer-copy = Oder kopieren Sie diesen Link in die Wallet
claim-interaction-heading = Für die Learner Credential Wallet
claim-interaction = Diese Wallet kommt über den Link dieser Seite zum Nachweis. Scannen Sie den Code mit ihr, oder kopieren Sie den Link hinein.
claim-offer-until = Das Angebot gilt bis { $date }. Danach machen Sie hier ein neues.
claim-code-heading = Die Wallet fragt nach diesem Code
claim-code-hint = Geben Sie ihn nur in Ihre eigene Wallet ein. Niemand von der Einrichtung fragt Sie danach.
claim-told-heading = Die Wallet fragt nach einem sechsstelligen Code
claim-told = Er steht nicht auf dieser Seite: { $institution } teilt ihn Ihnen mit. Wenn Sie ihn noch nicht haben, fragen Sie dort nach.
claim-told-hint = Er gilt nur für dieses Angebot: Wenn Sie hier ein anderes machen, bitten Sie um einen neuen Code.
claim-nothing-heading = Es geschieht nichts?
claim-nothing-wallet = Dann hat dieses Gerät keine Wallet, die den Link versteht. Installieren Sie eine, die Nachweise mit OpenID4VCI empfängt, kommen Sie hierher zurück und versuchen Sie es noch einmal.
claim-nothing-phone = Wenn die Wallet auf einem anderen Gerät ist, scannen Sie den Code damit.
claim-nothing-download = Es geht auch ohne Wallet: Gehen Sie zurück und laden Sie die Dateien herunter.
claim-progress-heading = Wie weit es ist
claim-progress-waiting = Noch hat keine Wallet angefragt.
claim-progress-contacted = Eine Wallet hat das Angebot abgeholt. Bestätigen Sie dort, und geben Sie den Code ein, wenn sie danach fragt.
claim-progress-issued = Der Nachweis wurde an die Wallet übergeben.
claim-progress-added = Die Wallet hat den Nachweis gespeichert.
claim-progress-failed = Die Wallet hat den Nachweis nicht behalten. Versuchen Sie es noch einmal, oder nehmen Sie eine andere Wallet.
claim-progress-look = Nachsehen, wie weit es jetzt ist
claim-back = Zurück zum Nachweis
claim-copy = Link kopieren
claim-copied = Der Link ist kopiert.

## Files

claim-download-heading = Herunterladen
claim-europass = Datei für Europass
claim-europass-what = Das gesiegelte Original, zum Aufbewahren in Ihrem Europass.
claim-europass-first = Laden Sie die Datei herunter, und lassen Sie sie, wie sie ist: Eine geänderte wird abgelehnt.
claim-europass-second = Melden Sie sich bei europa.eu/europass an, gehen Sie zu Ihren Nachweisen, und laden Sie die Datei dort hoch.
claim-pdf = Urkunde (PDF)
claim-pdf-what = Zum Lesen und Drucken. Das gesiegelte Original steckt darin.
claim-badge = Abzeichen (PNG)
claim-badge-what = Ein Bild, in dem der Nachweis steckt, für Sammlungen von Abzeichen und Webseiten.
claim-badge-also = Dasselbe in anderen Formen:
claim-elm = Gesiegelte Datei
claim-elm-what = Das Original mit seinem digitalen Beweis, für alle, die es prüfen wollen.

## Sharing

claim-share-heading = Teilen
claim-share-what = Ein öffentlicher Link zeigt den Nachweis mit Ihrem Namen allen, die den Link haben, und lässt sie ihn prüfen. Sie öffnen ihn, und Sie können ihn jederzeit zurückziehen.
claim-share-button = Öffentlichen Link machen
claim-share-since = Seit { $date } sieht den Nachweis, wer diesen Link hat:
claim-share-elsewhere = Es gibt einen öffentlichen Link vom { $date }. Er kann hier nicht gezeigt werden, aber Sie können ihn zurückziehen.
claim-shared-now = Der öffentliche Link ist offen.
claim-unshare-button = Öffentlichen Link zurückziehen
claim-unshared-now = Der öffentliche Link wurde zurückgezogen. Wer ihn hat, sieht nichts mehr.
claim-linkedin = Zu LinkedIn hinzufügen
claim-linkedin-hint = Das öffnet linkedin.com und nennt dort Titel, Einrichtung, Daten und den öffentlichen Link.

## Links that open nothing

claim-expired-title = Dieser Link ist abgelaufen
claim-expired = Der Nachweis selbst ist davon nicht betroffen: Nur der Link auf diese Seite ist vorbei.
claim-withdrawn-title = Dieser Link wurde zurückgezogen
claim-withdrawn = Die Einrichtung, die ihn geschickt hat, möchte nicht mehr, dass er benutzt wird. Der Nachweis selbst ist davon nicht betroffen.
claim-unknown-title = Dieser Link ist nicht bekannt
claim-unknown = Sehen Sie nach, ob er ganz kopiert wurde, bis zum letzten Zeichen.
claim-revoked-title = Dieser Nachweis wurde widerrufen
claim-revoked = Er gilt nicht mehr und kann weder in eine Wallet aufgenommen noch geteilt werden.
claim-replaced-title = Dieser Nachweis wurde ersetzt
claim-replaced = Es gibt einen neueren, der einen eigenen Link hat.
claim-ask-button = Neuen Link schicken
claim-ask-hint = Er geht an die E-Mail-Adresse, die die Einrichtung von Ihnen hat und die hier nicht gezeigt wird.
claim-ask-institution = Wenn Sie Fragen haben, fragen Sie { $institution }.
claim-asked-title = Sehen Sie in Ihre E-Mail
claim-asked = Wenn zu diesem Link eine E-Mail-Adresse bekannt ist, wird ein neuer Link dorthin geschickt. Das kann eine Stunde dauern. Wenn nichts kommt, fragen Sie die Einrichtung.

## The letter

letter-subject = Ihr Micro-Credential von { $institution }
letter-greeting = Guten Tag { $name },
letter-lead = { $institution } hat Ihnen ein Micro-Credential verliehen. Sie können es in einer Wallet, in Ihrem Europass, als Datei oder auf Papier aufbewahren.
letter-open = Öffnen Sie Ihre Seite:
letter-until = Der Link gilt bis { $date }.
letter-keep = Behalten Sie diese Nachricht für sich: Wer den Link hat, kann die Seite öffnen.
letter-unexpected = Wenn Sie diese Nachricht nicht erwartet haben, löschen Sie sie. Niemand wird Sie nach einem Passwort fragen.
