# Las páginas del verificador en español.

## Every page

skip-link = Ir al contenido
site-host = Verificador en { $host }
footer-kept = Lo que envíe se comprueba y no se conserva.
footer-address = Fíjese en la dirección de su navegador: este verificador está en { $host }. La imagen de un resultado no prueba nada; compruebe usted la credencial.
footer-statement = Accesibilidad y privacidad
language-label = Idioma
language-restart = Al elegir otro idioma se empieza una comprobación nueva, porque lo que envió no se ha conservado.
date = { $day } de { $month ->
    [1] enero
    [2] febrero
    [3] marzo
    [4] abril
    [5] mayo
    [6] junio
    [7] julio
    [8] agosto
    [9] septiembre
    [10] octubre
    [11] noviembre
   *[12] diciembre
} de { $year }
moment = { $date }, { $hour }:{ $minute }:{ $second } UTC
period = del { $from } al { $to }
list-pair = { $first } y { $last }

## The first page

first-title = Comprobar una microcredencial
first-heading = ¿Es auténtica esta microcredencial?
first-lead = Aporte lo que le haya dado su titular: un enlace, un archivo o un código QR. Recibirá la respuesta en palabras sencillas: quién la otorgó, a quién, por qué y si hoy puede fiarse de ella. No hace falta ninguna cuenta.
file-heading = Subir un archivo
file-hint = La credencial tal como la tiene su titular: { $kinds }. También puede enviar varios archivos a la vez o un ZIP.
file-label = Elegir archivos
file-drop = o soltarlos aquí
file-button = Comprobar el archivo
link-heading = Dar un enlace
link-hint = La dirección que le han facilitado. Empieza por https://.
link-label = Enlace a la credencial
link-button = Comprobar el enlace
photo-heading = Fotografiar un código QR
photo-hint = Haga una foto del código o elija una que ya tenga. Se lee aquí y no se conserva.
photo-label = Imagen del código QR
photo-button = Comprobar la imagen
text-heading = Pegar el texto
text-hint = Todo el contenido del archivo, del primer carácter al último.
text-label = Texto de la credencial
text-button = Comprobar el texto
working = Comprobación en curso. Puede tardar unos segundos.
answers-heading = Qué significan las respuestas
answers-accept = Se hicieron todas las comprobaciones que deciden y salieron bien.
answers-reject = Se modificó, se revocó, ha caducado o no la hizo el emisor que en ella figura.
answers-undecided = Algo no se pudo comprobar o nadie responde por el emisor. Nunca se muestra como válida.

## The answer

decision-accept = Aceptada
decision-reject = Rechazada
decision-undecided = No se pudo decidir
meaning-accept = La credencial no se ha modificado, su emisor figura en la lista de confianza y, en el momento de esta comprobación, no estaba retirada ni caducada.
meaning-reject = No se fíe de esta credencial.
meaning-undecided = No se pudo establecer algo importante. Esto no es ni una aprobación ni un rechazo: vuelva a intentarlo más tarde o pregunte a la institución que figura como emisora.
sentence-accept = { $count ->
    [one] { $awarder } otorgó
   *[many] { $awarder } otorgaron
} «{ $title }» a { $learner }, con { $self ->
    [yes] su propio sello
   *[no] el sello de { $sealer }
} del { $date }, y puede fiarse de ella.
sentence-reject = No se fíe de esta credencial, que afirma que { $count ->
    [one] { $awarder } otorgó
   *[many] { $awarder } otorgaron
} «{ $title }» a { $learner }, con el sello de { $sealer } del { $date }.
sentence-undecided = No se pudo decidir si puede fiarse de esta credencial, según la cual { $count ->
    [one] { $awarder } otorgó
   *[many] { $awarder } otorgaron
} «{ $title }» a { $learner }, con el sello de { $sealer } del { $date }.
bare-accept = Puede fiarse de esta credencial.
bare-reject = No se fíe de este documento: nada de lo que dice se pudo confirmar.
bare-undecided = No se pudo decidir si puede fiarse de este documento.
reasons-heading = Por qué
what-to-do = Qué hacer:
again = Comprobar otra
several-title = { $count ->
    [one] { $count } credencial comprobada
   *[other] { $count } credenciales comprobadas
}
several-accept = { $count ->
    [one] { $count } aceptada
   *[other] { $count } aceptadas
}
several-reject = { $count ->
    [one] { $count } rechazada
   *[other] { $count } rechazadas
}
several-undecided = { $count ->
    [one] { $count } sin decidir
   *[other] { $count } sin decidir
}
several-caption = Cada archivo con su respuesta
several-file = Archivo
several-answer = Respuesta
several-what = Qué
document-number = documento { $number }
several-table = Descargar la tabla (CSV)
several-table-long = La tabla es demasiado larga para esta página. Compruebe menos archivos a la vez.

## The certificate

certificate-accept = Lo que se otorgó
certificate-reject = Lo que afirma la credencial rechazada
certificate-undecided = Lo que afirma la credencial
awarded-to = Otorgada a
awarded-by = Otorgada por
issued-by = Emitida por
name-listed = en la lista de confianza
name-claimed = según la credencial; en ninguna lista de confianza
name-missing = una organización sin nombre
fact-issued = Fecha de emisión
fact-valid-from = Válida desde
fact-valid-until = Válida hasta
fact-credits = Créditos
fact-eqf = Nivel del MEC
fact-national-level = Nivel nacional
fact-workload = Carga de trabajo
fact-credential = Identificador de la credencial
fact-languages = Idioma de enseñanza
fact-modes = Forma de participación
fact-texts = Textos en
fact-stackability = Computa para
fact-learner-id = Identificación de la persona
fact-country = País del emisor
hours = { $count ->
    [one] { $hours } hora
   *[other] { $hours } horas
}
outcomes-heading = Resultados de aprendizaje
skills-label = Capacidades de ESCO
assessments-heading = Evaluaciones y calificaciones
assessment-column = Evaluación
grade-column = Calificación
supervision-column = Supervisión e identidad
part-of-above = parte de la anterior
components-heading = Componentes
quality-heading = Garantía de calidad
quality-stated = Según indica la credencial:
quality-decided = decidido el { $date }
picture-heading = Con el aspecto que le dio el emisor
picture-alt = Página { $number } de la credencial con el aspecto que le dio el emisor
picture-badge-alt = Imagen de la insignia
picture-withheld = No se muestra una imagen de esta credencial: está en otro lugar de la web o no es un PNG o JPEG que se pueda volver a dibujar.
badge-criteria-heading = Qué había que lograr
badge-criteria-elsewhere = Está escrito en { $url }; este verificador no lo ha consultado.
badge-type = Tipo de logro
badge-field = Campo de estudio
badge-creator = Diseñado por
badge-alignments-heading = A qué corresponde, según la insignia
badge-evidence-heading = Pruebas, según la insignia
requirements-heading = Requisitos para participar

## The seal

seal-heading = El sello electrónico
seal-sentence = Sellada por { $holder }, con un certificado de { $authority }
seal-trusted = autoridad de confianza
seal-untrusted = no es de confianza aquí
seal-claimed-time = Sellada, según ella misma
seal-proven-time = Existencia probada
seal-proven-by = { $time }, por { $authority }
seal-not-proven = ningún sello de tiempo de confianza prueba cuándo
seal-level = Nivel
seal-level-whole = JAdES { $level }
seal-level-usable = JAdES { $level } por sus partes, de lo que aquí es fiable { $usable }
seal-level-departs = { $level }; no como quiere la norma: { $reasons }
seal-departs-time = su hora está escrita en la forma que terminó en julio de 2025
seal-departs-type = su cabecera nombra otro tipo
seal-algorithm = Firma
seal-certificate-valid = Validez del certificado
seal-certificate-states = El certificado dice de sí mismo
seal-qualified-not = nada sobre ser cualificado
seal-qualified = cualificado en la UE; solo lo confirma una lista de confianza de la Unión
seal-qualified-for = cualificado en la UE para { $types }; solo lo confirma una lista de confianza de la Unión
seal-qualified-device = { $statement }; su clave está en un dispositivo cualificado
seal-serial = Número de serie
seal-fingerprint = SHA-256 del certificado
seal-fields-heading = Lo que el certificado dice del emisor
seal-fields-caption = Cada dato del emisor, según el certificado y según la credencial
seal-field = Dato
seal-field-certificate = Certificado
seal-field-credential = Credencial
seal-field-id = Identificador legal
seal-field-name = Denominación legal
seal-field-other-name = Otro nombre
seal-field-country = País
seal-field-other = Otro dato
seal-confirmed = confirmado por el certificado
seal-same-untrusted = lo mismo, pero el certificado no es de confianza
seal-not-stated = no consta en la credencial
seal-not-certified = no está en el certificado
seal-differs = no es lo que dice el certificado
seal-own-word = Lo demás que la credencial dice de su emisor es solo su propia palabra: { $names }.
seal-checks-heading = Cada comprobación del sello
seal-checks-caption = Cada comprobación del sello, su resultado y lo que se halló
seal-check-signature = Firma
seal-check-reference = Certificado nombrado
seal-check-critical = Cabeceras vinculantes
seal-check-baseline = Forma básica
seal-check-content-time = Sello de tiempo del contenido
seal-check-signature-time = Sello de tiempo del sello
seal-check-certificates = Certificados en el archivo
seal-check-revocation-data = Datos de revocación en el archivo
seal-check-archive-time = Sello de tiempo de archivo
seal-check-path = Autoridad del certificado
seal-check-revocation = Certificado no revocado
seal-check-other = Otra comprobación
europass-heading = Como lo expresa el visor de Europass: { $ribbon }
europass-note = El visor de Europass expresa sus respuestas a su manera y en inglés; aquí cuenta la respuesta de más arriba.
europass-caption = Cada comprobación del visor de Europass
status-column = Estado
says-column = Lo que dice

## The checks

checks-heading = Lo que se comprobó
checks-caption = Cada comprobación, su resultado y lo que se halló
check-column = Comprobación
outcome-column = Resultado
found-column = Lo que se halló
outcome-passed = Superada
outcome-failed = No superada
outcome-inconclusive = Sin establecer
outcome-not-applicable = No procede
check-integrity = Integridad
check-integrity-asks = ¿El contenido es inequívoco y no ha cambiado desde que se selló?
check-proof = Sello
check-proof-asks = ¿Hay un sello hecho para emitir credenciales?
check-issuer-key = Clave del emisor
check-issuer-key-asks = ¿La clave con que se selló era entonces del emisor?
check-trust-list = Lista de confianza
check-trust-list-asks = ¿Figura el emisor en una lista vigente de instituciones de confianza?
check-scope = Ámbito del emisor
check-scope-asks = ¿Puede el emisor otorgar credenciales de este tipo, nivel y campo?
check-awarding-bodies = Entidades que otorgan
check-awarding-bodies-asks = ¿Las entidades que otorgan son el emisor o lo autorizaron?
check-trust-at-sealing = Confianza al sellar
check-trust-at-sealing-asks = ¿Era de confianza el emisor cuando se selló?
check-trust-now = Confianza hoy
check-trust-now-asks = ¿Es de confianza el emisor en el momento de esta comprobación?
check-status = No retirada
check-status-asks = ¿La concesión no está revocada ni suspendida?
check-status-list = Listas de estado
check-status-list-asks = ¿Las listas de concesiones retiradas son auténticas y actuales?
check-validity = Periodo de validez
check-validity-asks = ¿Está la credencial dentro de sus fechas?
check-log = Registro del emisor
check-log-asks = ¿Consta en el registro público del emisor?
check-profile = Forma
check-profile-asks = ¿Sigue el perfil europeo de credenciales?
check-vocabularies = Términos controlados
check-vocabularies-asks = ¿Están sus códigos en las listas europeas de términos?

## What was found, by the code of a check

exact-expired = La credencial era válida hasta el { $date }.
exact-in-time = La credencial es válida hasta el { $date }.
exact-not-yet-valid = La credencial es válida a partir del { $date }.
exact-issuer-listed = El emisor figura en la lista de confianza { $lists }.
exact-key-listed = La lista de confianza { $lists } indica la clave como la del emisor en el momento del sellado.
exact-no-proof-of-time = El emisor dice que selló el { $date }; nada más lo prueba.
found-unchanged = El documento es inequívoco y no ha cambiado desde que se selló.
found-seal-verified = El sello se hizo con la clave que nombra.
found-key-listed = La lista de confianza atribuye la clave al emisor.
found-key-is-issuer = La clave es el propio identificador del emisor; nadie responde de quién es.
found-issuer-listed = El emisor figura en una lista de confianza vigente.
found-in-scope = El emisor puede otorgar credenciales de este tipo, nivel y campo.
found-awarding-bodies-agree = Cada entidad que otorga es el emisor o lo ha autorizado.
found-granted-then = El emisor estaba reconocido cuando un sello de tiempo de confianza prueba el sello.
found-granted-now = El emisor está reconocido hoy.
found-not-revoked = La concesión no se ha retirado.
found-status-list-fresh = Las listas de estado son del emisor y están al día.
found-in-time = La credencial está dentro de su periodo de validez.
found-in-log = La credencial consta en el registro público del emisor.
found-profile-followed = El documento sigue el perfil europeo.
found-codes-listed = Cada código está en su lista controlada.
found-no-awarding-body = La credencial no nombra ninguna entidad que otorgue.
found-no-status = La credencial no tiene dato de estado, así que no se puede revocar.
found-no-inclusion-proof = Con la credencial no vino ninguna prueba de anotación en un registro.
found-no-profile = La credencial no declara seguir el perfil europeo.
found-not-checked = Sin comprobar, porque una comprobación anterior no se superó.
found-no-proof-of-time = Ningún sello de tiempo de confianza prueba cuándo se selló.
found-no-list = Aquí no hay configurada ninguna lista de instituciones de confianza.
found-list-unusable = La lista de instituciones de confianza no se pudo usar: falta, no está al día o no es auténtica.
found-not-listed = Este emisor no figura en ninguna lista de instituciones de confianza, así que nadie responde por él.
found-key-not-listed-then = El emisor figura en la lista, pero no esta clave para ese momento.
found-key-compromised = La clave cayó en otras manos: cualquiera pudo hacer este sello.
found-lists-disagree = Las listas de instituciones de confianza se contradicen.
found-identity-mismatch = El emisor no es quien dice ser: los identificadores no coinciden.
found-identity-unclear = La identidad del emisor no se pudo establecer sin lugar a dudas.
found-issuer-withdrawn = Según la lista, este emisor ya no es de confianza.
found-issuer-suspended = Según la lista, la confianza en este emisor está suspendida.
found-not-granted-then = El emisor no estaba reconocido en ese momento.
found-standing-unknown = La lista no dice cuál era la situación del emisor en ese momento.
found-out-of-scope = El emisor no puede otorgar credenciales de este tipo, nivel o campo.
found-scope-unknown = No se pudo establecer si el emisor puede otorgar tales credenciales.
found-no-mandate = Una entidad que otorga no ha autorizado al emisor.
found-awarding-unclear = No se pudo establecer quiénes son las entidades que otorgan.
found-revoked = El emisor ha revocado esta concesión.
found-suspended = El emisor ha suspendido esta concesión.
found-status-unknown = No se pudo comprobar si la concesión se retiró.
found-status-list-unusable = La lista de concesiones retiradas no se pudo obtener o no es fiable.
found-not-yet-valid = La credencial aún no es válida.
found-expired = La credencial ha caducado.
found-date-unreadable = Una fecha de la credencial no se puede leer.
found-not-in-log = La prueba de anotación en el registro del emisor no es correcta.
found-log-key-unknown = La clave del registro del emisor no está en la lista.
found-profile-departs = El documento se aparta del perfil europeo.
found-profile-unread = El documento no se pudo comparar con el perfil.
found-code-not-listed = Un código no está en su lista controlada.
found-code-unknown = Un código es de una lista que aquí no se conoce por entero.
found-changed = El documento no es aquel para el que se hizo este sello: se modificó, o el sello es de otro.
found-signature-invalid = La firma no corresponde al documento.
found-no-seal = Este documento no lleva sello.
found-seal-wrong = El sello no está hecho como debe.
found-key-unavailable = No se pudo obtener la clave del emisor.
found-unreadable = El documento no se puede leer de una única manera segura.
found-context-unknown = El documento usa términos que aquí no se conocen.
found-certificate-untrusted = El certificado del sello no conduce a ninguna autoridad de confianza.
found-certificate-expired = El certificado había caducado y nada prueba que el sello sea anterior.
found-certificate-misused = El certificado no se puede usar para un sello así.
found-certificate-revoked = El certificado del sello fue revocado.
found-revocation-unknown = No se pudo establecer si el certificado fue revocado.
found-other-passed = Esta comprobación salió bien.
found-other-failed = Esta comprobación no salió bien.
found-other-inconclusive = Esto no se pudo establecer.
found-other-not-applicable = Aquí no hay nada que comprobar.
todo-original = Pida a su titular el archivo o el enlace original. Si tampoco sirve, pregunte a la institución.
todo-institution = Pregunte a la institución que figura como emisora, en una dirección que no haya tomado de la credencial.
todo-later = Vuelva a intentarlo más tarde; si sigue igual, pregunte a la institución.
todo-operator = Avise a quien gestiona este verificador; puede que la credencial en sí esté en orden.
todo-renew = Pida a su titular una credencial que hoy sea válida.
todo-nothing = Nada: esto no decide. Quizá a la institución le interese saberlo.

## The report

report-heading = Informe de verificación
report-made = Comprobado el { $date }
report-verifier = por el verificador en { $host }
report-document = SHA-256 de lo comprobado
report-no-list = No se consultó ninguna lista de confianza.
report-lists = Listas de confianza consultadas
report-list = Lista de confianza { $list }, número { $sequence }, { $state }
report-link = Enlace a esta respuesta
report-copy = Copiar el enlace
report-copied = El enlace está copiado.
report-download = Descargar el informe (JSON)
report-print = Vista para imprimir
report-signature = Firma
report-unsigned = Este informe no está firmado. Quien necesite certeza, compruebe de nuevo la credencial.
report-unsigned-away = Este informe no está firmado: el firmante de este servicio no respondió. Quien necesite certeza debe volver a comprobar la credencial.
report-signed = Firmado por { $signer }. Quien tenga el archivo puede comprobar que no se ha modificado nada en él.

## Problems

problem-nothing = No se comprobó nada, así que esto no dice nada de ninguna credencial.
problem-back = Volver a la primera página
problem-number = Si lo comunica, indique este número: { $number }
problem-unreadable-request = La petición no se pudo leer
problem-nothing-to-check = No hay nada que comprobar
problem-not-found = No hay nada en esta dirección
problem-too-large = Lo enviado es demasiado grande
problem-link-not-readable = El enlace no se pudo leer
problem-busy = El servicio está ocupado
problem-too-slow = La petición llegó demasiado despacio
problem-took-too-long = La comprobación tardó demasiado
problem-internal = Algo ha fallado aquí
problem-nothing-to-check-do = Aporte un archivo, un enlace o el texto de una credencial.
problem-not-found-do = Puede que el enlace se haya retirado.
problem-link-not-readable-do = En el enlace no se pudo leer ninguna credencial: puede estar mal escrito, retirado, no ser público, ser demasiado grande o no estar accesible ahora. Pida el archivo en su lugar.
problem-busy-do = Hay muchas comprobaciones en curso. Vuelva a intentarlo en un momento.
problem-too-slow-do = La petición no llegó completa a tiempo. Vuelva a intentarlo.
problem-took-too-long-do = La comprobación se abandonó. De ello no se deduce nada sobre la credencial.
problem-internal-do = El fallo es nuestro y ha quedado anotado.

## Accessibility and privacy

statement-title = Accesibilidad y privacidad
statement-access-heading = Accesibilidad
statement-access-goal = Estas páginas están hechas para cumplir las Pautas de Accesibilidad para el Contenido Web (WCAG) 2.2 en el nivel AA. Funcionan solo con el teclado, con lectores de pantalla, con un aumento del 400 %, en pantallas estrechas, en colores claros y oscuros, impresas y sin JavaScript.
statement-access-checked = Pruebas automáticas lo comprueban en cada página y en cada tipo de respuesta; todavía no se ha pedido a ninguna persona con discapacidad que las pruebe.
statement-access-limits = Límites conocidos: los textos de una credencial están en los idiomas en que los escribió su emisor, y los hallazgos exactos de las comprobaciones están en inglés.
statement-access-contact = Si algo le impide usar este verificador, dígaselo a la institución que lo gestiona en { $host }.
statement-privacy-heading = Privacidad
statement-privacy-kept = Lo que envíe se comprueba en memoria y se olvida con la respuesta. No se usan cookies, no se rastrea a nadie y ninguna página carga nada de otro sitio.
statement-privacy-asked = Para comprobar una credencial, este verificador puede pedir al servidor de su emisor la lista de concesiones retiradas. Esa lista abarca muchas concesiones, así que el emisor no sabe cuál se está comprobando.
statement-privacy-log = El registro de este servicio contiene la hora, el tipo de petición y el resultado, pero ninguna dirección suya ni nada de la credencial.
