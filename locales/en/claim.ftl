# The claim page and its letter in English, from which the other languages are translated.
# It also uses messages of verifier.ftl. Every language has exactly these messages with exactly these variables.

## Every page

claim-host = Credentials at { $host }
claim-footer = Keep the address of this page to yourself: whoever has it can do here what you can do.
claim-footer-address = Check the address in your browser: this page is at { $host }.

## What was awarded

claim-heading = Your micro-credential
claim-lead = { $institution } has awarded you this. Keep it in a wallet, download it, or share it: nothing is used up by looking. This page is open until { $date }.
claim-suspended = The credential is suspended at the moment, so that it is not added to a wallet. Ask the institution why.

## The wallet

claim-wallet-heading = Add to a wallet
claim-wallet-what = A wallet is an app that keeps the credential on your phone. You show it from there to whomever you like.
claim-wallet-button = Add to a wallet
claim-wallet-done = It was handed to a wallet on { $date }.
claim-wallet-another = For another device, a new link is needed.
claim-offer-title = Add to your wallet
claim-offer-here-heading = The wallet is on this device
claim-offer-here = Open it with this button.
claim-offer-open = Open the wallet
claim-offer-phone-heading = The wallet is on your phone
claim-offer-phone = Scan this code with the wallet.
claim-qr-alt = QR code of the link that is written below
claim-offer-copy = Or copy this link into the wallet
claim-interaction-heading = For the Learner Credential Wallet
claim-interaction = This wallet comes to the credential by the link of this page. Scan the code with it, or copy the link into it.
claim-offer-until = The offer holds until { $date }. After that, make another one here.
claim-code-heading = The wallet asks for this code
claim-code-hint = Give it to your own wallet alone. Nobody from the institution asks you for it.
claim-told-heading = The wallet asks for a code of six digits
claim-told = It is not shown on this page: { $institution } tells it to you. If you do not have it yet, ask there.
claim-told-hint = It is for this offer alone: if you make another one here, ask for a new code.
claim-nothing-heading = Nothing happens?
claim-nothing-wallet = Then this device has no wallet that understands the link. Install one that receives credentials by OpenID4VCI, come back here and try again.
claim-nothing-phone = If the wallet is on another device, scan the code with it.
claim-nothing-download = You can do without a wallet: go back and download the files.
claim-progress-heading = How far it is
claim-progress-waiting = No wallet has asked yet.
claim-progress-contacted = A wallet has fetched the offer. Confirm there, and type the code if it asks for one.
claim-progress-issued = The credential was handed to the wallet.
claim-progress-added = The wallet has kept the credential.
claim-progress-failed = The wallet did not keep the credential. Try again, or take another wallet.
claim-progress-look = See how far it is now
claim-back = Back to the credential
claim-copy = Copy the link
claim-copied = The link is copied.

## Files

claim-download-heading = Download
claim-europass = File for Europass
claim-europass-what = The sealed original, to be kept in your Europass.
claim-europass-first = Download the file, and leave it as it is: a changed one is refused.
claim-europass-second = Sign in at europa.eu/europass, go to your credentials, and upload the file there.
claim-pdf = Certificate (PDF)
claim-pdf-what = To be read and printed. The sealed original is inside.
claim-badge = Badge (PNG)
claim-badge-what = A picture that has the credential inside, for badge collections and web pages.
claim-badge-also = The same in other forms:
claim-elm = Sealed file
claim-elm-what = The original with its digital proof, for whoever wants to check it.

## Sharing

claim-share-heading = Share
claim-share-what = A public link shows the credential, with your name, to everybody who has it, and lets them check it. You open it, and you can withdraw it at any time.
claim-share-button = Make a public link
claim-share-since = Since { $date }, whoever has this link sees the credential:
claim-share-elsewhere = There is a public link of { $date }. It cannot be shown here, but you can withdraw it.
claim-shared-now = The public link is open.
claim-unshare-button = Withdraw the public link
claim-unshared-now = The public link was withdrawn. Whoever has it sees nothing any more.
claim-linkedin = Add to LinkedIn
claim-linkedin-hint = This opens linkedin.com and tells it the title, the institution, the dates and the public link.

## Links that open nothing

claim-expired-title = This link has expired
claim-expired = The credential itself is not affected by that: only the link to this page is over.
claim-withdrawn-title = This link was withdrawn
claim-withdrawn = The institution that sent it does not want it to be used any more. The credential itself is not affected by that.
claim-unknown-title = This link is not known
claim-unknown = See whether it was copied whole, to the last character.
claim-revoked-title = This credential was revoked
claim-revoked = It does not hold any more, and cannot be added to a wallet or shared.
claim-replaced-title = This credential was replaced
claim-replaced = There is a newer one, which has a link of its own.
claim-ask-button = Send me a new link
claim-ask-hint = It goes to the e-mail address that the institution has on file, which is not shown here.
claim-ask-institution = If you have questions, ask { $institution }.
claim-asked-title = Look into your mail
claim-asked = If an e-mail address is on file for this link, a new link is being sent there. That can take an hour. If nothing comes, ask the institution.

## The letter

letter-subject = Your micro-credential from { $institution }
letter-greeting = Dear { $name },
letter-lead = { $institution } has awarded you a micro-credential. You can keep it in a wallet, in your Europass, as a file or on paper.
letter-open = Open your page:
letter-until = The link holds until { $date }.
letter-keep = Keep this message to yourself: whoever has the link can open the page.
letter-unexpected = If you did not expect this message, delete it. Nobody will ask you for a password.
