# Leathanaigh an fhíoraitheora i nGaeilge.

## Every page

skip-link = Léim go dtí an t-ábhar
site-host = Fíoraitheoir ag { $host }
footer-kept = Seiceáiltear an rud a sheolann tú agus ní choinnítear é.
footer-address = Féach ar an seoladh i do bhrabhsálaí: tá an fíoraitheoir seo ag { $host }. Ní chruthaíonn pictiúr de thoradh aon rud; seiceáil an dintiúr tú féin.
footer-statement = Inrochtaineacht agus príobháideachas
language-label = Teanga
language-restart = Má roghnaíonn tú teanga eile, tosaítear seiceáil nua, mar níor coinníodh an rud a sheol tú.
date = { $day } { $month ->
    [1] Eanáir
    [2] Feabhra
    [3] Márta
    [4] Aibreán
    [5] Bealtaine
    [6] Meitheamh
    [7] Iúil
    [8] Lúnasa
    [9] Meán Fómhair
    [10] Deireadh Fómhair
    [11] Samhain
   *[12] Nollaig
} { $year }
moment = { $date }, { $hour }:{ $minute }:{ $second } UTC
period = ó { $from } go { $to }
list-pair = { $first } agus { $last }

## The first page

first-title = Micridhintiúr a sheiceáil
first-heading = An fíormhicridhintiúr é seo?
first-lead = Tabhair an rud a fuair tú: nasc, comhad nó cód QR. Gheobhaidh tú an freagra i bhfocail shimplí: cé a bhronn é, ar cé, as cad é, agus an féidir leat brath air inniu. Níl cuntas ag teastáil.
file-heading = Uaslódáil comhad
file-hint = An dintiúr mar atá sé ag an bhfoghlaimeoir: { $kinds }. Tá fáilte roimh roinnt comhad le chéile, nó roimh ZIP.
file-label = Roghnaigh comhaid
file-drop = nó scaoil anseo iad
file-button = Seiceáil an comhad
link-heading = Tabhair nasc
link-hint = An seoladh a tugadh duit. Tosaíonn sé le https://.
link-label = Nasc leis an dintiúr
link-button = Seiceáil an nasc
photo-heading = Tóg grianghraf de chód QR
photo-hint = Tóg pictiúr den chód, nó roghnaigh pictiúr atá agat. Léitear anseo é agus ní choinnítear é.
photo-label = Pictiúr den chód QR
photo-button = Seiceáil an pictiúr
text-heading = Greamaigh an téacs
text-hint = Ábhar iomlán an chomhaid, ón gcéad charachtar go dtí an ceann deireanach.
text-label = Téacs an dintiúir
text-button = Seiceáil an téacs
working = Tá an tseiceáil ar siúl. D’fhéadfadh sé cúpla soicind a thógáil.
answers-heading = Cad is brí leis na freagraí
answers-accept = Rinneadh gach seiceáil chinntitheach agus d’éirigh go maith léi.
answers-reject = Athraíodh nó cúlghaireadh é, tá sé as feidhm, nó ní hé an t-eisitheoir a luaitear ann a rinne é.
answers-undecided = Níorbh fhéidir rud éigin a sheiceáil, nó níl aon duine i mbannaí ar an eisitheoir. Ní thaispeántar riamh mar dhintiúr bailí é.

## The answer

decision-accept = Glactha
decision-reject = Diúltaithe
decision-undecided = Níorbh fhéidir cinneadh a dhéanamh
meaning-accept = Tá an dintiúr gan athrú, tá a eisitheoir ar an liosta iontaofachta, agus tráth na seiceála seo ní raibh sé tarraingthe siar ná as feidhm.
meaning-reject = Ná bí ag brath ar an dintiúr seo.
meaning-undecided = Níorbh fhéidir rud tábhachtach a shuíomh. Ní faomhadh ná diúltú é seo: bain triail eile as ar ball, nó fiafraigh den institiúid atá luaite mar eisitheoir.
sentence-accept = Bhronn { $awarder } “{ $title }” ar { $learner }, faoi { $self ->
    [yes] shéala an eisitheora féin
   *[no] shéala { $sealer }
} an { $date }, agus is féidir leat brath air.
sentence-reject = Ná bí ag brath ar an dintiúr seo, a mhaíonn gur bhronn { $awarder } “{ $title }” ar { $learner }, faoi shéala { $sealer } an { $date }.
sentence-undecided = Níorbh fhéidir a chinneadh an féidir leat brath ar an dintiúr seo, a deir gur bhronn { $awarder } “{ $title }” ar { $learner }, faoi shéala { $sealer } an { $date }.
bare-accept = Is féidir leat brath ar an dintiúr seo.
bare-reject = Ná bí ag brath ar an doiciméad seo: níorbh fhéidir aon ní a deir sé a dhearbhú.
bare-undecided = Níorbh fhéidir a chinneadh an féidir leat brath ar an doiciméad seo.
reasons-heading = Cén fáth
what-to-do = Cad is ceart a dhéanamh:
again = Seiceáil ceann eile
several-title = { $count ->
    [one] { $count } dintiúr seiceáilte
    [two] { $count } dhintiúr seiceáilte
    [few] { $count } dhintiúr seiceáilte
    [many] { $count } ndintiúr seiceáilte
   *[other] { $count } dintiúr seiceáilte
}
several-accept = { $count ->
    [one] { $count } glactha
   *[other] { $count } glactha
}
several-reject = { $count ->
    [one] { $count } diúltaithe
   *[other] { $count } diúltaithe
}
several-undecided = { $count ->
    [one] { $count } gan chinneadh
   *[other] { $count } gan chinneadh
}
several-caption = Gach comhad lena fhreagra
several-file = Comhad
several-answer = Freagra
several-what = Cad é
document-number = doiciméad { $number }
several-table = Íoslódáil an tábla (CSV)
several-table-long = Tá an tábla rófhada don leathanach seo. Seiceáil níos lú comhad in éineacht.

## The certificate

certificate-accept = An rud a bronnadh
certificate-reject = An rud a mhaíonn an dintiúr diúltaithe
certificate-undecided = An rud a mhaíonn an dintiúr
awarded-to = Bronnta ar
awarded-by = Bronnta ag
issued-by = Eisithe ag
name-listed = ar an liosta iontaofachta
name-claimed = de réir an dintiúir; níl sé ar aon liosta iontaofachta
name-missing = eagraíocht gan ainm
fact-issued = Eisithe
fact-valid-from = Bailí ó
fact-valid-until = Bailí go dtí
fact-credits = Creidmheasanna
fact-eqf = Leibhéal EQF
fact-national-level = Leibhéal náisiúnta
fact-workload = Ualach oibre
fact-credential = Aitheantóir an dintiúir
fact-languages = Teanga an teagaisc
fact-modes = Modh rannpháirtíochta
fact-texts = Téacsanna i
fact-stackability = Áirítear i dtreo
fact-learner-id = Aitheantas an fhoghlaimeora
fact-country = Tír an eisitheora
hours = { $count ->
    [one] { $hours } uair an chloig
    [two] { $hours } uair an chloig
    [few] { $hours } huaire an chloig
    [many] { $hours } n-uaire an chloig
   *[other] { $hours } uair an chloig
}
outcomes-heading = Torthaí foghlama
skills-label = Scileanna ESCO
assessments-heading = Measúnuithe agus gráid
assessment-column = Measúnú
grade-column = Grád
supervision-column = Maoirseacht agus aitheantas
part-of-above = cuid den cheann thuas
components-heading = Comhpháirteanna
quality-heading = Dearbhú cáilíochta
quality-stated = Mar a deir an dintiúr:
quality-decided = cinneadh an { $date }
picture-heading = Mar a leag an t-eisitheoir amach é
picture-alt = Leathanach { $number } den dintiúr mar a leag an t-eisitheoir amach é
picture-badge-alt = Pictiúr den suaitheantas
picture-withheld = Ní thaispeántar pictiúr a ghabhann leis an dintiúr seo: tá sé in áit eile ar an ngréasán, nó ní PNG ná JPEG é is féidir a tharraingt athuair.
badge-criteria-heading = Cad a bhí le baint amach
badge-criteria-elsewhere = Tá sé scríofa ag { $url }; níor fhéach an fíoraitheoir seo ansin.
badge-type = Cineál gnóthachtála
badge-field = Réimse staidéir
badge-creator = Deartha ag
badge-alignments-heading = Cad leis a bhfreagraíonn sé, de réir an tsuaitheantais
badge-evidence-heading = Fianaise, de réir an tsuaitheantais
requirements-heading = Riachtanais rannpháirtíochta

## The seal

seal-heading = An séala leictreonach
seal-sentence = Séalaithe ag { $holder }, le deimhniú ó { $authority }
seal-trusted = údarás iontaofa
seal-untrusted = gan iontaoibh anseo
seal-claimed-time = Séalaithe, dar leis féin
seal-proven-time = Cruthaithe gurbh ann dó
seal-proven-by = { $time }, ag { $authority }
seal-not-proven = ní chruthaíonn aon stampa ama iontaofa cathain
seal-level = Leibhéal
seal-level-whole = JAdES { $level }
seal-level-usable = JAdES { $level } de réir a chodanna, agus is féidir brath ar { $usable } díobh anseo
seal-level-departs = { $level }; ní mar a theastaíonn ón gcaighdeán: { $reasons }
seal-departs-time = tá a am scríofa san fhoirm a tháinig chun deiridh in Iúil 2025
seal-departs-type = luann a cheanntásc cineál eile
seal-algorithm = Síniú
seal-certificate-valid = Bailíocht an deimhnithe
seal-certificate-states = Deir an deimhniú faoi féin
seal-qualified-not = faic faoi bheith cáilithe
seal-qualified = cáilithe san AE; ní dhearbhaíonn ach liosta iontaofa de chuid an Aontais é sin
seal-qualified-for = cáilithe san AE le haghaidh { $types }; ní dhearbhaíonn ach liosta iontaofa de chuid an Aontais é sin
seal-qualified-device = { $statement }; tá a eochair i ngléas cáilithe
seal-serial = Sraithuimhir
seal-fingerprint = SHA-256 an deimhnithe
seal-fields-heading = A ndeir an deimhniú faoin eisitheoir
seal-fields-caption = Gach réimse den eisitheoir, de réir an deimhnithe agus de réir an dintiúir
seal-field = Réimse
seal-field-certificate = Deimhniú
seal-field-credential = Dintiúr
seal-field-id = Aitheantóir dlíthiúil
seal-field-name = Ainm dlíthiúil
seal-field-other-name = Ainm eile
seal-field-country = Tír
seal-field-other = Réimse eile
seal-confirmed = dearbhaithe ag an deimhniú
seal-same-untrusted = an rud céanna, ach níl iontaoibh as an deimhniú
seal-not-stated = gan lua sa dintiúr
seal-not-certified = níl sé sa deimhniú
seal-differs = ní hé a deir an deimhniú
seal-own-word = Níl ach a fhocal féin ag an dintiúr ar an gcuid eile a deir sé faoina eisitheoir: { $names }.
seal-checks-heading = Gach seiceáil ar an séala
seal-checks-caption = Gach seiceáil ar an séala, a toradh agus an rud a fuarthas
seal-check-signature = Síniú
seal-check-reference = Deimhniú luaite
seal-check-critical = Ceanntásca ceangailteacha
seal-check-baseline = Bunfhoirm
seal-check-content-time = Stampa ama an ábhair
seal-check-signature-time = Stampa ama an tséala
seal-check-certificates = Deimhnithe sa chomhad
seal-check-revocation-data = Sonraí cúlghairme sa chomhad
seal-check-archive-time = Stampa ama cartlainne
seal-check-path = Údarás an deimhnithe
seal-check-revocation = Deimhniú gan chúlghairm
seal-check-other = Seiceáil eile
europass-heading = I bhfocail amharcóir Europass: { $ribbon }
europass-note = Cuireann amharcóir Europass a fhreagraí i bhfocail ar a bhealach féin, i mBéarla; is é an freagra thuas a chomhaireann anseo.
europass-caption = Gach seiceáil de chuid amharcóir Europass
status-column = Stádas
says-column = A ndeir sé

## The checks

checks-heading = An rud a seiceáladh
checks-caption = Gach seiceáil, a toradh agus an rud a fuarthas
check-column = Seiceáil
outcome-column = Toradh
found-column = An rud a fuarthas
outcome-passed = D’éirigh léi
outcome-failed = Theip uirthi
outcome-inconclusive = Gan suíomh
outcome-not-applicable = Ní bhaineann le hábhar
check-integrity = Sláine
check-integrity-asks = An bhfuil an t-ábhar gan débhríocht agus gan athrú ó séalaíodh é?
check-proof = Séala
check-proof-asks = An bhfuil séala ann a rinneadh chun dintiúir a eisiúint?
check-issuer-key = Eochair an eisitheora
check-issuer-key-asks = Ar leis an eisitheoir eochair an tséala ag an am sin?
check-trust-list = Liosta iontaofachta
check-trust-list-asks = An luann liosta reatha d’institiúidí iontaofa an t-eisitheoir?
check-scope = Raon an eisitheora
check-scope-asks = An bhfuil cead ag an eisitheoir dintiúir den chineál, den leibhéal agus den réimse seo a bhronnadh?
check-awarding-bodies = Comhlachtaí bronnta
check-awarding-bodies-asks = An iad na comhlachtaí bronnta an t-eisitheoir, nó ar údaraigh siad é?
check-trust-at-sealing = Iontaoibh tráth an tséalaithe
check-trust-at-sealing-asks = An raibh an t-eisitheoir iontaofa tráth an tséalaithe?
check-trust-now = Iontaoibh inniu
check-trust-now-asks = An bhfuil an t-eisitheoir iontaofa tráth na seiceála seo?
check-status = Gan tarraingt siar
check-status-asks = An bhfuil an bronnadh gan chúlghairm agus gan fionraí?
check-status-list = Liostaí stádais
check-status-list-asks = An bhfuil liostaí na mbronntaí a tarraingíodh siar fíor agus cothrom le dáta?
check-validity = Tréimhse bhailíochta
check-validity-asks = An bhfuil an dintiúr laistigh dá dhátaí?
check-log = Loga an eisitheora
check-log-asks = An bhfuil sé cláraithe i loga poiblí an eisitheora?
check-profile = Foirm
check-profile-asks = An leanann sé próifíl na hEorpa do dhintiúir?
check-vocabularies = Téarmaí rialaithe
check-vocabularies-asks = An bhfuil a chóid ar liostaí téarmaí na hEorpa?

## What was found, by the code of a check

exact-expired = Bhí an dintiúr bailí go dtí { $date }.
exact-in-time = Tá an dintiúr bailí go dtí { $date }.
exact-not-yet-valid = Tá an dintiúr bailí ó { $date } amach.
exact-issuer-listed = Tá an t-eisitheoir ar an liosta iontaofachta { $lists }.
exact-key-listed = Luann an liosta iontaofachta { $lists } an eochair mar eochair an eisitheora tráth an tséalaithe.
exact-no-proof-of-time = Deir an t-eisitheoir gur shéalaigh sé é an { $date }; ní chruthaíonn aon rud eile é.
found-unchanged = Tá an doiciméad gan débhríocht agus gan athrú ó séalaíodh é.
found-seal-verified = Rinneadh an séala leis an eochair a luann sé.
found-key-listed = Luann an liosta iontaofachta an eochair mar eochair an eisitheora.
found-key-is-issuer = Is í an eochair aitheantóir an eisitheora féin; níl aon duine i mbannaí ar cé hé.
found-issuer-listed = Luann liosta iontaofachta reatha an t-eisitheoir.
found-in-scope = Tá cead ag an eisitheoir dintiúir den chineál, den leibhéal agus den réimse seo a bhronnadh.
found-awarding-bodies-agree = Is é gach comhlacht bronnta an t-eisitheoir, nó d’údaraigh sé é.
found-granted-then = Bhí an t-eisitheoir aitheanta nuair a chruthaíonn stampa ama iontaofa an séala.
found-granted-now = Tá an t-eisitheoir aitheanta inniu.
found-not-revoked = Níor tarraingíodh an bronnadh siar.
found-status-list-fresh = Is leis an eisitheoir na liostaí stádais agus tá siad cothrom le dáta.
found-in-time = Tá an dintiúr laistigh dá thréimhse bhailíochta.
found-in-log = Tá an dintiúr cláraithe i loga poiblí an eisitheora.
found-profile-followed = Leanann an doiciméad próifíl na hEorpa.
found-codes-listed = Tá gach cód ar a liosta rialaithe.
found-no-awarding-body = Ní luann an dintiúr aon chomhlacht bronnta.
found-no-status = Níl iontráil stádais ag an dintiúr, mar sin ní féidir é a chúlghairm.
found-no-inclusion-proof = Níor tháinig aon chruthúnas ar chlárú i loga leis an dintiúr.
found-no-profile = Ní deir an dintiúr go leanann sé próifíl na hEorpa.
found-not-checked = Níor seiceáladh é, mar níor éirigh le seiceáil roimhe.
found-no-proof-of-time = Ní chruthaíonn aon stampa ama iontaofa cathain a rinneadh an séala.
found-no-list = Níl aon liosta d’institiúidí iontaofa socraithe anseo.
found-list-unusable = Níorbh fhéidir liosta na n-institiúidí iontaofa a úsáid: tá sé ar iarraidh, as dáta nó níl sé fíor.
found-not-listed = Ní luann aon liosta d’institiúidí iontaofa an t-eisitheoir seo, mar sin níl aon duine i mbannaí air.
found-key-not-listed-then = Luann an liosta an t-eisitheoir, ach ní luann sé an eochair seo don am sin.
found-key-compromised = Tháinig an eochair i lámha eile: d’fhéadfadh duine ar bith an séala seo a dhéanamh.
found-lists-disagree = Ní thagann liostaí na n-institiúidí iontaofa le chéile.
found-identity-mismatch = Ní hé an t-eisitheoir an té a deir sé: tá na haitheantóirí éagsúil.
found-identity-unclear = Níorbh fhéidir aitheantas an eisitheora a shuíomh gan amhras.
found-issuer-withdrawn = Deir an liosta nach bhfuil iontaoibh as an eisitheoir seo a thuilleadh.
found-issuer-suspended = Deir an liosta go bhfuil an iontaoibh as an eisitheoir seo ar fionraí.
found-not-granted-then = Ní raibh an t-eisitheoir aitheanta ag an am sin.
found-standing-unknown = Ní deir an liosta cén seasamh a bhí ag an eisitheoir ag an am sin.
found-out-of-scope = Níl cead ag an eisitheoir dintiúir den chineál, den leibhéal nó den réimse seo a bhronnadh.
found-scope-unknown = Níorbh fhéidir a shuíomh an bhfuil cead ag an eisitheoir a leithéid de dhintiúir a bhronnadh.
found-no-mandate = Níor údaraigh comhlacht bronnta an t-eisitheoir.
found-awarding-unclear = Níorbh fhéidir a shuíomh cé hiad na comhlachtaí bronnta.
found-revoked = Chúlghair an t-eisitheoir an bronnadh seo.
found-suspended = Chuir an t-eisitheoir an bronnadh seo ar fionraí.
found-status-unknown = Níorbh fhéidir a sheiceáil ar tarraingíodh an bronnadh siar.
found-status-list-unusable = Níorbh fhéidir liosta na mbronntaí a tarraingíodh siar a fháil, nó ní féidir brath air.
found-not-yet-valid = Níl an dintiúr bailí fós.
found-expired = Tá an dintiúr as feidhm.
found-date-unreadable = Ní féidir dáta de chuid an dintiúir a léamh.
found-not-in-log = Níl an cruthúnas ar chlárú i loga an eisitheora ceart.
found-log-key-unknown = Níl eochair loga an eisitheora ar an liosta.
found-profile-departs = Imíonn an doiciméad ó phróifíl na hEorpa.
found-profile-unread = Níorbh fhéidir an doiciméad a chur i gcomparáid leis an bpróifíl.
found-code-not-listed = Níl cód ar a liosta rialaithe.
found-code-unknown = Tá cód ar liosta nach bhfuil ar eolas go hiomlán anseo.
found-changed = Ní hé an doiciméad é a ndearnadh an séala seo dó: athraíodh é, nó is le ceann eile an séala.
found-signature-invalid = Ní thagann an síniú leis an doiciméad.
found-no-seal = Níl aon séala ar an doiciméad seo.
found-seal-wrong = Níl an séala déanta mar is gá.
found-key-unavailable = Níorbh fhéidir eochair an eisitheora a fháil.
found-unreadable = Ní féidir an doiciméad a léamh ar bhealach cinnte amháin.
found-context-unknown = Úsáideann an doiciméad téarmaí nach bhfuil ar eolas anseo.
found-certificate-untrusted = Ní threoraíonn deimhniú an tséala chuig údarás iontaofa.
found-certificate-expired = Bhí an deimhniú as feidhm, agus ní chruthaíonn aon ní go bhfuil an séala níos sine.
found-certificate-misused = Níl cead an deimhniú a úsáid dá leithéid de shéala.
found-certificate-revoked = Cúlghaireadh deimhniú an tséala.
found-revocation-unknown = Níorbh fhéidir a shuíomh ar cúlghaireadh an deimhniú.
found-other-passed = D’éirigh go maith leis an tseiceáil seo.
found-other-failed = Níor éirigh go maith leis an tseiceáil seo.
found-other-inconclusive = Níorbh fhéidir é seo a shuíomh.
found-other-not-applicable = Níl aon rud le seiceáil anseo.
todo-original = Iarr an comhad nó an nasc bunaidh ar an bhfoghlaimeoir. Mura n-éiríonn leis sin ach oiread, fiafraigh den institiúid.
todo-institution = Fiafraigh den institiúid atá luaite mar eisitheoir, ag seoladh nach bhfuair tú ón dintiúr.
todo-later = Bain triail eile as ar ball; mura n-athraíonn sé, fiafraigh den institiúid.
todo-operator = Abair leis an té a bhfuil an fíoraitheoir seo faoina chúram; b’fhéidir go bhfuil an dintiúr féin i gceart.
todo-renew = Iarr dintiúr atá bailí inniu ar an bhfoghlaimeoir.
todo-nothing = Faic: ní chinneann sé seo an toradh. B’fhéidir gur mhaith leis an institiúid é a bheith ar eolas aici.

## The report

report-heading = Tuarascáil fhíoraithe
report-made = Seiceáilte an { $date }
report-verifier = ag an bhfíoraitheoir ag { $host }
report-document = SHA-256 an ruda a seiceáladh
report-no-list = Níor úsáideadh aon liosta iontaofachta.
report-lists = Liostaí iontaofachta a úsáideadh
report-list = Liosta iontaofachta { $list }, uimhir { $sequence }, { $state }
report-link = Nasc leis an bhfreagra seo
report-copy = Cóipeáil an nasc
report-copied = Tá an nasc cóipeáilte.
report-download = Íoslódáil an tuarascáil (JSON)
report-print = Amharc priontála
report-signature = Síniú
report-unsigned = Níl an tuarascáil seo sínithe. An té a bhfuil cinnteacht uaidh, seiceálann sé an dintiúr arís.
report-unsigned-away = Níl an tuarascáil seo sínithe: níor fhreagair sínitheoir na seirbhíse seo. Más gá a bheith cinnte, seiceáil an dintiúr arís.
report-signed = Sínithe ag { $signer }. Is féidir le duine ar bith a bhfuil an comhad aige a sheiceáil nár athraíodh aon rud ann.

## Problems

problem-nothing = Níor seiceáladh aon rud, mar sin ní deir sé seo faic faoi dhintiúr.
problem-back = Ar ais go dtí an chéad leathanach
problem-number = Má thuairiscíonn tú é seo, tabhair an uimhir seo: { $number }
problem-unreadable-request = Níorbh fhéidir an t-iarratas a léamh
problem-nothing-to-check = Níl aon rud le seiceáil
problem-not-found = Níl aon rud ag an seoladh seo
problem-too-large = Tá an rud a seoladh rómhór
problem-link-not-readable = Níorbh fhéidir an nasc a léamh
problem-busy = Tá an tseirbhís gnóthach
problem-too-slow = Tháinig an t-iarratas rómhall
problem-took-too-long = Thóg an tseiceáil rófhada
problem-internal = Chuaigh rud éigin amú anseo
problem-nothing-to-check-do = Tabhair comhad, nasc nó téacs dintiúir.
problem-not-found-do = B’fhéidir gur tarraingíodh an nasc siar.
problem-link-not-readable-do = Níorbh fhéidir aon dintiúr a léamh ón nasc: b’fhéidir go bhfuil sé mílitrithe, tarraingthe siar, neamhphoiblí, rómhór nó dosroichte faoi láthair. Iarr an comhad ina ionad.
problem-busy-do = Tá go leor seiceálacha ar siúl. Bain triail eile as i gceann nóiméid.
problem-too-slow-do = Ní raibh an t-iarratas iomlán in am. Bain triail eile as.
problem-took-too-long-do = Tréigeadh an tseiceáil. Ní leanann aon rud as sin maidir leis an dintiúr.
problem-internal-do = Orainne atá an locht; tá sé nótáilte.

## Accessibility and privacy

statement-title = Inrochtaineacht agus príobháideachas
statement-access-heading = Inrochtaineacht
statement-access-goal = Tá na leathanaigh seo déanta le bheith ag teacht leis na Treoirlínte um Inrochtaineacht Ábhair Gréasáin (WCAG) 2.2 ag leibhéal AA. Oibríonn siad leis an méarchlár amháin, le léitheoirí scáileáin, ag súmáil 400 %, ar scáileáin chúnga, i ndathanna geala agus dorcha, i gcló agus gan JavaScript.
statement-access-checked = Seiceálann tástálacha uathoibríocha é seo ar gach leathanach agus ar gach cineál freagra; níor iarradh fós ar aon duine faoi mhíchumas iad a thástáil.
statement-access-limits = Teorainneacha atá ar eolas: tá téacsanna dintiúir sna teangacha inar scríobh a eisitheoir iad, agus tá torthaí beachta na seiceálacha i mBéarla.
statement-access-contact = Má chuireann aon rud cosc ort an fíoraitheoir seo a úsáid, abair leis an institiúid atá ina bun ag { $host }.
statement-privacy-heading = Príobháideachas
statement-privacy-kept = Seiceáiltear an rud a sheolann tú sa chuimhne agus déantar dearmad air leis an bhfreagra. Ní shocraítear fianáin, ní leantar aon duine, agus ní lódálann aon leathanach aon rud ó áit eile.
statement-privacy-asked = Chun dintiúr a sheiceáil, d’fhéadfadh an fíoraitheoir seo liosta na mbronntaí a tarraingíodh siar a iarraidh ar fhreastalaí an eisitheora. Clúdaíonn an liosta sin go leor bronntaí, mar sin ní fhaigheann an t-eisitheoir amach cé acu atá á sheiceáil.
statement-privacy-log = Tá an t-am, cineál an iarratais agus an toradh i loga na seirbhíse, ach níl aon seoladh de do chuid ann ná aon rud ón dintiúr.
