//! From an award and a holder's key to a copy that may leave.

use super::{Bound, BoundWish};
use crate::attestation::{Attestation, AttestationError, AttestationSettings, TYP, attestation, lacking};
use crate::crypto::encoding::to_hex;
use crate::elm::AwardView;
use crate::issue::draft::status_references;
use crate::issue::drawn::Drawn;
use crate::issue::holder::Holder;
use crate::issue::on_demand::sealed_document;
use crate::issue::publication::publish;
use crate::issue::renditions::{RenditionError, Renditions, Sealer};
use crate::issue::seal::check_validity;
use crate::issue::token_lists::token_list_url;
use crate::issue::{Format, House, IssueError, Office, SealingKeys, secured};
use crate::jose::jades::UnverifiedSeal;
use crate::jose::{Algorithm, CertifiedDraft, SdJwt, SealSigner, UnverifiedToken};
use crate::keys::KeyRecord;
use crate::ledger::{AwardRow, BoundCopy, BoundFormat, CopyWish, Ledger, RecordedCopy, State};
use crate::limits::ATTESTATION_SECONDS;
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;
use crate::pki::Certificate;
use crate::proof::{ProofError, authenticate_sealed_token};
use crate::publish::Document;
use crate::trust::did::method_did;

/// To what the time is rounded at which an `sd-jwt` says that it was made: copies of one moment cannot be told by it to be of
/// one holder.
const ROUNDED_SECONDS: i64 = 60 * 60;

/// Makes copies of one award in one form.
pub(super) struct Maker<'m> {
    house: House<'m>,
    keys: SealingKeys<'m>,
    award: AwardId,
    format: BoundFormat,
    now: Timestamp,
    row: AwardRow,
    view: AwardView,
    /// How the learner is named where the award has no identifier of the institution's.
    pseudonym: String,
}

/// Copies that the ledger knows.
pub(super) struct Recording {
    /// Each once, in the order of the wishes.
    pub(super) copies: Vec<BoundCopy>,
    /// The copy of each wish.
    pub(super) of_wish: Vec<usize>,
    /// Those that are to be signed.
    pub(super) ready: Vec<(usize, Ready)>,
}

/// A copy that is not recorded yet.
enum Draft {
    Badge(secured::Draft),
    SdJwt { draft: CertifiedDraft, digest: [u8; 32], attestation: Attestation },
}

/// A copy that the ledger has recorded, and that may be signed once.
pub(super) enum Ready {
    Badge(secured::Ready),
    SdJwt { draft: CertifiedDraft, attestation: Attestation },
}

/// A copy that was signed, and not verified yet.
pub(super) enum Unchecked {
    Badge(secured::Unchecked),
    SdJwt { text: String, attestation: Attestation },
}

impl Draft {
    fn digest(&self) -> &[u8] {
        match self {
            Self::Badge(draft) => draft.digest(),
            Self::SdJwt { digest, .. } => digest,
        }
    }

    /// Binds the draft to the ledger's receipt for it.
    ///
    /// # Panics
    ///
    /// Panics if `recorded` is the receipt for another draft: a fault of this program, not of its input.
    fn recorded(self, recorded: &RecordedCopy) -> Ready {
        assert_eq!(recorded.digest(), self.digest(), "the receipt is for another draft");
        match self {
            Self::Badge(draft) => Ready::Badge(draft.recorded_copy(recorded)),
            Self::SdJwt { draft, attestation, .. } => Ready::SdJwt { draft, attestation },
        }
    }
}

impl<'m> Maker<'m> {
    /// Asks whether the award stands, whether there is a key for the form, and reads the award's own document.
    ///
    /// # Errors
    ///
    /// [`IssueError`].
    pub(super) fn new(
        house: House<'m>,
        ledger: &Ledger,
        keys: SealingKeys<'m>,
        bound: Bound<'_>,
    ) -> Result<Self, IssueError> {
        let Bound { award, format, now, .. } = bound;
        let row = ledger.award(award)?;
        if let state @ (State::Revoked | State::Superseded) = row.state {
            return Err(IssueError::NotStanding { award, state });
        }
        let Some(learner) = &row.learner_key else { return Err(IssueError::Erased { award }) };
        let drawn = ledger.digests().learner_pseudonym(&house.issuer.organization_id, learner);
        let pseudonym = to_hex(&drawn[..16]);
        let document = sealed_document(ledger, award)?.ok_or(IssueError::NotSealed { award })?;
        let failed = |source| IssueError::Rendition { award, source };
        let mut view = AwardView::read(&document).map_err(|error| failed(RenditionError::from(error)))?;
        // In `europass` form a document names one place alone.
        view.status = status_references(house.base, &row.status);
        let maker = Self { house, keys, award, format, now, row, view, pseudonym };
        match format {
            BoundFormat::SdJwt => drop(maker.seal()?),
            BoundFormat::Badge | BoundFormat::BadgeJwt => maker.check_own_key()?,
        }
        Ok(maker)
    }

    /// Asks whether the award has what the form demands.
    ///
    /// # Errors
    ///
    /// [`IssueError::Rendition`].
    pub(super) fn check_content(&self) -> Result<(), IssueError> {
        let faults = match self.format {
            BoundFormat::SdJwt => lacking(&self.view),
            BoundFormat::Badge | BoundFormat::BadgeJwt => return Ok(()),
        };
        if faults.is_empty() {
            return Ok(());
        }
        let source = AttestationError::Lacking { faults }.into();
        Err(IssueError::Rendition { award: self.award, source })
    }

    /// The e-seal and its certificate, which hold now and are of the kind that an `sd-jwt` is signed with.
    fn seal(&self) -> Result<(&'m dyn SealSigner, &'m Certificate), IssueError> {
        let signer = self.keys.publishing.seal.ok_or(IssueError::NoSealKey)?;
        if signer.algorithm() != Algorithm::Es256 {
            let (found, wanted) = (signer.algorithm().name(), Algorithm::Es256.name());
            return Err(IssueError::SealKeyKind { found, format: self.format.as_str(), wanted });
        }
        let leaf = signer.certificate_chain().first().ok_or(IssueError::NoSealKey)?;
        check_validity(leaf, self.now)?;
        Ok((signer, leaf))
    }

    fn check_own_key(&self) -> Result<(), IssueError> {
        let method = self.keys.data_integrity.verification_method();
        let issuer = self.house.issuer.did.as_ref().map(ToString::to_string).unwrap_or_default();
        if method_did(method) == Some(issuer.as_str()) {
            return Ok(());
        }
        Err(IssueError::KeyOfAnother { method: method.to_owned(), issuer })
    }

    /// Finds or allots the copies, and records what is about to be signed: all in one transaction, or nothing.
    ///
    /// # Errors
    ///
    /// [`IssueError`].
    pub(super) fn record(&self, office: &mut Office<'_>, wishes: &[BoundWish<'_>]) -> Result<Recording, IssueError> {
        let renditions = Renditions::default();
        let mut recording = Recording { copies: Vec::new(), of_wish: Vec::new(), ready: Vec::new() };
        let office_keys = office.keys;
        let chunk = office.ledger.copy_chunk()?;
        for BoundWish { holder, request } in wishes {
            let (number, award, format) = (self.row.number, self.award, self.format);
            let thumbprint = holder.key().thumbprint();
            let wish = CopyWish { number, award, format, holder: &thumbprint, request };
            let copy = chunk.find_or_allot(&wish, self.now, office.entropy)?;
            if let Some(known) = recording.copies.iter().position(|known| known.copy == copy.copy) {
                recording.of_wish.push(known);
                continue;
            }
            let at = recording.copies.len();
            if copy.sealed.is_none() {
                let draft = self.draft(&copy, holder, &renditions, office_keys)?;
                let recorded = chunk.record(copy.copy, draft.digest())?;
                recording.ready.push((at, draft.recorded(&recorded)));
            }
            recording.copies.push(copy);
            recording.of_wish.push(at);
        }
        chunk.commit()?;
        Ok(recording)
    }

    fn draft(
        &self,
        copy: &BoundCopy,
        holder: &Holder,
        renditions: &Renditions,
        records: &[KeyRecord],
    ) -> Result<Draft, IssueError> {
        let format = match self.format {
            BoundFormat::SdJwt => return self.sd_jwt(copy, holder, records),
            BoundFormat::BadgeJwt => Format::BadgeJwt,
            BoundFormat::Badge => Format::Badge,
        };
        let mut view = self.view.clone();
        view.learner.id = holder.did();
        let method = self.keys.data_integrity.verification_method();
        let sealer = Sealer { method, created: copy.created, contexts: self.house.contexts };
        let made = renditions.draft(format, &view, sealer);
        made.map(Draft::Badge).map_err(|source| IssueError::Rendition { award: self.award, source })
    }

    fn sd_jwt(&self, copy: &BoundCopy, holder: &Holder, records: &[KeyRecord]) -> Result<Draft, IssueError> {
        let (signer, leaf) = self.seal()?;
        let place = copy.place.as_ref().expect("the ledger gives such a copy a place");
        let rounded = copy.created.plus_seconds(-copy.created.unix().rem_euclid(ROUNDED_SECONDS));
        // No list names a key for a time before it was here.
        let here = records.iter().find(|record| record.certificate() == Some(leaf)).map(|record| record.created);
        let issued = rounded.max(leaf.not_before()).max(here.unwrap_or(rounded));
        let (issuer, jwk) = (issuer_named_in(leaf, self.house.base), holder.key().to_jwk());
        let settings = AttestationSettings {
            issuer: issuer.as_deref(),
            issued,
            now: copy.created,
            expires: issued.plus_seconds(ATTESTATION_SECONDS),
            holder: &jwk,
            status_list: &token_list_url(self.house.base, &place.list),
            status_index: place.index,
            pseudonym: &self.pseudonym,
        };
        let made = attestation(&self.view, &settings, &mut Drawn::of(&copy.seed));
        let award = self.award;
        let attestation = made.map_err(|error| IssueError::Rendition { award, source: error.into() })?;
        let draft = CertifiedDraft::new(signer, TYP, &attestation.claims)?;
        Ok(Draft::SdJwt { digest: draft.digest(), draft, attestation })
    }

    /// Signs a copy.
    ///
    /// # Errors
    ///
    /// [`IssueError::Signing`] or [`IssueError::TokenSeal`]; the ledger knows what is to be finished.
    pub(super) fn sign(&self, ready: Ready) -> Result<Unchecked, IssueError> {
        match ready {
            Ready::Badge(ready) => Ok(Unchecked::Badge(ready.sign(self.keys.data_integrity)?)),
            Ready::SdJwt { draft, attestation } => {
                let mut text = draft.sign_with(self.seal()?.0)?;
                text.push('~');
                for disclosure in &attestation.disclosures {
                    text.push_str(disclosure);
                    text.push('~');
                }
                Ok(Unchecked::SdJwt { text, attestation })
            }
        }
    }

    /// Verifies a copy as a stranger would who trusts the certificate or the key, and hands it out if it is what was to be
    /// signed.
    ///
    /// # Errors
    ///
    /// [`IssueError::OwnDocument`]; then it must not leave.
    pub(super) fn checked(&self, unchecked: Unchecked) -> Result<Vec<u8>, IssueError> {
        match unchecked {
            Unchecked::Badge(badge) => badge.checked(self.house.contexts),
            Unchecked::SdJwt { text, attestation } => {
                let checked = self.checked_sd_jwt(&text, &attestation);
                checked.map_err(|source| IssueError::OwnDocument { source })?;
                Ok(text.into_bytes())
            }
        }
    }

    fn checked_sd_jwt(&self, text: &str, attestation: &Attestation) -> Result<(), ProofError> {
        let parts = SdJwt::split(text)?;
        let token = UnverifiedToken::parse(parts.token).map_err(|_| ProofError::NotACredential)?;
        let seal = UnverifiedSeal::of_token(&token).and_then(UnverifiedSeal::verify_signature);
        let seal = seal.map_err(|_| ProofError::InvalidSignature)?;
        let (_, leaf) = self.seal().map_err(|_| ProofError::InvalidSignature)?;
        if seal.certificate() != leaf {
            return Err(ProofError::InvalidSignature);
        }
        let authentic = authenticate_sealed_token(seal, Some(&parts), self.house.contexts)?;
        let claims = authentic.token().and_then(|token| token.claims()).ok_or(ProofError::NotACredential)?;
        // What stands openly is said as it was to be, and each of what can be withheld is disclosed.
        let mut open = attestation.claims.clone();
        open.remove("_sd");
        open.remove("_sd_alg");
        let same = open.iter().all(|(name, value)| claims.get(name) == Some(value));
        if same && claims.len() == open.len() + attestation.disclosures.len() {
            Ok(())
        } else {
            Err(ProofError::MalformedMember { member: "jti" })
        }
    }

    /// Before a copy leaves that names its status, verifiers can read it.
    ///
    /// # Errors
    ///
    /// [`IssueError`].
    pub(super) fn publish_for(&self, office: &mut Office<'_>, copies: &[BoundCopy]) -> Result<(), IssueError> {
        let documents: Vec<Document> = match self.format {
            BoundFormat::SdJwt => {
                copies.iter().filter_map(|copy| Some(Document::TokenList(copy.place.as_ref()?.list.clone()))).collect()
            }
            BoundFormat::Badge | BoundFormat::BadgeJwt => {
                self.row.status.iter().map(|place| Document::StatusList(place.list.clone())).collect()
            }
        };
        // A copy of what is suspended leaves suspended.
        let mut due = self.row.state != State::Valid;
        for document in &documents {
            due = due || office.folder.read(document)?.is_none();
        }
        if !due {
            return Ok(());
        }
        match publish(office, self.keys.publishing, self.now) {
            // Lists of other copies, of which this one names none.
            Err(IssueError::NoSealForLists { .. }) if self.format != BoundFormat::SdJwt => Ok(()),
            published => published.map(drop),
        }
    }
}

/// The publication base as an issuer's name, if the certificate names it or its host.
fn issuer_named_in(leaf: &Certificate, base: &str) -> Option<String> {
    let url = url::Url::parse(base).ok().filter(|url| url.scheme() == "https")?;
    let names = leaf.web_names();
    let named = names.uris.iter().any(|uri| uri.trim_end_matches('/') == base)
        || names.hosts.iter().any(|host| url.host_str().is_some_and(|own| own.eq_ignore_ascii_case(host)));
    named.then(|| base.to_owned())
}
