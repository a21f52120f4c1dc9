# The claim page and its letter in French; the messages are those of locales/en/claim.ftl.

## Every page

claim-host = Certifications sur { $host }
claim-footer = Gardez pour vous l’adresse de cette page : qui l’a peut faire ici ce que vous pouvez faire.
claim-footer-address = Vérifiez l’adresse dans votre navigateur : cette page se trouve sur { $host }.

## What was awarded

claim-heading = Votre microcertification
claim-lead = { $institution } vous a décerné ceci. Gardez-la dans un portefeuille numérique, téléchargez-la ou partagez-la : regarder n’use rien. Cette page est ouverte jusqu’au { $date }.
claim-suspended = La certification est suspendue pour le moment et ne peut pas être ajoutée à un portefeuille. Demandez-en la raison à l’établissement.

## The wallet

claim-wallet-heading = Ajouter à un portefeuille
claim-wallet-what = Un portefeuille est une application qui garde la certification sur votre téléphone. Vous la montrez de là à qui vous voulez.
claim-wallet-button = Ajouter à un portefeuille
claim-wallet-done = Elle a été remise à un portefeuille le { $date }.
claim-wallet-another = Pour un autre appareil, il faut un nouveau lien.
claim-offer-title = Ajouter à votre portefeuille
claim-offer-here-heading = Le portefeuille est sur cet appareil
claim-offer-here = Ouvrez-le avec ce bouton.
claim-offer-open = Ouvrir le portefeuille
claim-offer-phone-heading = Le portefeuille est sur votre téléphone
claim-offer-phone = Scannez ce code avec le portefeuille.
claim-qr-alt = Code QR du lien écrit ci-dessous
claim-offer-copy = Ou copiez ce lien dans le portefeuille
claim-interaction-heading = Pour le Learner Credential Wallet
claim-interaction = Ce portefeuille accède à la certification par le lien de cette page. Scannez le code avec lui ou copiez-y le lien.
claim-offer-until = L’offre est valable jusqu’au { $date }. Ensuite, faites-en une autre ici.
claim-code-heading = Le portefeuille demande ce code
claim-code-hint = Ne le donnez qu’à votre propre portefeuille. Personne de l’établissement ne vous le demandera.
claim-told-heading = Le portefeuille demande un code à six chiffres
claim-told = Il n’est pas affiché sur cette page : { $institution } vous le communique. Si vous ne l’avez pas encore, demandez-le à cet établissement.
claim-told-hint = Il ne vaut que pour cette offre : si vous en faites une autre ici, demandez un nouveau code.
claim-nothing-heading = Il ne se passe rien ?
claim-nothing-wallet = Alors cet appareil n’a pas de portefeuille qui comprend le lien. Installez-en un qui reçoit des certifications par OpenID4VCI, revenez ici et réessayez.
claim-nothing-phone = Si le portefeuille est sur un autre appareil, scannez le code avec celui-ci.
claim-nothing-download = Vous pouvez vous passer de portefeuille : revenez en arrière et téléchargez les fichiers.
claim-progress-heading = Où cela en est
claim-progress-waiting = Aucun portefeuille n’a encore demandé l’offre.
claim-progress-contacted = Un portefeuille a pris l’offre. Confirmez-y, et saisissez le code s’il le demande.
claim-progress-issued = La certification a été remise au portefeuille.
claim-progress-added = Le portefeuille a conservé la certification.
claim-progress-failed = Le portefeuille n’a pas gardé la certification. Réessayez, ou prenez un autre portefeuille.
claim-progress-look = Voir où cela en est maintenant
claim-back = Retour à la certification
claim-copy = Copier le lien
claim-copied = Le lien est copié.

## Files

claim-download-heading = Télécharger
claim-europass = Fichier pour Europass
claim-europass-what = L’original scellé, à garder dans votre Europass.
claim-europass-first = Téléchargez le fichier et laissez-le tel quel : un fichier modifié est refusé.
claim-europass-second = Connectez-vous sur europa.eu/europass, allez à vos certifications et déposez-y le fichier.
claim-pdf = Certificat (PDF)
claim-pdf-what = À lire et à imprimer. L’original scellé est à l’intérieur.
claim-badge = Badge (image PNG)
claim-badge-what = Une image qui contient la certification, pour les collections de badges et les pages web.
claim-badge-also = La même chose sous d’autres formes :
claim-elm = Fichier scellé
claim-elm-what = L’original avec sa preuve numérique, pour qui veut le vérifier.

## Sharing

claim-share-heading = Partager
claim-share-what = Un lien public montre la certification, avec votre nom, à tous ceux qui l’ont, et leur permet de la vérifier. Vous l’ouvrez, et vous pouvez le retirer à tout moment.
claim-share-button = Créer un lien public
claim-share-since = Depuis le { $date }, qui a ce lien voit la certification :
claim-share-elsewhere = Il y a un lien public du { $date }. Il ne peut pas être montré ici, mais vous pouvez le retirer.
claim-shared-now = Le lien public est ouvert.
claim-unshare-button = Retirer le lien public
claim-unshared-now = Le lien public a été retiré. Qui l’a ne voit plus rien.
claim-linkedin = Ajouter à LinkedIn
claim-linkedin-hint = Cela ouvre linkedin.com et lui indique le titre, l’établissement, les dates et le lien public.

## Links that open nothing

claim-expired-title = Ce lien a expiré
claim-expired = La certification elle-même n’est pas touchée : seul le lien vers cette page est terminé.
claim-withdrawn-title = Ce lien a été retiré
claim-withdrawn = L’établissement qui l’a envoyé ne veut plus qu’il serve. La certification elle-même n’est pas touchée.
claim-unknown-title = Ce lien n’est pas connu
claim-unknown = Voyez s’il a été copié en entier, jusqu’au dernier caractère.
claim-revoked-title = Cette certification a été révoquée
claim-revoked = Elle n’est plus valable et ne peut être ni ajoutée à un portefeuille ni partagée.
claim-replaced-title = Cette certification a été remplacée
claim-replaced = Il y en a une plus récente, qui a son propre lien.
claim-ask-button = M’envoyer un nouveau lien
claim-ask-hint = Il est envoyé à l’adresse électronique que l’établissement connaît, et qui n’est pas montrée ici.
claim-ask-institution = Si vous avez des questions, adressez-vous à { $institution }.
claim-asked-title = Regardez votre courrier électronique
claim-asked = Si une adresse électronique est connue pour ce lien, un nouveau lien y est envoyé. Cela peut prendre une heure. Si rien n’arrive, demandez à l’établissement.

## The letter

letter-subject = Votre microcertification de { $institution }
letter-greeting = Bonjour { $name },
letter-lead = { $institution } vous a décerné une microcertification. Vous pouvez la garder dans un portefeuille numérique, dans votre Europass, en fichier ou sur papier.
letter-open = Ouvrez votre page :
letter-until = Le lien est valable jusqu’au { $date }.
letter-keep = Gardez ce message pour vous : qui a le lien peut ouvrir la page.
letter-unexpected = Si vous n’attendiez pas ce message, supprimez-le. Personne ne vous demandera de mot de passe.
