# The claim page and its letter in Spanish; the messages are those of locales/en/claim.ftl.

## Every page

claim-host = Credenciales en { $host }
claim-footer = Guarde para sí la dirección de esta página: quien la tenga puede hacer aquí lo mismo que usted.
claim-footer-address = Compruebe la dirección en su navegador: esta página está en { $host }.

## What was awarded

claim-heading = Su microcredencial
claim-lead = { $institution } le ha concedido esto. Guárdelo en una cartera digital, descárguelo o compártalo: mirar no gasta nada. Esta página está abierta hasta el { $date }.
claim-suspended = La credencial está suspendida por ahora, y por eso no se añade a ninguna cartera. Pregunte el motivo a la institución.

## The wallet

claim-wallet-heading = Añadir a una cartera
claim-wallet-what = Una cartera es una aplicación que guarda la credencial en su teléfono. Desde allí la muestra a quien quiera.
claim-wallet-button = Añadir a una cartera
claim-wallet-done = Se entregó a una cartera el { $date }.
claim-wallet-another = Para otro dispositivo hace falta un enlace nuevo.
claim-offer-title = Añadir a su cartera
claim-offer-here-heading = La cartera está en este dispositivo
claim-offer-here = Ábrala con este botón.
claim-offer-open = Abrir la cartera
claim-offer-phone-heading = La cartera está en su teléfono
claim-offer-phone = Escanee este código con la cartera.
claim-qr-alt = Código QR del enlace que está escrito debajo
claim-offer-copy = O copie este enlace en la cartera
claim-interaction-heading = Para la Learner Credential Wallet
claim-interaction = Esta cartera llega a la credencial por el enlace de esta página. Escanee el código con ella o copie el enlace en ella.
claim-offer-until = La oferta vale hasta el { $date }. Después, haga otra aquí.
claim-code-heading = La cartera pide este código
claim-code-hint = Introdúzcalo solo en su propia cartera. Nadie de la institución se lo pedirá.
claim-told-heading = La cartera pide un código de seis cifras
claim-told = No aparece en esta página: se lo comunica { $institution }. Si todavía no lo tiene, pídalo allí.
claim-told-hint = Sirve solo para esta oferta: si hace otra aquí, pida un código nuevo.
claim-nothing-heading = ¿No ocurre nada?
claim-nothing-wallet = Entonces este dispositivo no tiene ninguna cartera que entienda el enlace. Instale una que reciba credenciales por OpenID4VCI, vuelva aquí e inténtelo otra vez.
claim-nothing-phone = Si la cartera está en otro dispositivo, escanee el código con él.
claim-nothing-download = También puede prescindir de la cartera: vuelva atrás y descargue los archivos.
claim-progress-heading = Cómo va
claim-progress-waiting = Todavía no ha preguntado ninguna cartera.
claim-progress-contacted = Una cartera ha recogido la oferta. Confirme allí y escriba el código si lo pide.
claim-progress-issued = La credencial se entregó a la cartera.
claim-progress-added = La cartera ha guardado la credencial.
claim-progress-failed = La cartera no conservó la credencial. Inténtelo otra vez o use otra cartera.
claim-progress-look = Ver cómo va ahora
claim-back = Volver a la credencial
claim-copy = Copiar el enlace
claim-copied = El enlace está copiado.

## Files

claim-download-heading = Descargar
claim-europass = Archivo para Europass
claim-europass-what = El original sellado, para guardarlo en su Europass.
claim-europass-first = Descargue el archivo y déjelo como está: uno modificado se rechaza.
claim-europass-second = Inicie sesión en europa.eu/europass, vaya a sus credenciales y suba allí el archivo.
claim-pdf = Certificado (PDF)
claim-pdf-what = Para leer e imprimir. Lleva dentro el original sellado.
claim-badge = Insignia (PNG)
claim-badge-what = Una imagen que lleva dentro la credencial, para colecciones de insignias y páginas web.
claim-badge-also = Lo mismo en otras formas:
claim-elm = Archivo sellado
claim-elm-what = El original con su prueba digital, para quien quiera comprobarlo.

## Sharing

claim-share-heading = Compartir
claim-share-what = Un enlace público muestra la credencial, con su nombre, a todos los que lo tengan, y les permite comprobarla. Usted lo abre y puede retirarlo en cualquier momento.
claim-share-button = Crear un enlace público
claim-share-since = Desde el { $date }, quien tiene este enlace ve la credencial:
claim-share-elsewhere = Hay un enlace público del { $date }. No se puede mostrar aquí, pero puede retirarlo.
claim-shared-now = El enlace público está abierto.
claim-unshare-button = Retirar el enlace público
claim-unshared-now = El enlace público se ha retirado. Quien lo tenga ya no ve nada.
claim-linkedin = Añadir a LinkedIn
claim-linkedin-hint = Esto abre linkedin.com y le comunica el título, la institución, las fechas y el enlace público.

## Links that open nothing

claim-expired-title = Este enlace ha caducado
claim-expired = La credencial misma no se ve afectada: solo ha terminado el enlace a esta página.
claim-withdrawn-title = Este enlace se ha retirado
claim-withdrawn = La institución que lo envió ya no quiere que se use. La credencial misma no se ve afectada.
claim-unknown-title = Este enlace no se conoce
claim-unknown = Mire si se copió entero, hasta el último carácter.
claim-revoked-title = Esta credencial fue revocada
claim-revoked = Ya no vale, y no se puede añadir a una cartera ni compartir.
claim-replaced-title = Esta credencial fue sustituida
claim-replaced = Hay una más reciente, que tiene su propio enlace.
claim-ask-button = Enviarme un enlace nuevo
claim-ask-hint = Se envía a la dirección de correo que tiene la institución, que no se muestra aquí.
claim-ask-institution = Si tiene preguntas, diríjase a { $institution }.
claim-asked-title = Mire su correo
claim-asked = Si hay una dirección de correo registrada para este enlace, se le envía un enlace nuevo. Puede tardar una hora. Si no llega nada, pregunte a la institución.

## The letter

letter-subject = Su microcredencial de { $institution }
letter-greeting = Estimado/a { $name }:
letter-lead = { $institution } le ha concedido una microcredencial. Puede guardarla en una cartera digital, en su Europass, como archivo o en papel.
letter-open = Abra su página:
letter-until = El enlace vale hasta el { $date }.
letter-keep = Guarde este mensaje para sí: quien tenga el enlace puede abrir la página.
letter-unexpected = Si no esperaba este mensaje, bórrelo. Nadie le pedirá una contraseña.
