# The claim page and its letter in Swedish; the messages are those of locales/en/claim.ftl.

## Every page

claim-host = Bevis på { $host }
claim-footer = Håll adressen till den här sidan för dig själv: den som har den kan göra samma saker här som du.
claim-footer-address = Kontrollera adressen i webbläsaren: den här sidan finns på { $host }.

## What was awarded

claim-heading = Ditt mikromeritbevis
claim-lead = { $institution } har tilldelat dig detta. Spara det i en plånbok, ladda ner det eller dela det: inget förbrukas av att titta. Den här sidan är öppen till { $date }.
claim-suspended = Beviset är tillfälligt upphävt och läggs därför inte till i en plånbok. Fråga lärosätet varför.

## The wallet

claim-wallet-heading = Lägg till i en plånbok
claim-wallet-what = En plånbok är en app som sparar beviset i din telefon. Därifrån visar du det för vem du vill.
claim-wallet-button = Lägg till i en plånbok
claim-wallet-done = Det lämnades till en plånbok den { $date }.
claim-wallet-another = För en annan enhet behövs en ny länk.
claim-offer-title = Lägg till i din plånbok
claim-offer-here-heading = Plånboken finns på den här enheten
claim-offer-here = Öppna den med den här knappen.
claim-offer-open = Öppna plånboken
claim-offer-phone-heading = Plånboken finns i din telefon
claim-offer-phone = Skanna den här koden med plånboken.
claim-qr-alt = QR-kod för länken som står nedanför
claim-offer-copy = Eller kopiera den här länken till plånboken
claim-interaction-heading = För Learner Credential Wallet
claim-interaction = Den här plånboken når beviset genom sidans länk. Skanna koden med den eller kopiera länken till den.
claim-offer-until = Erbjudandet gäller till { $date }. Gör sedan ett nytt här.
claim-code-heading = Plånboken frågar efter den här koden
claim-code-hint = Ange den bara i din egen plånbok. Ingen från lärosätet frågar dig om den.
claim-told-heading = Plånboken frågar efter en sexsiffrig kod
claim-told = Den visas inte på den här sidan: { $institution } meddelar dig den. Om du inte har den än, fråga där.
claim-told-hint = Den gäller bara det här erbjudandet: om du gör ett annat här, be om en ny kod.
claim-nothing-heading = Händer ingenting?
claim-nothing-wallet = Då har den här enheten ingen plånbok som förstår länken. Installera en som tar emot bevis med OpenID4VCI, kom tillbaka hit och försök igen.
claim-nothing-phone = Om plånboken finns på en annan enhet, skanna koden med den.
claim-nothing-download = Det går också utan plånbok: gå tillbaka och ladda ner filerna.
claim-progress-heading = Hur långt det har kommit
claim-progress-waiting = Ingen plånbok har frågat ännu.
claim-progress-contacted = En plånbok har hämtat erbjudandet. Bekräfta där, och skriv in koden om den frågas efter.
claim-progress-issued = Beviset lämnades till plånboken.
claim-progress-added = Plånboken har sparat beviset.
claim-progress-failed = Plånboken behöll inte beviset. Försök igen eller ta en annan plånbok.
claim-progress-look = Se hur långt det har kommit nu
claim-back = Tillbaka till beviset
claim-copy = Kopiera länken
claim-copied = Länken är kopierad.

## Files

claim-download-heading = Ladda ner
claim-europass = Fil för Europass
claim-europass-what = Det förseglade originalet, att spara i ditt Europass.
claim-europass-first = Ladda ner filen och lämna den som den är: en ändrad fil avvisas.
claim-europass-second = Logga in på europa.eu/europass, gå till dina bevis och ladda upp filen där.
claim-pdf = Intyg (PDF)
claim-pdf-what = För att läsas och skrivas ut. Det förseglade originalet finns inuti.
claim-badge = Märke (PNG)
claim-badge-what = En bild som har beviset inuti, för samlingar av märken och webbsidor.
claim-badge-also = Samma sak i andra former:
claim-elm = Förseglad fil
claim-elm-what = Originalet med sitt digitala bevis, för den som vill kontrollera det.

## Sharing

claim-share-heading = Dela
claim-share-what = En offentlig länk visar beviset, med ditt namn, för alla som har den och låter dem kontrollera det. Du öppnar den, och du kan dra tillbaka den när du vill.
claim-share-button = Skapa en offentlig länk
claim-share-since = Sedan { $date } ser den som har den här länken beviset:
claim-share-elsewhere = Det finns en offentlig länk från { $date }. Den kan inte visas här, men du kan dra tillbaka den.
claim-shared-now = Den offentliga länken är öppen.
claim-unshare-button = Dra tillbaka den offentliga länken
claim-unshared-now = Den offentliga länken drogs tillbaka. Den som har den ser inget längre.
claim-linkedin = Lägg till på LinkedIn
claim-linkedin-hint = Detta öppnar linkedin.com och anger titeln, lärosätet, datumen och den offentliga länken.

## Links that open nothing

claim-expired-title = Den här länken har gått ut
claim-expired = Själva beviset påverkas inte: bara länken till den här sidan är slut.
claim-withdrawn-title = Den här länken har dragits tillbaka
claim-withdrawn = Lärosätet som skickade den vill inte att den används längre. Själva beviset påverkas inte.
claim-unknown-title = Den här länken är inte känd
claim-unknown = Se efter om den kopierades i sin helhet, till sista tecknet.
claim-revoked-title = Det här beviset har återkallats
claim-revoked = Det gäller inte längre och kan varken läggas till i en plånbok eller delas.
claim-replaced-title = Det här beviset har ersatts
claim-replaced = Det finns ett nyare, som har en egen länk.
claim-ask-button = Skicka en ny länk till mig
claim-ask-hint = Den skickas till den e-postadress som lärosätet har, och som inte visas här.
claim-ask-institution = Om du har frågor, vänd dig till { $institution }.
claim-asked-title = Titta i din e-post
claim-asked = Om det finns en känd e-postadress för den här länken skickas en ny länk dit. Det kan ta en timme. Om inget kommer, fråga lärosätet.

## The letter

letter-subject = Ditt mikromeritbevis från { $institution }
letter-greeting = Hej { $name },
letter-lead = { $institution } har tilldelat dig ett mikromeritbevis. Du kan spara det i en plånbok, i ditt Europass, som fil eller på papper.
letter-open = Öppna din sida:
letter-until = Länken gäller till { $date }.
letter-keep = Håll det här meddelandet för dig själv: den som har länken kan öppna sidan.
letter-unexpected = Om du inte väntade dig det här meddelandet, radera det. Ingen kommer att be dig om ett lösenord.
