# The verifier's pages in English, from which the other languages are translated.
# Every language has exactly these messages with exactly these variables; tests/it/locales.rs holds it.

## Every page

skip-link = Skip to the content
site-host = Verifier at { $host }
footer-kept = What you send is checked and not kept.
footer-address = Check the address in your browser: this verifier is at { $host }. A picture of a result proves nothing; check the credential yourself.
footer-statement = Accessibility and privacy
language-label = Language
language-restart = Choosing another language starts a new check, because what you sent was not kept.
date = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
moment = { $date }, { $hour }:{ $minute }:{ $second } UTC
period = { $from } to { $to }
list-pair = { $first } and { $last }

## The first page

first-title = Check a micro-credential
first-heading = Is this micro‑credential real?
first-lead = Give what the learner gave you: a link, a file or a QR code. You get the answer in plain words: who awarded it, to whom, for what, and whether you can rely on it today. No account is needed.
file-heading = Upload a file
file-hint = The credential as the learner has it: { $kinds }. Several files at once, or a ZIP of them, are welcome.
file-label = Choose files
file-drop = or drop them here
file-button = Check the file
link-heading = Give a link
link-hint = The address that the learner shared. It begins with https://.
link-label = Link to the credential
link-button = Check the link
photo-heading = Photograph a QR code
photo-hint = Take a picture of the code, or choose one that you have. It is read here and not kept.
photo-label = Picture of the QR code
photo-button = Check the picture
text-heading = Paste the text
text-hint = The whole content of the file, from the first character to the last.
text-label = Text of the credential
text-button = Check the text
working = Checking. This can take a few seconds.
answers-heading = What the answers mean
answers-accept = Every check that decides was made and came out well.
answers-reject = It was changed, revoked, has expired, or was not made by the issuer it names.
answers-undecided = Something could not be checked, or nobody vouches for the issuer. It is never shown as valid.

## The answer

decision-accept = Accepted
decision-reject = Rejected
decision-undecided = Could not be decided
meaning-accept = The credential is unchanged, its issuer is on the trust list, and at the time of this check it was neither withdrawn nor expired.
meaning-reject = Do not rely on this credential.
meaning-undecided = Something that matters could not be established. This is neither an approval nor a rejection: try again later, or ask the institution that is named as issuer.
sentence-accept = { $awarder } awarded “{ $title }” to { $learner }, { $self ->
    [yes] sealed it
   *[no] { $sealer } sealed it
} on { $date }, and you can rely on it.
sentence-reject = Do not rely on this credential, which claims that { $awarder } awarded “{ $title }” to { $learner } and that { $sealer } sealed it on { $date }.
sentence-undecided = It could not be decided whether you can rely on this credential, which says that { $awarder } awarded “{ $title }” to { $learner } and that { $sealer } sealed it on { $date }.
bare-accept = You can rely on this credential.
bare-reject = Do not rely on this document: nothing that it says could be confirmed.
bare-undecided = It could not be decided whether you can rely on this document.
reasons-heading = Why
what-to-do = What to do:
again = Check another
several-title = { $count ->
    [one] { $count } credential checked
   *[other] { $count } credentials checked
}
several-accept = { $count ->
    [one] { $count } accepted
   *[other] { $count } accepted
}
several-reject = { $count ->
    [one] { $count } rejected
   *[other] { $count } rejected
}
several-undecided = { $count ->
    [one] { $count } could not be decided
   *[other] { $count } could not be decided
}
several-caption = Each file with its answer
several-file = File
several-answer = Answer
several-what = What
document-number = document { $number }
several-table = Download the table (CSV)
several-table-long = The table is too long to go with this page. Check fewer files at a time.

## The certificate

certificate-accept = What was awarded
certificate-reject = What the rejected credential claims
certificate-undecided = What the credential claims
awarded-to = Awarded to
awarded-by = Awarded by
issued-by = Issued by
name-listed = on the trust list
name-claimed = claimed; on no trust list
name-missing = an organisation without a name
fact-issued = Issued
fact-valid-from = Valid from
fact-valid-until = Valid until
fact-credits = Credits
fact-eqf = EQF level
fact-national-level = National level
fact-workload = Workload
fact-credential = Credential
fact-languages = Language of instruction
fact-modes = Form of participation
fact-texts = Texts in
fact-stackability = Counts towards
fact-learner-id = Identification of the learner
fact-country = Country of the issuer
hours = { $count ->
    [one] { $hours } hour
   *[other] { $hours } hours
}
outcomes-heading = Learning outcomes
skills-label = ESCO skills
assessments-heading = Assessments and grades
assessment-column = Assessment
grade-column = Grade
supervision-column = Supervision and identity
part-of-above = part of the one above
components-heading = Components
quality-heading = Quality assurance
quality-stated = As the credential states it:
quality-decided = decided on { $date }
picture-heading = As its issuer made it look
picture-alt = Page { $number } of the credential as its issuer made it look
picture-badge-alt = Picture of the badge
picture-withheld = A picture of this credential is not shown: it lies elsewhere on the web, or it is no PNG or JPEG that could be drawn anew.
badge-criteria-heading = What had to be achieved
badge-criteria-elsewhere = It is written at { $url }; this verifier has not looked there.
badge-type = Kind of achievement
badge-field = Field of study
badge-creator = Designed by
badge-alignments-heading = What it corresponds to, as the badge states it
badge-evidence-heading = Evidence, as the badge states it
requirements-heading = Requirements for taking part

## The seal

seal-heading = The electronic seal
seal-sentence = Sealed by { $holder }, with a certificate of { $authority }
seal-trusted = trusted authority
seal-untrusted = not trusted here
seal-claimed-time = Sealed, by its own word
seal-proven-time = Proven to exist
seal-proven-by = { $time }, by { $authority }
seal-not-proven = no trusted time stamp proves when
seal-level = Level
seal-level-whole = JAdES { $level }
seal-level-usable = JAdES { $level } by its parts, of which { $usable } can be relied on here
seal-level-departs = { $level }; not as the standard wants it: { $reasons }
seal-departs-time = its time is written in the form that ended in July 2025
seal-departs-type = its header names another type
seal-algorithm = Signature
seal-certificate-valid = Certificate valid
seal-certificate-states = Certificate says of itself
seal-qualified-not = nothing about being qualified
seal-qualified = EU qualified; only a trusted list of the Union confirms that
seal-qualified-for = EU qualified for { $types }; only a trusted list of the Union confirms that
seal-qualified-device = { $statement }; its key is in a qualified device
seal-serial = Serial number
seal-fingerprint = SHA-256 of the certificate
seal-fields-heading = What the certificate says of the issuer
seal-fields-caption = Each field of the issuer, by the certificate and by the credential
seal-field = Field
seal-field-certificate = Certificate
seal-field-credential = Credential
seal-field-id = Legal identifier
seal-field-name = Legal name
seal-field-other-name = Other name
seal-field-country = Country
seal-field-other = Another field
seal-confirmed = confirmed by the certificate
seal-same-untrusted = the same, but the certificate is not trusted
seal-not-stated = not stated in the credential
seal-not-certified = not in the certificate
seal-differs = not what the certificate says
seal-own-word = What else the credential says of its issuer is only its own word: { $names }.
seal-checks-heading = Each check of the seal
seal-checks-caption = Every check of the seal, its outcome and what was found
seal-check-signature = Signature
seal-check-reference = Named certificate
seal-check-critical = Binding headers
seal-check-baseline = Baseline form
seal-check-content-time = Time stamp of the content
seal-check-signature-time = Time stamp of the seal
seal-check-certificates = Certificates in the file
seal-check-revocation-data = Revocation data in the file
seal-check-archive-time = Archive time stamp
seal-check-path = Certificate’s authority
seal-check-revocation = Certificate not revoked
seal-check-other = Another check
europass-heading = As the Europass viewer words it: { $ribbon }
europass-note = The Europass viewer words its answers in its own way, in English; the answer that counts here is the one above.
europass-caption = Each check of the Europass viewer
status-column = Status
says-column = What it says

## The checks

checks-heading = What was checked
checks-caption = Every check, its outcome and what was found
check-column = Check
outcome-column = Outcome
found-column = What was found
outcome-passed = Passed
outcome-failed = Failed
outcome-inconclusive = Not established
outcome-not-applicable = Not applicable
check-integrity = Integrity
check-integrity-asks = Is the content unambiguous and unchanged since it was sealed?
check-proof = Seal
check-proof-asks = Is there a seal that was made for issuing credentials?
check-issuer-key = Issuer’s key
check-issuer-key-asks = Did the key that sealed it belong to the issuer at that time?
check-trust-list = Trust list
check-trust-list-asks = Does a current list of trusted institutions name the issuer?
check-scope = Issuer’s scope
check-scope-asks = May the issuer award credentials of this type, level and field?
check-awarding-bodies = Awarding bodies
check-awarding-bodies-asks = Are the awarding bodies the issuer, or did they authorise it?
check-trust-at-sealing = Trust when sealed
check-trust-at-sealing-asks = Was the issuer trusted at the time of sealing?
check-trust-now = Trust today
check-trust-now-asks = Is the issuer trusted at the time of this check?
check-status = Not withdrawn
check-status-asks = Has the award been neither revoked nor suspended?
check-status-list = Status lists
check-status-list-asks = Are the lists of withdrawn awards genuine and current?
check-validity = Period of validity
check-validity-asks = Is the credential within its dates?
check-log = Issuer’s log
check-log-asks = Is it entered in the issuer’s public log?
check-profile = Form
check-profile-asks = Does it follow the European profile for credentials?
check-vocabularies = Controlled terms
check-vocabularies-asks = Are its codes on the European lists of terms?

## What was found, by the code of a check

exact-expired = The credential was valid until { $date }.
exact-in-time = The credential is valid until { $date }.
exact-not-yet-valid = The credential is valid from { $date } on.
exact-issuer-listed = The issuer is on the trust list { $lists }.
exact-key-listed = The trust list { $lists } names the key as the issuer’s for the time of sealing.
exact-no-proof-of-time = The issuer says that it sealed on { $date }; nothing else proves it.
found-unchanged = The document is unambiguous and unchanged since it was sealed.
found-seal-verified = The seal was made with the key that it names.
found-key-listed = The trust list names the key as the issuer’s.
found-key-is-issuer = The key is the issuer’s own identifier; nobody vouches for who that is.
found-issuer-listed = A current trust list names the issuer.
found-in-scope = The issuer may award credentials of this type, level and field.
found-awarding-bodies-agree = Every awarding body is the issuer or has authorised it.
found-granted-then = The issuer was in good standing when a trusted time stamp proves the seal.
found-granted-now = The issuer is in good standing today.
found-not-revoked = The award has not been withdrawn.
found-status-list-fresh = The status lists are the issuer’s and up to date.
found-in-time = The credential is within its period of validity.
found-in-log = The credential is entered in the issuer’s public log.
found-profile-followed = The document follows the European profile.
found-codes-listed = Every code is on its controlled list.
found-no-awarding-body = The credential names no awarding body.
found-no-status = The credential has no status entry, so it cannot be revoked.
found-no-inclusion-proof = No proof of an entry in a log came with the credential.
found-no-profile = The credential does not state that it follows the European profile.
found-not-checked = Not checked, because an earlier check did not pass.
found-no-proof-of-time = No trusted time stamp proves when the seal was made.
found-no-list = No list of trusted institutions is set up here.
found-list-unusable = The list of trusted institutions could not be used: it is missing, out of date or not genuine.
found-not-listed = No list of trusted institutions names this issuer, so nobody vouches for it.
found-key-not-listed-then = The list names the issuer, but not this key for that time.
found-key-compromised = The key came into other hands: anybody could have made this seal.
found-lists-disagree = The lists of trusted institutions disagree.
found-identity-mismatch = The issuer is not who it says it is: the identifiers differ.
found-identity-unclear = The issuer’s identity could not be established beyond doubt.
found-issuer-withdrawn = The list says that this issuer is no longer trusted.
found-issuer-suspended = The list says that trust in this issuer is suspended.
found-not-granted-then = The issuer was not in good standing at that time.
found-standing-unknown = The list does not say how the issuer stood at that time.
found-out-of-scope = The issuer may not award credentials of this type, level or field.
found-scope-unknown = It could not be established whether the issuer may award such credentials.
found-no-mandate = An awarding body has not authorised the issuer.
found-awarding-unclear = It could not be established who the awarding bodies are.
found-revoked = The issuer has revoked this award.
found-suspended = The issuer has suspended this award.
found-status-unknown = Whether the award was withdrawn could not be checked.
found-status-list-unusable = The list of withdrawn awards could not be had, or cannot be relied on.
found-not-yet-valid = The credential is not valid yet.
found-expired = The credential has expired.
found-date-unreadable = A date of the credential cannot be read.
found-not-in-log = The proof of an entry in the issuer’s log is not right.
found-log-key-unknown = The key of the issuer’s log is not on the list.
found-profile-departs = The document departs from the European profile.
found-profile-unread = The document could not be compared with the profile.
found-code-not-listed = A code is not on its controlled list.
found-code-unknown = A code is on a list that is not fully known here.
found-changed = The document is not what this seal was made for: it was changed, or the seal is another’s.
found-signature-invalid = The signature does not match the document.
found-no-seal = There is no seal on this document.
found-seal-wrong = The seal is not made as it must be.
found-key-unavailable = The issuer’s key could not be had.
found-unreadable = The document cannot be read in one certain way.
found-context-unknown = The document uses terms that are not known here.
found-certificate-untrusted = The certificate of the seal does not lead to a trusted authority.
found-certificate-expired = The certificate had expired, and nothing proves that the seal is older.
found-certificate-misused = The certificate may not be used for such a seal.
found-certificate-revoked = The certificate of the seal was revoked.
found-revocation-unknown = It could not be established whether the certificate was revoked.
found-other-passed = This check came out well.
found-other-failed = This check did not come out well.
found-other-inconclusive = This could not be established.
found-other-not-applicable = There is nothing to check here.
todo-original = Ask the learner for the original file or link. If that fails too, ask the institution.
todo-institution = Ask the institution that is named as issuer, by an address that you did not get from the credential.
todo-later = Try again later; if it stays so, ask the institution.
todo-operator = Tell whoever runs this verifier; the credential itself may be in order.
todo-renew = Ask the learner for a credential that is valid today.
todo-nothing = Nothing: this does not decide. The institution may wish to know.

## The report

report-heading = Verification report
report-made = Checked on { $date }
report-verifier = by the verifier at { $host }
report-document = SHA-256 of what was checked
report-no-list = No trust list was consulted.
report-lists = Trust lists consulted
report-list = Trust list { $list }, sequence { $sequence }, { $state }
report-link = Link to this answer
report-copy = Copy the link
report-copied = The link is copied.
report-download = Download the report (JSON)
report-print = Print view
report-signature = Signature
report-unsigned = This report is not signed. Whoever needs certainty checks the credential again.
report-unsigned-away = This report is not signed: the signer of this service did not answer. Whoever needs certainty checks the credential again.
report-signed = Signed by { $signer }. Whoever has the file can check that nothing in it was changed.

## Problems

problem-nothing = Nothing was checked, so this says nothing about a credential.
problem-back = Back to the first page
problem-number = If you report this, give this number: { $number }
problem-unreadable-request = The request could not be read
problem-nothing-to-check = There is nothing to check
problem-not-found = There is nothing at this address
problem-too-large = What was sent is too large
problem-link-not-readable = The link could not be read
problem-busy = The service is busy
problem-too-slow = The request came too slowly
problem-took-too-long = The check took too long
problem-internal = Something went wrong here
problem-nothing-to-check-do = Give a file, a link or the text of a credential.
problem-not-found-do = The link may have been withdrawn.
problem-link-not-readable-do = No credential could be read from the link: it may be mistyped, withdrawn, not public, too large or not reachable just now. Ask for the file instead.
problem-busy-do = Many checks are under way. Try again in a moment.
problem-too-slow-do = The request was not complete in time. Try again.
problem-took-too-long-do = The check was given up. Nothing follows from that for the credential.
problem-internal-do = The fault is ours; it has been noted.

## Accessibility and privacy

statement-title = Accessibility and privacy
statement-access-heading = Accessibility
statement-access-goal = These pages are made to conform to the Web Content Accessibility Guidelines 2.2 at level AA. They work with the keyboard alone, with screen readers, at 400 % zoom, on narrow screens, in light and dark colours, in print, and without JavaScript.
statement-access-checked = Automatic tests check every page and every kind of answer for this; no person with a disability has been asked to test them yet.
statement-access-limits = Known limits: texts of a credential stand in the languages in which its issuer wrote them, and exact findings of the checks are in English.
statement-access-contact = If something keeps you from using this verifier, tell the institution that runs it at { $host }.
statement-privacy-heading = Privacy
statement-privacy-kept = What you send is checked in memory and forgotten with the answer. No cookies are set, nobody is tracked, and no page loads anything from elsewhere.
statement-privacy-asked = To check a credential, this verifier may ask its issuer’s server for the list of withdrawn awards. That list covers many awards, so the issuer does not learn which one is being checked.
statement-privacy-log = The service’s own log has the time, the kind of request and the result, but no address of yours and nothing of the credential.
