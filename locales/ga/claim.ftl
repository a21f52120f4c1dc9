# The claim page and its letter in Irish; the messages are those of locales/en/claim.ftl.

## Every page

claim-host = Dintiúir ag { $host }
claim-footer = Coinnigh seoladh an leathanaigh seo agat féin: an té a bhfuil sé aige, is féidir leis an rud céanna a dhéanamh anseo agus is féidir leatsa.
claim-footer-address = Seiceáil an seoladh i do bhrabhsálaí: tá an leathanach seo ag { $host }.

## What was awarded

claim-heading = Do mhicridhintiúr
claim-lead = Bhronn { $institution } é seo ort. Coinnigh i sparán é, íoslódáil é nó roinn é: ní ídítear aon rud trí fhéachaint air. Tá an leathanach seo oscailte go dtí { $date }.
claim-suspended = Tá an dintiúr curtha ar fionraí faoi láthair, agus mar sin ní chuirtear i sparán é. Fiafraigh den institiúid cén fáth.

## The wallet

claim-wallet-heading = Cuir le sparán
claim-wallet-what = Is aip é sparán a choinníonn an dintiúr ar do ghuthán. Taispeánann tú as sin é do cibé duine is mian leat.
claim-wallet-button = Cuir le sparán
claim-wallet-done = Tugadh do sparán é ar { $date }.
claim-wallet-another = Tá nasc nua ag teastáil do ghléas eile.
claim-offer-title = Cuir le do sparán
claim-offer-here-heading = Tá an sparán ar an ngléas seo
claim-offer-here = Oscail é leis an gcnaipe seo.
claim-offer-open = Oscail an sparán
claim-offer-phone-heading = Tá an sparán ar do ghuthán
claim-offer-phone = Scan an cód seo leis an sparán.
claim-qr-alt = Cód QR an naisc atá scríofa thíos
claim-offer-copy = Nó cóipeáil an nasc seo isteach sa sparán
claim-interaction-heading = Don Learner Credential Wallet
claim-interaction = Tagann an sparán seo ar an dintiúr le nasc an leathanaigh seo. Scan an cód leis, nó cóipeáil an nasc isteach ann.
claim-offer-until = Tá an tairiscint bailí go dtí { $date }. Ina dhiaidh sin, déan ceann eile anseo.
claim-code-heading = Iarrann an sparán an cód seo
claim-code-hint = Ná tabhair é ach do do sparán féin. Ní iarrfaidh aon duine ón institiúid ort é.
claim-told-heading = Iarrann an sparán cód sé dhigit
claim-told = Ní thaispeántar ar an leathanach seo é: insíonn { $institution } duit é. Mura bhfuil sé agat fós, iarr ansin é.
claim-told-hint = Don tairiscint seo amháin atá sé: má dhéanann tú ceann eile anseo, iarr cód nua.
claim-nothing-heading = Nach dtarlaíonn aon rud?
claim-nothing-wallet = Níl aon sparán ar an ngléas seo a thuigeann an nasc mar sin. Suiteáil ceann a ghlacann dintiúir trí OpenID4VCI, tar ar ais anseo agus bain triail eile as.
claim-nothing-phone = Má tá an sparán ar ghléas eile, scan an cód leis.
claim-nothing-download = Is féidir déanamh gan sparán: téigh ar ais agus íoslódáil na comhaid.
claim-progress-heading = Cé chomh fada is atá sé
claim-progress-waiting = Níor iarr aon sparán fós é.
claim-progress-contacted = Fuair sparán an tairiscint. Deimhnigh ansin, agus clóscríobh an cód má iarrtar é.
claim-progress-issued = Tugadh an dintiúr don sparán.
claim-progress-added = Choinnigh an sparán an dintiúr.
claim-progress-failed = Níor choinnigh an sparán an dintiúr. Bain triail eile as, nó úsáid sparán eile.
claim-progress-look = Féach cé chomh fada is atá sé anois
claim-back = Ar ais chuig an dintiúr
claim-copy = Cóipeáil an nasc
claim-copied = Tá an nasc cóipeáilte.

## Files

claim-download-heading = Íoslódáil
claim-europass = Comhad do Europass
claim-europass-what = An bunchomhad séalaithe, le coinneáil i do Europass.
claim-europass-first = Íoslódáil an comhad agus fág mar atá sé: diúltaítear do cheann athraithe.
claim-europass-second = Sínigh isteach ag europa.eu/europass, téigh chuig do dhintiúir, agus uaslódáil an comhad ansin.
claim-pdf = Teastas (PDF)
claim-pdf-what = Le léamh agus le priontáil. Tá an bunchomhad séalaithe istigh ann.
claim-badge = Suaitheantas (PNG)
claim-badge-what = Pictiúr a bhfuil an dintiúr istigh ann, do bhailiúcháin suaitheantas agus do leathanaigh ghréasáin.
claim-badge-also = An rud céanna i bhfoirmeacha eile:
claim-elm = Comhad séalaithe
claim-elm-what = An bunchomhad lena chruthúnas digiteach, don té ar mian leis é a sheiceáil.

## Sharing

claim-share-heading = Roinn
claim-share-what = Taispeánann nasc poiblí an dintiúr, le d’ainm, do gach duine a bhfuil sé aige, agus ligeann dóibh é a sheiceáil. Osclaíonn tusa é, agus is féidir leat é a tharraingt siar am ar bith.
claim-share-button = Déan nasc poiblí
claim-share-since = Ó { $date }, feiceann an té a bhfuil an nasc seo aige an dintiúr:
claim-share-elsewhere = Tá nasc poiblí ann ó { $date }. Ní féidir é a thaispeáint anseo, ach is féidir leat é a tharraingt siar.
claim-shared-now = Tá an nasc poiblí oscailte.
claim-unshare-button = Tarraing siar an nasc poiblí
claim-unshared-now = Tarraingíodh siar an nasc poiblí. An té a bhfuil sé aige, ní fheiceann sé aon rud a thuilleadh.
claim-linkedin = Cuir le LinkedIn
claim-linkedin-hint = Osclaíonn sé seo linkedin.com agus insíonn dó an teideal, an institiúid, na dátaí agus an nasc poiblí.

## Links that open nothing

claim-expired-title = Tá an nasc seo imithe as feidhm
claim-expired = Ní chuireann sé sin isteach ar an dintiúr féin: níl ach an nasc chuig an leathanach seo thart.
claim-withdrawn-title = Tarraingíodh siar an nasc seo
claim-withdrawn = Níl an institiúid a sheol é ag iarraidh go n-úsáidfí a thuilleadh é. Ní chuireann sé sin isteach ar an dintiúr féin.
claim-unknown-title = Níl an nasc seo ar eolas
claim-unknown = Féach ar cóipeáladh ina iomláine é, go dtí an carachtar deireanach.
claim-revoked-title = Cúlghaireadh an dintiúr seo
claim-revoked = Níl sé bailí a thuilleadh, agus ní féidir é a chur le sparán ná a roinnt.
claim-replaced-title = Cuireadh ceann eile in áit an dintiúir seo
claim-replaced = Tá ceann níos nuaí ann, a bhfuil a nasc féin aige.
claim-ask-button = Seol nasc nua chugam
claim-ask-hint = Téann sé chuig an seoladh ríomhphoist atá ag an institiúid, nach dtaispeántar anseo.
claim-ask-institution = Má tá ceisteanna agat, cuir ar { $institution } iad.
claim-asked-title = Féach i do ríomhphost
claim-asked = Má tá seoladh ríomhphoist ar eolas don nasc seo, tá nasc nua á sheoladh chuige. D’fhéadfadh sé sin uair an chloig a thógáil. Mura dtagann aon rud, fiafraigh den institiúid.

## The letter

letter-subject = Do mhicridhintiúr ó { $institution }
letter-greeting = A { $name }, a chara,
letter-lead = Bhronn { $institution } micridhintiúr ort. Is féidir leat é a choinneáil i sparán, i do Europass, mar chomhad nó ar pháipéar.
letter-open = Oscail do leathanach:
letter-until = Tá an nasc bailí go dtí { $date }.
letter-keep = Coinnigh an teachtaireacht seo agat féin: an té a bhfuil an nasc aige, is féidir leis an leathanach a oscailt.
letter-unexpected = Mura raibh tú ag súil leis an teachtaireacht seo, scrios í. Ní iarrfaidh aon duine pasfhocal ort.
