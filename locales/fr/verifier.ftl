# Les pages du vérificateur en français.

## Every page

skip-link = Aller au contenu
site-host = Vérificateur à l’adresse { $host }
footer-kept = Ce que vous envoyez est vérifié et n’est pas conservé.
footer-address = Regardez l’adresse dans votre navigateur : ce vérificateur se trouve à { $host }. L’image d’un résultat ne prouve rien ; vérifiez vous-même l’attestation.
footer-statement = Accessibilité et vie privée
language-label = Langue
language-restart = Choisir une autre langue commence une nouvelle vérification, car ce que vous avez envoyé n’a pas été conservé.
date = { $day ->
    [1] 1er
   *[other] { $day }
} { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
} { $year }
moment = { $date }, { $hour }:{ $minute }:{ $second } UTC
period = du { $from } au { $to }
list-pair = { $first } et { $last }

## The first page

first-title = Vérifier une microcertification
first-heading = Cette microcertification est-elle authentique ?
first-lead = Donnez ce que l’on vous a remis : un lien, un fichier ou un code QR. Vous obtenez la réponse en mots simples : qui l’a décernée, à qui, pour quoi, et si vous pouvez vous y fier aujourd’hui. Aucun compte n’est nécessaire.
file-heading = Envoyer un fichier
file-hint = L’attestation telle que la personne la possède : { $kinds }. Plusieurs fichiers à la fois, ou un ZIP, sont les bienvenus.
file-label = Choisir des fichiers
file-drop = ou les déposer ici
file-button = Vérifier le fichier
link-heading = Donner un lien
link-hint = L’adresse que l’on vous a communiquée. Elle commence par https://.
link-label = Lien vers l’attestation
link-button = Vérifier le lien
photo-heading = Photographier un code QR
photo-hint = Prenez le code en photo ou choisissez une image que vous avez déjà. Elle est lue ici et n’est pas conservée.
photo-label = Image du code QR
photo-button = Vérifier l’image
text-heading = Coller le texte
text-hint = Tout le contenu du fichier, du premier caractère au dernier.
text-label = Texte de l’attestation
text-button = Vérifier le texte
working = Vérification en cours. Cela peut prendre quelques secondes.
answers-heading = Ce que signifient les réponses
answers-accept = Toutes les vérifications décisives ont été faites et ont réussi.
answers-reject = Elle a été modifiée ou révoquée, a expiré ou n’a pas été établie par l’émetteur qu’elle nomme.
answers-undecided = Quelque chose n’a pas pu être vérifié, ou personne ne répond de l’émetteur. Elle n’est jamais présentée comme valable.

## The answer

decision-accept = Acceptée
decision-reject = Rejetée
decision-undecided = Impossible de trancher
meaning-accept = L’attestation est inchangée, son émetteur figure sur la liste de confiance et, au moment de cette vérification, elle n’était ni retirée ni expirée.
meaning-reject = Ne vous fiez pas à cette attestation.
meaning-undecided = Un point important n’a pas pu être établi. Ce n’est ni une approbation ni un rejet : réessayez plus tard ou interrogez l’établissement nommé comme émetteur.
sentence-accept = { $count ->
    [one] { $awarder } a décerné
   *[many] { $awarder } ont décerné
} « { $title } » à { $learner }, { $self ->
    [yes] sous son propre sceau
   *[no] sous le sceau de { $sealer }
} du { $date }, et vous pouvez vous y fier.
sentence-reject = Ne vous fiez pas à cette attestation, qui prétend que { $count ->
    [one] { $awarder } a décerné
   *[many] { $awarder } ont décerné
} « { $title } » à { $learner }, sous le sceau de { $sealer } du { $date }.
sentence-undecided = Il n’a pas été possible d’établir si vous pouvez vous fier à cette attestation, selon laquelle { $count ->
    [one] { $awarder } a décerné
   *[many] { $awarder } ont décerné
} « { $title } » à { $learner }, sous le sceau de { $sealer } du { $date }.
bare-accept = Vous pouvez vous fier à cette attestation.
bare-reject = Ne vous fiez pas à ce document : rien de ce qu’il dit n’a pu être confirmé.
bare-undecided = Il n’a pas été possible d’établir si vous pouvez vous fier à ce document.
reasons-heading = Pourquoi
what-to-do = Que faire :
again = Vérifier une autre attestation
several-title = { $count ->
    [one] { $count } attestation vérifiée
   *[other] { $count } attestations vérifiées
}
several-accept = { $count ->
    [one] { $count } acceptée
   *[other] { $count } acceptées
}
several-reject = { $count ->
    [one] { $count } rejetée
   *[other] { $count } rejetées
}
several-undecided = { $count ->
    [one] { $count } non tranchée
   *[other] { $count } non tranchées
}
several-caption = Chaque fichier avec sa réponse
several-file = Fichier
several-answer = Réponse
several-what = Quoi
document-number = document n° { $number }
several-table = Télécharger le tableau (CSV)
several-table-long = Le tableau est trop long pour cette page. Vérifiez moins de fichiers à la fois.

## The certificate

certificate-accept = Ce qui a été décerné
certificate-reject = Ce que prétend l’attestation rejetée
certificate-undecided = Ce que prétend l’attestation
awarded-to = Décernée à
awarded-by = Décernée par
issued-by = Émise par
name-listed = sur la liste de confiance
name-claimed = selon l’attestation ; sur aucune liste de confiance
name-missing = une organisation sans nom
fact-issued = Émise le
fact-valid-from = Valable à partir du
fact-valid-until = Valable jusqu’au
fact-credits = Crédits
fact-eqf = Niveau du CEC
fact-national-level = Niveau national
fact-workload = Charge de travail
fact-credential = Identifiant de l’attestation
fact-languages = Langue d’enseignement
fact-modes = Forme de participation
fact-texts = Textes en
fact-stackability = Compte pour
fact-learner-id = Identifiant de l’apprenant
fact-country = Pays de l’émetteur
hours = { $count ->
    [one] { $hours } heure
   *[other] { $hours } heures
}
outcomes-heading = Acquis d’apprentissage
skills-label = Compétences ESCO
assessments-heading = Évaluations et notes
assessment-column = Évaluation
grade-column = Note
supervision-column = Surveillance et identité
part-of-above = partie de la précédente
components-heading = Composantes
quality-heading = Assurance qualité
quality-stated = Selon l’attestation :
quality-decided = décidé le { $date }
picture-heading = Telle que son émetteur l’a mise en page
picture-alt = Page { $number } de l’attestation telle que son émetteur l’a mise en page
picture-badge-alt = Image du badge
picture-withheld = Une image de cette attestation n’est pas affichée : elle se trouve ailleurs sur le web, ou ce n’est pas une image PNG ou JPEG qui puisse être redessinée.
badge-criteria-heading = Ce qu’il fallait accomplir
badge-criteria-elsewhere = C’est écrit à l’adresse { $url } ; ce vérificateur ne l’a pas consultée.
badge-type = Type de réussite
badge-field = Domaine d’études
badge-creator = Conçu par
badge-alignments-heading = À quoi cela correspond, d’après le badge
badge-evidence-heading = Preuves, d’après le badge
requirements-heading = Conditions pour participer

## The seal

seal-heading = Le sceau électronique
seal-sentence = Scellée par { $holder }, avec un certificat de { $authority }
seal-trusted = autorité de confiance
seal-untrusted = pas de confiance ici
seal-claimed-time = Scellée, selon elle-même
seal-proven-time = Existence prouvée
seal-proven-by = { $time }, par { $authority }
seal-not-proven = aucun horodatage de confiance ne prouve quand
seal-level = Niveau
seal-level-whole = JAdES { $level }
seal-level-usable = JAdES { $level } par ses parties, dont { $usable } est fiable ici
seal-level-departs = { $level } ; pas comme le veut la norme : { $reasons }
seal-departs-time = l’heure y est écrite sous la forme qui a pris fin en juillet 2025
seal-departs-type = l’en-tête nomme un autre type
seal-algorithm = Signature électronique
seal-certificate-valid = Validité du certificat
seal-certificate-states = Le certificat dit de lui-même
seal-qualified-not = rien sur le fait d’être qualifié
seal-qualified = qualifié UE ; seule une liste de confiance de l’Union le confirme
seal-qualified-for = qualifié UE pour { $types } ; seule une liste de confiance de l’Union le confirme
seal-qualified-device = { $statement } ; sa clé se trouve dans un dispositif qualifié
seal-serial = Numéro de série
seal-fingerprint = SHA-256 du certificat
seal-fields-heading = Ce que le certificat dit de l’émetteur
seal-fields-caption = Chaque donnée de l’émetteur, selon le certificat et selon l’attestation
seal-field = Donnée
seal-field-certificate = Certificat
seal-field-credential = Attestation
seal-field-id = Identifiant légal
seal-field-name = Dénomination légale
seal-field-other-name = Autre nom
seal-field-country = Pays
seal-field-other = Autre donnée
seal-confirmed = confirmé par le certificat
seal-same-untrusted = identique, mais le certificat n’est pas de confiance
seal-not-stated = non indiqué dans l’attestation
seal-not-certified = absent du certificat
seal-differs = différent de ce que dit le certificat
seal-own-word = Le reste de ce que l’attestation dit de son émetteur n’engage qu’elle : { $names }.
seal-checks-heading = Chaque vérification du sceau
seal-checks-caption = Chaque vérification du sceau, son résultat et ce qui a été constaté
seal-check-signature = Signature électronique
seal-check-reference = Certificat désigné
seal-check-critical = En-têtes obligatoires
seal-check-baseline = Forme de base
seal-check-content-time = Horodatage du contenu
seal-check-signature-time = Horodatage du sceau
seal-check-certificates = Certificats dans le fichier
seal-check-revocation-data = Données de révocation dans le fichier
seal-check-archive-time = Horodatage d’archivage
seal-check-path = Autorité du certificat
seal-check-revocation = Certificat non révoqué
seal-check-other = Autre vérification
europass-heading = Selon les termes de la visionneuse Europass : { $ribbon }
europass-note = La visionneuse Europass formule ses réponses à sa manière et en anglais ; la réponse qui compte ici est celle d’en haut.
europass-caption = Chaque vérification de la visionneuse Europass
status-column = État
says-column = Ce qu’elle dit

## The checks

checks-heading = Ce qui a été vérifié
checks-caption = Chaque vérification, son résultat et ce qui a été constaté
check-column = Vérification
outcome-column = Résultat
found-column = Ce qui a été constaté
outcome-passed = Réussie
outcome-failed = Échouée
outcome-inconclusive = Non établi
outcome-not-applicable = Sans objet
check-integrity = Intégrité
check-integrity-asks = Le contenu est-il sans ambiguïté et inchangé depuis qu’il a été scellé ?
check-proof = Sceau
check-proof-asks = Y a-t-il un sceau fait pour émettre des attestations ?
check-issuer-key = Clé de l’émetteur
check-issuer-key-asks = La clé qui a scellé était-elle alors celle de l’émetteur ?
check-trust-list = Liste de confiance
check-trust-list-asks = Une liste à jour d’établissements de confiance nomme-t-elle l’émetteur ?
check-scope = Habilitation de l’émetteur
check-scope-asks = L’émetteur peut-il décerner des attestations de ce type, de ce niveau et de ce domaine ?
check-awarding-bodies = Organismes qui décernent
check-awarding-bodies-asks = Ces organismes sont-ils l’émetteur, ou l’ont-ils autorisé ?
check-trust-at-sealing = Confiance au moment du sceau
check-trust-at-sealing-asks = L’émetteur était-il de confiance au moment du sceau ?
check-trust-now = Confiance aujourd’hui
check-trust-now-asks = L’émetteur est-il de confiance au moment de cette vérification ?
check-status = Non retirée
check-status-asks = L’attestation n’a-t-elle été ni révoquée ni suspendue ?
check-status-list = Listes d’état
check-status-list-asks = Les listes d’attestations retirées sont-elles authentiques et à jour ?
check-validity = Période de validité
check-validity-asks = L’attestation est-elle dans ses dates ?
check-log = Journal de l’émetteur
check-log-asks = Est-elle inscrite au journal public de l’émetteur ?
check-profile = Forme
check-profile-asks = Suit-elle le profil européen des attestations ?
check-vocabularies = Termes contrôlés
check-vocabularies-asks = Ses codes figurent-ils sur les listes européennes de termes ?

## What was found, by the code of a check

exact-expired = L’attestation était valable jusqu’au { $date }.
exact-in-time = L’attestation est valable jusqu’au { $date }.
exact-not-yet-valid = L’attestation n’est valable qu’à partir du { $date }.
exact-issuer-listed = L’émetteur figure sur la liste de confiance { $lists }.
exact-key-listed = La liste de confiance { $lists } indique que la clé était celle de l’émetteur au moment du sceau.
exact-no-proof-of-time = L’émetteur dit avoir apposé le sceau le { $date } ; rien d’autre ne le prouve.
found-unchanged = Le document est sans ambiguïté et inchangé depuis qu’il a été scellé.
found-seal-verified = Le sceau a été fait avec la clé qu’il nomme.
found-key-listed = La liste de confiance attribue la clé à l’émetteur.
found-key-is-issuer = La clé est l’identifiant même de l’émetteur ; personne ne répond de son identité.
found-issuer-listed = Une liste de confiance à jour nomme l’émetteur.
found-in-scope = L’émetteur peut décerner des attestations de ce type, de ce niveau et de ce domaine.
found-awarding-bodies-agree = Chaque organisme qui décerne est l’émetteur ou l’a autorisé.
found-granted-then = L’émetteur était reconnu au moment où un horodatage de confiance prouve le sceau.
found-granted-now = L’émetteur est reconnu aujourd’hui.
found-not-revoked = L’attestation n’a pas été retirée.
found-status-list-fresh = Les listes d’état sont celles de l’émetteur et sont à jour.
found-in-time = L’attestation est dans sa période de validité.
found-in-log = L’attestation est inscrite au journal public de l’émetteur.
found-profile-followed = Le document suit le profil européen.
found-codes-listed = Chaque code figure sur sa liste contrôlée.
found-no-awarding-body = L’attestation ne nomme aucun organisme qui décerne.
found-no-status = L’attestation n’a pas d’indication d’état ; elle ne peut donc pas être révoquée.
found-no-inclusion-proof = Aucune preuve d’inscription à un journal n’accompagnait l’attestation.
found-no-profile = L’attestation ne dit pas suivre le profil européen.
found-not-checked = Non vérifié, car une vérification précédente n’a pas réussi.
found-no-proof-of-time = Aucun horodatage de confiance ne prouve quand le sceau a été fait.
found-no-list = Aucune liste d’établissements de confiance n’est configurée ici.
found-list-unusable = La liste d’établissements de confiance n’a pas pu servir : elle manque, n’est plus à jour ou n’est pas authentique.
found-not-listed = Aucune liste d’établissements de confiance ne nomme cet émetteur ; personne ne répond donc de lui.
found-key-not-listed-then = La liste nomme l’émetteur, mais pas cette clé pour ce moment.
found-key-compromised = La clé est tombée en d’autres mains : n’importe qui a pu faire ce sceau.
found-lists-disagree = Les listes d’établissements de confiance se contredisent.
found-identity-mismatch = L’émetteur n’est pas celui qu’il dit être : les identifiants diffèrent.
found-identity-unclear = L’identité de l’émetteur n’a pas pu être établie avec certitude.
found-issuer-withdrawn = Selon la liste, cet émetteur n’est plus de confiance.
found-issuer-suspended = Selon la liste, la confiance accordée à cet émetteur est suspendue.
found-not-granted-then = L’émetteur n’était pas reconnu à ce moment-là.
found-standing-unknown = La liste ne dit pas quelle était la situation de l’émetteur à ce moment-là.
found-out-of-scope = L’émetteur ne peut pas décerner d’attestations de ce type, de ce niveau ou de ce domaine.
found-scope-unknown = Il n’a pas pu être établi si l’émetteur peut décerner de telles attestations.
found-no-mandate = Un organisme qui décerne n’a pas autorisé l’émetteur.
found-awarding-unclear = Il n’a pas pu être établi quels organismes décernent.
found-revoked = L’émetteur a révoqué cette attestation.
found-suspended = L’émetteur a suspendu cette attestation.
found-status-unknown = Il n’a pas pu être vérifié si l’attestation a été retirée.
found-status-list-unusable = La liste des attestations retirées n’a pas pu être obtenue ou n’est pas fiable.
found-not-yet-valid = L’attestation n’est pas encore valable.
found-expired = L’attestation a expiré.
found-date-unreadable = Une date de l’attestation est illisible.
found-not-in-log = La preuve d’inscription au journal de l’émetteur n’est pas correcte.
found-log-key-unknown = La clé du journal de l’émetteur ne figure pas sur la liste.
found-profile-departs = Le document s’écarte du profil européen.
found-profile-unread = Le document n’a pas pu être comparé au profil.
found-code-not-listed = Un code ne figure pas sur sa liste contrôlée.
found-code-unknown = Un code appartient à une liste qui n’est pas entièrement connue ici.
found-changed = Le document n’est pas celui pour lequel ce sceau a été fait : il a été modifié, ou le sceau est celui d’un autre.
found-signature-invalid = La signature ne correspond pas au document.
found-no-seal = Ce document ne porte aucun sceau.
found-seal-wrong = Le sceau n’est pas fait comme il le doit.
found-key-unavailable = La clé de l’émetteur n’a pas pu être obtenue.
found-unreadable = Le document ne peut pas être lu d’une seule manière certaine.
found-context-unknown = Le document emploie des termes qui ne sont pas connus ici.
found-certificate-untrusted = Le certificat du sceau ne mène à aucune autorité de confiance.
found-certificate-expired = Le certificat avait expiré, et rien ne prouve que le sceau soit antérieur.
found-certificate-misused = Le certificat ne peut pas servir à un tel sceau.
found-certificate-revoked = Le certificat du sceau a été révoqué.
found-revocation-unknown = Il n’a pas pu être établi si le certificat a été révoqué.
found-other-passed = Cette vérification a réussi.
found-other-failed = Cette vérification n’a pas réussi.
found-other-inconclusive = Cela n’a pas pu être établi.
found-other-not-applicable = Il n’y a rien à vérifier ici.
todo-original = Demandez à la personne le fichier ou le lien d’origine. Si cela échoue aussi, interrogez l’établissement.
todo-institution = Interrogez l’établissement nommé comme émetteur, à une adresse que vous ne tenez pas de l’attestation.
todo-later = Réessayez plus tard ; si rien ne change, interrogez l’établissement.
todo-operator = Signalez-le à qui gère ce vérificateur ; l’attestation elle-même est peut-être en ordre.
todo-renew = Demandez à la personne une attestation valable aujourd’hui.
todo-nothing = Rien : ce point n’est pas décisif. L’établissement aimerait peut-être le savoir.

## The report

report-heading = Rapport de vérification
report-made = Vérifié le { $date }
report-verifier = par le vérificateur à l’adresse { $host }
report-document = SHA-256 de ce qui a été vérifié
report-no-list = Aucune liste de confiance n’a été consultée.
report-lists = Listes de confiance consultées
report-list = Liste de confiance { $list }, numéro { $sequence }, { $state }
report-link = Lien vers cette réponse
report-copy = Copier le lien
report-copied = Le lien est copié.
report-download = Télécharger le rapport (JSON)
report-print = Version à imprimer
report-signature = Signature du rapport
report-unsigned = Ce rapport n’est pas signé. Qui a besoin d’une certitude vérifie de nouveau l’attestation.
report-unsigned-away = Ce rapport n’est pas signé : le signataire de ce service n’a pas répondu. Pour en avoir la certitude, vérifiez à nouveau l’attestation.
report-signed = Signé par { $signer }. Quiconque possède le fichier peut vérifier que rien n’y a été modifié.

## Problems

problem-nothing = Rien n’a été vérifié ; cela ne dit donc rien d’une attestation.
problem-back = Retour à la première page
problem-number = Si vous le signalez, indiquez ce numéro : { $number }
problem-unreadable-request = La demande n’a pas pu être lue
problem-nothing-to-check = Il n’y a rien à vérifier
problem-not-found = Il n’y a rien à cette adresse
problem-too-large = Ce qui a été envoyé est trop volumineux
problem-link-not-readable = Le lien n’a pas pu être lu
problem-busy = Le service est occupé
problem-too-slow = La demande est arrivée trop lentement
problem-took-too-long = La vérification a pris trop de temps
problem-internal = Quelque chose n’a pas fonctionné ici
problem-nothing-to-check-do = Donnez un fichier, un lien ou le texte d’une attestation.
problem-not-found-do = Le lien a peut-être été retiré.
problem-link-not-readable-do = Aucune attestation n’a pu être lue à ce lien : il est peut-être mal saisi, retiré, non public, trop volumineux ou inaccessible en ce moment. Demandez plutôt le fichier.
problem-busy-do = De nombreuses vérifications sont en cours. Réessayez dans un instant.
problem-too-slow-do = La demande n’était pas complète à temps. Réessayez.
problem-took-too-long-do = La vérification a été abandonnée. Il n’en découle rien pour l’attestation.
problem-internal-do = La faute est de notre côté ; elle a été consignée.

## Accessibility and privacy

statement-title = Accessibilité et vie privée
statement-access-heading = Accessibilité
statement-access-goal = Ces pages sont conçues pour respecter les Règles pour l’accessibilité des contenus Web (WCAG) 2.2 au niveau AA. Elles fonctionnent au clavier seul, avec un lecteur d’écran, à 400 % d’agrandissement, sur écran étroit, en couleurs claires ou sombres, imprimées et sans JavaScript.
statement-access-checked = Des tests automatiques le vérifient sur chaque page et pour chaque sorte de réponse ; aucune personne en situation de handicap n’a encore été invitée à les essayer.
statement-access-limits = Limites connues : les textes d’une attestation sont dans les langues où son émetteur les a écrits, et les constats exacts des vérifications sont en anglais.
statement-access-contact = Si quelque chose vous empêche d’utiliser ce vérificateur, dites-le à l’établissement qui le gère à l’adresse { $host }.
statement-privacy-heading = Vie privée
statement-privacy-kept = Ce que vous envoyez est vérifié en mémoire et oublié avec la réponse. Aucun cookie n’est déposé, personne n’est suivi et aucune page ne charge quoi que ce soit d’ailleurs.
statement-privacy-asked = Pour vérifier une attestation, ce vérificateur peut demander au serveur de son émetteur la liste des attestations retirées. Cette liste en couvre un grand nombre ; l’émetteur n’apprend donc pas laquelle est vérifiée.
statement-privacy-log = Le journal de ce service contient l’heure, le genre de demande et le résultat, mais aucune adresse de votre part et rien de l’attestation.
