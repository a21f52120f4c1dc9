# The certificate as PDF in English, from which the other languages are translated.
# It also uses messages of verifier.ftl. Every language has exactly these messages with exactly these variables.

pdf-kicker = Certificate of a micro-credential
pdf-certifies = This is to certify that
pdf-has-earned = has earned the micro-credential
pdf-document-title = Certificate: { $title }
pdf-details-heading = Details
pdf-page = Page { $page } of { $pages }
pdf-component-column = Component
pdf-date-of-birth = Date of birth
pdf-learner-identifier = Learner’s number
pdf-national-identifier = National identifier
pdf-awarded-on = Awarded on
pdf-rights-heading = Rights
pdf-notes-heading = Further information
pdf-prerequisites-heading = Prerequisites
pdf-check-heading = How to check this certificate
pdf-check-proof = This page is not the proof. The proof is the sealed credential that is attached to this PDF as the file { $file }.
pdf-check-open = Open the address below, or scan the code.
pdf-check-give = Give it this PDF as you received it. No account is needed.
pdf-check-answer = The answer says who awarded what to whom, and whether it still holds today.
pdf-check-paper = If you have it on paper only, ask the holder for the PDF or for a link: a scan or a photo of this page cannot be checked.
pdf-qr-alt = QR code of the address { $url }
pdf-logo-alt = Logo of { $name }
pdf-sealed-by = Sealed electronically by { $issuer } on { $date }.
pdf-lacking = Letters for which this document has no font stand as their Unicode numbers in brackets. The attached file has the letters themselves.
pdf-attached = The sealed credential that this certificate shows
