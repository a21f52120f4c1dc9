# The claim page and its letter in Finnish; the messages are those of locales/en/claim.ftl.

## Every page

claim-host = Todistukset osoitteessa { $host }
claim-footer = Pidä tämän sivun osoite omana tietonasi: se, jolla se on, voi tehdä täällä samat asiat kuin sinä.
claim-footer-address = Tarkista osoite selaimestasi: tämä sivu on osoitteessa { $host }.

## What was awarded

claim-heading = Pieni osaamiskokonaisuutesi
claim-lead = { $institution } on myöntänyt sinulle tämän. Säilytä se lompakossa, lataa se tai jaa se: katsominen ei kuluta mitään. Tämä sivu on avoinna { $date } asti.
claim-suspended = Todistus on tällä hetkellä keskeytetty, joten sitä ei lisätä lompakkoon. Kysy oppilaitokselta syytä.

## The wallet

claim-wallet-heading = Lisää lompakkoon
claim-wallet-what = Lompakko on sovellus, joka säilyttää todistuksen puhelimessasi. Näytät sen sieltä kenelle haluat.
claim-wallet-button = Lisää lompakkoon
claim-wallet-done = Se luovutettiin lompakolle { $date }.
claim-wallet-another = Toista laitetta varten tarvitaan uusi linkki.
claim-offer-title = Lisää omaan lompakkoosi
claim-offer-here-heading = Lompakko on tällä laitteella
claim-offer-here = Avaa se tällä painikkeella.
claim-offer-open = Avaa lompakko
claim-offer-phone-heading = Lompakko on puhelimessasi
claim-offer-phone = Skannaa tämä koodi lompakolla.
claim-qr-alt = Alla olevan linkin QR-koodi
claim-offer-copy = Tai kopioi tämä linkki lompakkoon
claim-interaction-heading = Learner Credential Wallet -lompakolle
claim-interaction = Tämä lompakko löytää todistuksen tämän sivun linkillä. Skannaa koodi sillä tai kopioi linkki siihen.
claim-offer-until = Tarjous on voimassa { $date } asti. Sen jälkeen tee täällä uusi.
claim-code-heading = Lompakko kysyy tätä koodia
claim-code-hint = Anna se vain omalle lompakollesi. Kukaan oppilaitoksesta ei kysy sitä sinulta.
claim-told-heading = Lompakko kysyy koodia, jossa on kuusi numeroa
claim-told = Sitä ei näytetä tällä sivulla: sen kertoo sinulle { $institution }. Jos sinulla ei vielä ole sitä, kysy sieltä.
claim-told-hint = Se koskee vain tätä tarjousta: jos teet täällä toisen, pyydä uusi koodi.
claim-nothing-heading = Eikö mitään tapahdu?
claim-nothing-wallet = Silloin tällä laitteella ei ole lompakkoa, joka ymmärtää linkin. Asenna sellainen, joka vastaanottaa todistuksia OpenID4VCI:llä, palaa tänne ja yritä uudelleen.
claim-nothing-phone = Jos lompakko on toisella laitteella, skannaa koodi sillä.
claim-nothing-download = Pärjäät myös ilman lompakkoa: palaa takaisin ja lataa tiedostot.
claim-progress-heading = Missä vaiheessa ollaan
claim-progress-waiting = Mikään lompakko ei ole vielä kysynyt.
claim-progress-contacted = Lompakko on hakenut tarjouksen. Vahvista siellä ja kirjoita koodi, jos sitä kysytään.
claim-progress-issued = Todistus luovutettiin lompakolle.
claim-progress-added = Lompakko on tallentanut todistuksen.
claim-progress-failed = Lompakko ei säilyttänyt todistusta. Yritä uudelleen tai käytä toista lompakkoa.
claim-progress-look = Katso, missä vaiheessa ollaan nyt
claim-back = Takaisin todistukseen
claim-copy = Kopioi linkki
claim-copied = Linkki on kopioitu.

## Files

claim-download-heading = Lataa
claim-europass = Tiedosto Europassiin
claim-europass-what = Sinetöity alkuperäinen säilytettäväksi Europassissasi.
claim-europass-first = Lataa tiedosto ja jätä se sellaiseksi kuin se on: muutettu hylätään.
claim-europass-second = Kirjaudu osoitteeseen europa.eu/europass, mene todistuksiisi ja lähetä tiedosto sinne.
claim-pdf = Todistus (PDF)
claim-pdf-what = Luettavaksi ja tulostettavaksi. Sinetöity alkuperäinen on sen sisällä.
claim-badge = Osaamismerkki (PNG)
claim-badge-what = Kuva, jonka sisällä todistus on, merkkikokoelmia ja verkkosivuja varten.
claim-badge-also = Sama muissa muodoissa:
claim-elm = Sinetöity tiedosto
claim-elm-what = Alkuperäinen ja sen digitaalinen todiste niille, jotka haluavat tarkistaa sen.

## Sharing

claim-share-heading = Jaa
claim-share-what = Julkinen linkki näyttää todistuksen ja nimesi kaikille, joilla linkki on, ja he voivat tarkistaa sen. Sinä avaat sen ja voit peruuttaa sen milloin tahansa.
claim-share-button = Tee julkinen linkki
claim-share-since = { $date } alkaen todistuksen näkee se, jolla on tämä linkki:
claim-share-elsewhere = On olemassa julkinen linkki, joka tehtiin { $date }. Sitä ei voi näyttää täällä, mutta voit peruuttaa sen.
claim-shared-now = Julkinen linkki on avoinna.
claim-unshare-button = Peruuta julkinen linkki
claim-unshared-now = Julkinen linkki peruutettiin. Se, jolla se on, ei näe enää mitään.
claim-linkedin = Lisää LinkedIniin
claim-linkedin-hint = Tämä avaa sivun linkedin.com ja kertoo sille nimen, oppilaitoksen, päivät ja julkisen linkin.

## Links that open nothing

claim-expired-title = Tämä linkki on vanhentunut
claim-expired = Se ei vaikuta itse todistukseen: vain linkki tälle sivulle on päättynyt.
claim-withdrawn-title = Tämä linkki on peruutettu
claim-withdrawn = Sen lähettänyt oppilaitos ei halua, että sitä enää käytetään. Se ei vaikuta itse todistukseen.
claim-unknown-title = Tätä linkkiä ei tunneta
claim-unknown = Katso, kopioitiinko se kokonaan, viimeiseen merkkiin asti.
claim-revoked-title = Tämä todistus on peruttu
claim-revoked = Se ei ole enää voimassa, eikä sitä voi lisätä lompakkoon tai jakaa.
claim-replaced-title = Tämä todistus on korvattu
claim-replaced = On olemassa uudempi, jolla on oma linkkinsä.
claim-ask-button = Lähetä minulle uusi linkki
claim-ask-hint = Se lähetetään sähköpostiosoitteeseen, joka oppilaitoksella on ja jota ei näytetä täällä.
claim-ask-institution = Jos sinulla on kysyttävää, kysy: { $institution }.
claim-asked-title = Katso sähköpostiasi
claim-asked = Jos tälle linkille on tiedossa sähköpostiosoite, sinne lähetetään uusi linkki. Se voi kestää tunnin. Jos mitään ei tule, kysy oppilaitokselta.

## The letter

letter-subject = Pieni osaamiskokonaisuutesi, myöntäjä { $institution }
letter-greeting = Hei { $name },
letter-lead = { $institution } on myöntänyt sinulle pienen osaamiskokonaisuuden. Voit säilyttää sen lompakossa, Europassissasi, tiedostona tai paperilla.
letter-open = Avaa sivusi:
letter-until = Linkki on voimassa { $date } asti.
letter-keep = Pidä tämä viesti omana tietonasi: se, jolla linkki on, voi avata sivun.
letter-unexpected = Jos et odottanut tätä viestiä, poista se. Kukaan ei kysy sinulta salasanaa.
