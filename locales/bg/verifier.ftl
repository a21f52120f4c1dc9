# Страниците на услугата за проверка на български.

## Every page

skip-link = Към съдържанието
site-host = Проверка на { $host }
footer-kept = Изпратеното от вас се проверява и не се съхранява.
footer-address = Погледнете адреса в браузъра си: тази услуга за проверка е на { $host }. Снимка на резултат не доказва нищо; проверете сами удостоверението.
footer-statement = Достъпност и поверителност
language-label = Език
language-restart = Изборът на друг език започва нова проверка, защото изпратеното от вас не е съхранено.
date = { $day } { $month ->
    [1] януари
    [2] февруари
    [3] март
    [4] април
    [5] май
    [6] юни
    [7] юли
    [8] август
    [9] септември
    [10] октомври
    [11] ноември
   *[12] декември
} { $year } г.
moment = { $date }, { $hour }:{ $minute }:{ $second } ч. UTC
period = от { $from } до { $to }
list-pair = { $first } и { $last }

## The first page

first-title = Проверка на микроудостоверение
first-heading = Истинско ли е това микроудостоверение?
first-lead = Дайте това, което сте получили: връзка, файл или QR код. Ще получите отговора с прости думи: кой го е присъдил, на кого, за какво и дали днес можете да разчитате на него. Не е нужна регистрация.
file-heading = Качете файл
file-hint = Удостоверението така, както го има притежателят му: { $kinds }. Може и няколко файла наведнъж или ZIP архив.
file-label = Изберете файлове
file-drop = или ги пуснете тук
file-button = Проверете файла
link-heading = Дайте връзка
link-hint = Адресът, който сте получили. Започва с https://.
link-label = Връзка към удостоверението
link-button = Проверете връзката
photo-heading = Снимайте QR код
photo-hint = Снимайте кода или изберете снимка, която имате. Тя се чете тук и не се съхранява.
photo-label = Снимка на QR кода
photo-button = Проверете снимката
text-heading = Поставете текста
text-hint = Цялото съдържание на файла, от първия до последния знак.
text-label = Текст на удостоверението
text-button = Проверете текста
working = Проверката тече. Може да отнеме няколко секунди.
answers-heading = Какво означават отговорите
answers-accept = Всяка решаваща проверка е направена и е минала добре.
answers-reject = Било е променено или отменено, изтекло е или не е направено от посочения издател.
answers-undecided = Нещо не можа да се провери или никой не гарантира за издателя. Никога не се показва като валидно.

## The answer

decision-accept = Прието
decision-reject = Отхвърлено
decision-undecided = Не можа да се реши
meaning-accept = Удостоверението е непроменено, издателят му е в доверителния списък и към момента на тази проверка то не беше нито оттеглено, нито изтекло.
meaning-reject = Не разчитайте на това удостоверение.
meaning-undecided = Нещо съществено не можа да се установи. Това не е нито одобрение, нито отказ: опитайте по-късно или попитайте институцията, посочена като издател.
sentence-accept = { $count ->
    [one] { $awarder } присъди
   *[many] { $awarder } присъдиха
} „{ $title }“ на { $learner }, с { $self ->
    [yes] негов собствен печат
   *[no] печата на { $sealer }
} от { $date }, и можете да разчитате на това.
sentence-reject = Не разчитайте на това удостоверение, което твърди, че { $count ->
    [one] { $awarder } е присъдил
   *[many] { $awarder } са присъдили
} „{ $title }“ на { $learner }, с печата на { $sealer } от { $date }.
sentence-undecided = Не можа да се реши дали можете да разчитате на това удостоверение, според което { $count ->
    [one] { $awarder } присъди
   *[many] { $awarder } присъдиха
} „{ $title }“ на { $learner }, с печата на { $sealer } от { $date }.
bare-accept = Можете да разчитате на това удостоверение.
bare-reject = Не разчитайте на този документ: нищо от казаното в него не можа да се потвърди.
bare-undecided = Не можа да се реши дали можете да разчитате на този документ.
reasons-heading = Защо
what-to-do = Какво да направите:
again = Проверете друго
several-title = { $count ->
    [one] { $count } проверено удостоверение
   *[other] { $count } проверени удостоверения
}
several-accept = { $count ->
    [one] { $count } прието
   *[other] { $count } приети
}
several-reject = { $count ->
    [one] { $count } отхвърлено
   *[other] { $count } отхвърлени
}
several-undecided = { $count ->
    [one] { $count } нерешено
   *[other] { $count } нерешени
}
several-caption = Всеки файл с неговия отговор
several-file = Файл
several-answer = Отговор
several-what = Какво
document-number = документ { $number }
several-table = Изтегляне на таблицата (CSV)
several-table-long = Таблицата е твърде дълга за тази страница. Проверете по-малко файлове наведнъж.

## The certificate

certificate-accept = Какво е присъдено
certificate-reject = Какво твърди отхвърленото удостоверение
certificate-undecided = Какво твърди удостоверението
awarded-to = Присъдено на
awarded-by = Присъдено от
issued-by = Издадено от
name-listed = в доверителния списък
name-claimed = според удостоверението; в нито един доверителен списък
name-missing = организация без име
fact-issued = Издадено на
fact-valid-from = Валидно от
fact-valid-until = Валидно до
fact-credits = Кредити
fact-eqf = Ниво по ЕКР
fact-national-level = Национално ниво
fact-workload = Учебна натовареност
fact-credential = Идентификатор на удостоверението
fact-languages = Език на обучение
fact-modes = Форма на участие
fact-texts = Текстове на
fact-stackability = Зачита се към
fact-learner-id = Идентификатор на обучаемия
fact-country = Държава на издателя
hours = { $count ->
    [one] { $hours } час
   *[other] { $hours } часа
}
outcomes-heading = Учебни резултати
skills-label = Умения по ESCO
assessments-heading = Оценявания и оценки
assessment-column = Оценяване
grade-column = Оценка
supervision-column = Надзор и самоличност
part-of-above = част от горното
components-heading = Съставни части
quality-heading = Осигуряване на качеството
quality-stated = Според удостоверението:
quality-decided = решено на { $date }
picture-heading = Видът, който му е дал издателят
picture-alt = Страница { $number } от удостоверението във вида, даден му от издателя
picture-badge-alt = Изображение на значката
picture-withheld = Едно изображение на това удостоверение не се показва: то се намира другаде в мрежата или не е PNG или JPEG, което може да се прерисува.
badge-criteria-heading = Какво трябваше да се постигне
badge-criteria-elsewhere = Записано е на { $url }; тази услуга не е гледала там.
badge-type = Вид постижение
badge-field = Област на обучение
badge-creator = Разработено от
badge-alignments-heading = На какво съответства според значката
badge-evidence-heading = Доказателства според значката
requirements-heading = Изисквания за участие

## The seal

seal-heading = Електронният печат
seal-sentence = Подпечатано от { $holder }, със сертификат от { $authority }
seal-trusted = доверен орган
seal-untrusted = тук не е доверен
seal-claimed-time = Подпечатано по собствените му думи
seal-proven-time = Доказано съществува
seal-proven-by = { $time }, от { $authority }
seal-not-proven = никой доверен времеви печат не доказва кога
seal-level = Ниво
seal-level-whole = JAdES { $level }
seal-level-usable = JAdES { $level } по частите си, от което тук може да се разчита на { $usable }
seal-level-departs = { $level }; не както иска стандартът: { $reasons }
seal-departs-time = времето е записано във форма, прекратена през юли 2025 г.
seal-departs-type = заглавието посочва друг тип
seal-algorithm = Подпис
seal-certificate-valid = Валидност на сертификата
seal-certificate-states = Сертификатът казва за себе си
seal-qualified-not = нищо за това да е квалифициран
seal-qualified = квалифициран в ЕС; това потвърждава само доверителен списък на Съюза
seal-qualified-for = квалифициран в ЕС за { $types }; това потвърждава само доверителен списък на Съюза
seal-qualified-device = { $statement }; ключът му е в квалифицирано устройство
seal-serial = Сериен номер
seal-fingerprint = SHA-256 на сертификата
seal-fields-heading = Какво казва сертификатът за издателя
seal-fields-caption = Всяко поле за издателя според сертификата и според удостоверението
seal-field = Поле
seal-field-certificate = Сертификат
seal-field-credential = Удостоверение
seal-field-id = Законов идентификатор
seal-field-name = Официално наименование
seal-field-other-name = Друго име
seal-field-country = Държава
seal-field-other = Друго поле
seal-confirmed = потвърдено от сертификата
seal-same-untrusted = същото, но сертификатът не е доверен
seal-not-stated = не е посочено в удостоверението
seal-not-certified = няма го в сертификата
seal-differs = различно от казаното в сертификата
seal-own-word = Останалото, което удостоверението казва за издателя си, е само негова дума: { $names }.
seal-checks-heading = Всяка проверка на печата
seal-checks-caption = Всяка проверка на печата, изходът ѝ и какво е установено
seal-check-signature = Подпис
seal-check-reference = Посочен сертификат
seal-check-critical = Задължителни заглавия
seal-check-baseline = Основна форма
seal-check-content-time = Времеви печат на съдържанието
seal-check-signature-time = Времеви печат на печата
seal-check-certificates = Сертификати във файла
seal-check-revocation-data = Данни за прекратяване във файла
seal-check-archive-time = Архивен времеви печат
seal-check-path = Орган на сертификата
seal-check-revocation = Сертификатът не е прекратен
seal-check-other = Друга проверка
europass-heading = По думите на програмата на Europass: { $ribbon }
europass-note = Програмата на Europass изразява отговорите си по свой начин и на английски; тук важи отговорът по-горе.
europass-caption = Всяка проверка на програмата на Europass
status-column = Състояние
says-column = Какво казва

## The checks

checks-heading = Какво е проверено
checks-caption = Всяка проверка, изходът ѝ и какво е установено
check-column = Проверка
outcome-column = Изход
found-column = Какво е установено
outcome-passed = Успешна
outcome-failed = Неуспешна
outcome-inconclusive = Неустановено
outcome-not-applicable = Неприложимо
check-integrity = Цялост
check-integrity-asks = Съдържанието недвусмислено ли е и непроменено ли е, откакто е подпечатано?
check-proof = Печат
check-proof-asks = Има ли печат, направен за издаване на удостоверения?
check-issuer-key = Ключ на издателя
check-issuer-key-asks = Ключът на печата тогава на издателя ли е бил?
check-trust-list = Доверителен списък
check-trust-list-asks = Посочва ли издателя актуален списък на доверени институции?
check-scope = Правомощия на издателя
check-scope-asks = Може ли издателят да присъжда удостоверения от този вид, ниво и област?
check-awarding-bodies = Присъждащи институции
check-awarding-bodies-asks = Присъждащите институции издателят ли са, или са го упълномощили?
check-trust-at-sealing = Доверие при подпечатването
check-trust-at-sealing-asks = Доверен ли е бил издателят при подпечатването?
check-trust-now = Доверие днес
check-trust-now-asks = Доверен ли е издателят към момента на тази проверка?
check-status = Неоттеглено
check-status-asks = Не е ли било присъждането отменено или спряно?
check-status-list = Списъци на състоянието
check-status-list-asks = Списъците на оттеглените присъждания истински и актуални ли са?
check-validity = Срок на валидност
check-validity-asks = В срока си ли е удостоверението?
check-log = Дневник на издателя
check-log-asks = Вписано ли е в публичния дневник на издателя?
check-profile = Форма
check-profile-asks = Следва ли европейския профил за удостоверения?
check-vocabularies = Контролирани термини
check-vocabularies-asks = Кодовете му в европейските списъци на термини ли са?

## What was found, by the code of a check

exact-expired = Удостоверението беше валидно до { $date }.
exact-in-time = Удостоверението е валидно до { $date }.
exact-not-yet-valid = Удостоверението е валидно от { $date } нататък.
exact-issuer-listed = Издателят е в доверителния списък { $lists }.
exact-key-listed = Доверителният списък { $lists } посочва ключа като ключ на издателя към момента на подпечатването.
exact-no-proof-of-time = Издателят заявява, че е подпечатал на { $date }; нищо друго не го доказва.
found-unchanged = Документът е недвусмислен и непроменен, откакто е подпечатан.
found-seal-verified = Печатът е направен с ключа, който посочва.
found-key-listed = Доверителният списък посочва ключа като ключ на издателя.
found-key-is-issuer = Ключът е самият идентификатор на издателя; никой не гарантира кой е той.
found-issuer-listed = Актуален доверителен списък посочва издателя.
found-in-scope = Издателят може да присъжда удостоверения от този вид, ниво и област.
found-awarding-bodies-agree = Всяка присъждаща институция е издателят или го е упълномощила.
found-granted-then = Издателят е бил признат, когато доверен времеви печат доказва печата.
found-granted-now = Издателят е признат днес.
found-not-revoked = Присъждането не е оттеглено.
found-status-list-fresh = Списъците на състоянието са на издателя и са актуални.
found-in-time = Удостоверението е в срока си на валидност.
found-in-log = Удостоверението е вписано в публичния дневник на издателя.
found-profile-followed = Документът следва европейския профил.
found-codes-listed = Всеки код е в контролирания си списък.
found-no-awarding-body = Удостоверението не посочва присъждаща институция.
found-no-status = Удостоверението няма запис за състояние, затова не може да бъде отменено.
found-no-inclusion-proof = С удостоверението не дойде доказателство за вписване в дневник.
found-no-profile = Удостоверението не заявява, че следва европейския профил.
found-not-checked = Непроверено, защото по-ранна проверка не мина.
found-no-proof-of-time = Нито един доверен времеви печат не доказва кога е подпечатано.
found-no-list = Тук не е настроен списък на доверени институции.
found-list-unusable = Списъкът на доверените институции не можа да се използва: липсва, остарял е или не е истински.
found-not-listed = Нито един списък на доверени институции не посочва този издател, затова никой не гарантира за него.
found-key-not-listed-then = Списъкът посочва издателя, но не и този ключ за онова време.
found-key-compromised = Ключът е попаднал в чужди ръце: всеки може да е направил този печат.
found-lists-disagree = Списъците на доверени институции си противоречат.
found-identity-mismatch = Издателят не е този, за когото се представя: идентификаторите се различават.
found-identity-unclear = Самоличността на издателя не можа да се установи със сигурност.
found-issuer-withdrawn = Според списъка на този издател вече няма доверие.
found-issuer-suspended = Според списъка доверието в този издател е спряно.
found-not-granted-then = Издателят не е бил признат тогава.
found-standing-unknown = Списъкът не казва какво е било положението на издателя тогава.
found-out-of-scope = Издателят не може да присъжда удостоверения от този вид, ниво или област.
found-scope-unknown = Не можа да се установи дали издателят може да присъжда такива удостоверения.
found-no-mandate = Присъждаща институция не е упълномощила издателя.
found-awarding-unclear = Не можа да се установи кои са присъждащите институции.
found-revoked = Издателят е отменил това присъждане.
found-suspended = Издателят е спрял това присъждане.
found-status-unknown = Не можа да се провери дали присъждането е оттеглено.
found-status-list-unusable = Списъкът на оттеглените присъждания не можа да се получи или на него не може да се разчита.
found-not-yet-valid = Удостоверението още не е валидно.
found-expired = Удостоверението е изтекло.
found-date-unreadable = Дата в удостоверението не може да се прочете.
found-not-in-log = Доказателството за вписване в дневника на издателя не е вярно.
found-log-key-unknown = Ключът на дневника на издателя не е в списъка.
found-profile-departs = Документът се отклонява от европейския профил.
found-profile-unread = Документът не можа да се сравни с профила.
found-code-not-listed = Код не е в контролирания си списък.
found-code-unknown = Код е от списък, който тук не е напълно известен.
found-changed = Документът не е този, за който е направен печатът: бил е променен или печатът е чужд.
found-signature-invalid = Подписът не съответства на документа.
found-no-seal = На този документ няма печат.
found-seal-wrong = Печатът не е направен, както трябва.
found-key-unavailable = Ключът на издателя не можа да се получи.
found-unreadable = Документът не може да се прочете по един-единствен сигурен начин.
found-context-unknown = Документът използва термини, които тук не са известни.
found-certificate-untrusted = Сертификатът на печата не води до доверен орган.
found-certificate-expired = Сертификатът е бил изтекъл и нищо не доказва, че печатът е по-стар.
found-certificate-misused = Сертификатът не може да се използва за такъв печат.
found-certificate-revoked = Сертификатът на печата е прекратен.
found-revocation-unknown = Не можа да се установи дали сертификатът е прекратен.
found-other-passed = Тази проверка мина добре.
found-other-failed = Тази проверка не мина добре.
found-other-inconclusive = Това не можа да се установи.
found-other-not-applicable = Тук няма какво да се проверява.
todo-original = Поискайте от притежателя първоначалния файл или връзка. Ако и това не помогне, попитайте институцията.
todo-institution = Попитайте институцията, посочена като издател, на адрес, който не сте взели от удостоверението.
todo-later = Опитайте по-късно; ако нищо не се промени, попитайте институцията.
todo-operator = Кажете на този, който поддържа тази услуга; самото удостоверение може да е наред.
todo-renew = Поискайте от притежателя удостоверение, което е валидно днес.
todo-nothing = Нищо: това не е решаващо. Институцията може би ще иска да знае.

## The report

report-heading = Доклад от проверката
report-made = Проверено на { $date }
report-verifier = от услугата на { $host }
report-document = SHA-256 на провереното
report-no-list = Не е ползван доверителен списък.
report-lists = Ползвани доверителни списъци
report-list = Доверителен списък { $list }, номер { $sequence }, { $state }
report-link = Връзка към този отговор
report-copy = Копирайте връзката
report-copied = Връзката е копирана.
report-download = Изтеглете доклада (JSON)
report-print = Изглед за печат
report-signature = Подпис
report-unsigned = Този доклад не е подписан. Който има нужда от сигурност, проверява удостоверението отново.
report-unsigned-away = Този доклад не е подписан: подписващият на тази услуга не отговори. Който има нужда от сигурност, проверява удостоверението отново.
report-signed = Подписан от { $signer }. Всеки, който има файла, може да провери, че нищо в него не е променено.

## Problems

problem-nothing = Нищо не беше проверено, така че това не казва нищо за удостоверение.
problem-back = Обратно към първата страница
problem-number = Ако съобщите за това, посочете този номер: { $number }
problem-unreadable-request = Заявката не можа да се прочете
problem-nothing-to-check = Няма какво да се проверява
problem-not-found = На този адрес няма нищо
problem-too-large = Изпратеното е твърде голямо
problem-link-not-readable = Връзката не можа да се прочете
problem-busy = Услугата е заета
problem-too-slow = Заявката дойде твърде бавно
problem-took-too-long = Проверката отне твърде много време
problem-internal = Тук нещо се обърка
problem-nothing-to-check-do = Дайте файл, връзка или текста на удостоверение.
problem-not-found-do = Връзката може да е оттеглена.
problem-link-not-readable-do = От връзката не можа да се прочете удостоверение: може да е сгрешена, оттеглена, непублична, твърде голяма или в момента недостъпна. Вместо това поискайте файла.
problem-busy-do = Текат много проверки. Опитайте отново след малко.
problem-too-slow-do = Заявката не пристигна цялата навреме. Опитайте отново.
problem-took-too-long-do = Проверката беше прекратена. От това не следва нищо за удостоверението.
problem-internal-do = Грешката е наша; тя е отбелязана.

## Accessibility and privacy

statement-title = Достъпност и поверителност
statement-access-heading = Достъпност
statement-access-goal = Тези страници са направени да отговарят на Насоките за достъпност на уеб съдържанието (WCAG) 2.2 на ниво AA. Те работят само с клавиатура, с екранни четци, при увеличение 400 %, на тесни екрани, в светли и тъмни цветове, отпечатани и без JavaScript.
statement-access-checked = Автоматични тестове проверяват това на всяка страница и при всеки вид отговор; още никой човек с увреждане не е бил помолен да ги изпробва.
statement-access-limits = Известни ограничения: текстовете на удостоверението са на езиците, на които ги е написал издателят му, а точните констатации на проверките са на английски.
statement-access-contact = Ако нещо ви пречи да ползвате тази услуга, кажете на институцията, която я поддържа на { $host }.
statement-privacy-heading = Поверителност
statement-privacy-kept = Изпратеното от вас се проверява в паметта и се забравя с отговора. Не се ползват бисквитки, никой не се проследява и никоя страница не зарежда нищо отдругаде.
statement-privacy-asked = За да провери удостоверение, тази услуга може да поиска от сървъра на издателя списъка на оттеглените присъждания. Той обхваща много присъждания, затова издателят не научава кое се проверява.
statement-privacy-log = Дневникът на услугата съдържа времето, вида на заявката и резултата, но не и ваш адрес или нещо от удостоверението.
