# The claim page and its letter in Romanian; the messages are those of locales/en/claim.ftl.

## Every page

claim-host = Certificări la { $host }
claim-footer = Păstrați adresa acestei pagini numai pentru dumneavoastră: cine o are poate face aici ce puteți face și dumneavoastră.
claim-footer-address = Verificați adresa în browser: această pagină se află la { $host }.

## What was awarded

claim-heading = Microcertificarea dumneavoastră
claim-lead = { $institution } v-a acordat aceasta. Păstrați-o într-un portofel digital, descărcați-o sau distribuiți-o: privitul nu consumă nimic. Această pagină este deschisă până la { $date }.
claim-suspended = Certificarea este suspendată în acest moment, așa că nu se adaugă într-un portofel. Întrebați instituția de ce.

## The wallet

claim-wallet-heading = Adăugare într-un portofel
claim-wallet-what = Un portofel este o aplicație care păstrează certificarea pe telefon. De acolo o arătați cui doriți.
claim-wallet-button = Adaugă într-un portofel
claim-wallet-done = A fost predată unui portofel la { $date }.
claim-wallet-another = Pentru alt dispozitiv este nevoie de un link nou.
claim-offer-title = Adăugare în portofelul dumneavoastră
claim-offer-here-heading = Portofelul este pe acest dispozitiv
claim-offer-here = Deschideți-l cu acest buton.
claim-offer-open = Deschide portofelul
claim-offer-phone-heading = Portofelul este pe telefon
claim-offer-phone = Scanați acest cod cu portofelul.
claim-qr-alt = Codul QR al linkului scris mai jos
claim-offer-copy = Sau copiați acest link în portofel
claim-interaction-heading = Pentru Learner Credential Wallet
claim-interaction = Acest portofel ajunge la certificare prin linkul acestei pagini. Scanați codul cu el sau copiați linkul în el.
claim-offer-until = Oferta este valabilă până la { $date }. După aceea, faceți alta aici.
claim-code-heading = Portofelul cere acest cod
claim-code-hint = Dați-l numai propriului portofel. Nimeni de la instituție nu vi-l va cere.
claim-told-heading = Portofelul cere un cod de șase cifre
claim-told = Nu apare pe această pagină: vi-l comunică { $institution }. Dacă nu îl aveți încă, cereți-l acolo.
claim-told-hint = Este numai pentru această ofertă: dacă faceți alta aici, cereți un cod nou.
claim-nothing-heading = Nu se întâmplă nimic?
claim-nothing-wallet = Atunci acest dispozitiv nu are un portofel care să înțeleagă linkul. Instalați unul care primește certificări prin OpenID4VCI, reveniți aici și încercați din nou.
claim-nothing-phone = Dacă portofelul este pe alt dispozitiv, scanați codul cu acela.
claim-nothing-download = Vă puteți descurca și fără portofel: întoarceți-vă și descărcați fișierele.
claim-progress-heading = Cât de departe a ajuns
claim-progress-waiting = Niciun portofel nu a cerut încă oferta.
claim-progress-contacted = Un portofel a preluat oferta. Confirmați acolo și introduceți codul dacă este cerut.
claim-progress-issued = Certificarea a fost predată portofelului.
claim-progress-added = Portofelul a păstrat certificarea.
claim-progress-failed = Portofelul nu a păstrat certificarea. Încercați din nou sau folosiți alt portofel.
claim-progress-look = Vedeți unde a ajuns acum
claim-back = Înapoi la certificare
claim-copy = Copiază linkul
claim-copied = Linkul este copiat.

## Files

claim-download-heading = Descărcare
claim-europass = Fișier pentru Europass
claim-europass-what = Originalul sigilat, de păstrat în Europass.
claim-europass-first = Descărcați fișierul și lăsați-l așa cum este: unul modificat este refuzat.
claim-europass-second = Autentificați-vă la europa.eu/europass, mergeți la certificările dumneavoastră și încărcați fișierul acolo.
claim-pdf = Certificat (PDF)
claim-pdf-what = De citit și de tipărit. Originalul sigilat este înăuntru.
claim-badge = Insignă (PNG)
claim-badge-what = O imagine care conține certificarea, pentru colecții de insigne și pagini web.
claim-badge-also = Același lucru în alte forme:
claim-elm = Fișier sigilat
claim-elm-what = Originalul cu dovada sa digitală, pentru cine dorește să îl verifice.

## Sharing

claim-share-heading = Distribuire
claim-share-what = Un link public arată certificarea, cu numele dumneavoastră, tuturor celor care îl au și le permite să o verifice. Dumneavoastră îl deschideți și îl puteți retrage oricând.
claim-share-button = Creează un link public
claim-share-since = Din { $date }, cine are acest link vede certificarea:
claim-share-elsewhere = Există un link public din { $date }. Nu poate fi arătat aici, dar îl puteți retrage.
claim-shared-now = Linkul public este deschis.
claim-unshare-button = Retrage linkul public
claim-unshared-now = Linkul public a fost retras. Cine îl are nu mai vede nimic.
claim-linkedin = Adaugă la LinkedIn
claim-linkedin-hint = Aceasta deschide linkedin.com și îi comunică titlul, instituția, datele și linkul public.

## Links that open nothing

claim-expired-title = Acest link a expirat
claim-expired = Certificarea însăși nu este afectată: numai linkul către această pagină s-a încheiat.
claim-withdrawn-title = Acest link a fost retras
claim-withdrawn = Instituția care l-a trimis nu mai dorește să fie folosit. Certificarea însăși nu este afectată.
claim-unknown-title = Acest link nu este cunoscut
claim-unknown = Vedeți dacă a fost copiat întreg, până la ultimul caracter.
claim-revoked-title = Această certificare a fost revocată
claim-revoked = Nu mai este valabilă și nu poate fi adăugată într-un portofel sau distribuită.
claim-replaced-title = Această certificare a fost înlocuită
claim-replaced = Există una mai nouă, care are propriul link.
claim-ask-button = Trimite-mi un link nou
claim-ask-hint = Se trimite la adresa de e-mail pe care o are instituția, care nu este arătată aici.
claim-ask-institution = Dacă aveți întrebări, adresați-vă la { $institution }.
claim-asked-title = Uitați-vă în poșta electronică
claim-asked = Dacă pentru acest link este cunoscută o adresă de e-mail, i se trimite un link nou. Poate dura o oră. Dacă nu vine nimic, întrebați instituția.

## The letter

letter-subject = Microcertificarea dumneavoastră de la { $institution }
letter-greeting = Bună ziua, { $name },
letter-lead = { $institution } v-a acordat o microcertificare. O puteți păstra într-un portofel digital, în Europass, ca fișier sau pe hârtie.
letter-open = Deschideți pagina dumneavoastră:
letter-until = Linkul este valabil până la { $date }.
letter-keep = Păstrați acest mesaj pentru dumneavoastră: cine are linkul poate deschide pagina.
letter-unexpected = Dacă nu așteptați acest mesaj, ștergeți-l. Nimeni nu vă va cere o parolă.
