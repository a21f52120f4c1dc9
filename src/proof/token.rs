//! From a verified token to an authentic credential: the credential is what its claims hold, with those that were disclosed.
//!
//! Three forms: the claim `vc` of a JWT of VCDM 1.1 (section 6.3.1), a credential as the claims themselves (VC-JOSE-COSE), and
//! the plain claims of an SD-JWT VC, which have no graph but what is made of their dates and their issuer here.

use serde_json::{Map, Value};

use super::authentic::TokenFacts;
use super::document::contexts_of;
use super::sealed::{root_of, unread};
use super::verify::{ISSUER, VERIFIABLE_CREDENTIAL};
use super::{AuthenticCredential, ProofError, check_credential_rules};
use crate::crypto::sha256;
use crate::jose::jades::VerifiedSeal;
use crate::jose::{SdJwt, VerifiedToken};
use crate::jsonld::{Contexts, Dataset, Dropped, RDF_TYPE, Statement, Term, TermId, sealed_to_dataset};
use crate::limits;
use crate::model::json::{Document, Json, parse_strict};
use crate::model::time::Timestamp;

/// The registered claims (RFC 7519, section 4.1) and what a token is bound by; they are none of a credential's members.
const REGISTERED: [&str; 7] = ["aud", "exp", "iat", "iss", "jti", "nbf", "sub"];
const XSD_DATE_TIME: &str = "http://www.w3.org/2001/XMLSchema#dateTime";
const VALID_FROM: &str = "https://www.w3.org/2018/credentials#validFrom";
const VALID_UNTIL: &str = "https://www.w3.org/2018/credentials#validUntil";

/// The credential in a token by a published key, with the claims that `disclosed` shows, if it is an SD-JWT.
///
/// # Errors
///
/// [`ProofError::MethodNotAuthorized`] if the key's controller is not the issuer; [`ProofError::ClaimsConflict`] where a
/// claim contradicts the credential; [`ProofError::Disclosure`]; [`ProofError::DataModel`] and those of the graph.
pub fn authenticate_token(
    token: VerifiedToken,
    disclosed: Option<&SdJwt<'_>>,
    contexts: &Contexts,
) -> Result<AuthenticCredential, ProofError> {
    let claims = Claims::read(token.claims(), disclosed)?;
    let mut credential = claims.credential(sha256(token.signed()), contexts)?;
    if credential.issuer_node().term().as_iri() != Some(token.controller()) {
        return Err(ProofError::MethodNotAuthorized { method: token.method().to_owned() });
    }
    if let Some(facts) = &mut credential.token {
        facts.key = Some(token);
    }
    Ok(credential)
}

/// The credential in a token by a key with a certificate, which stands in the token as in a seal.
///
/// # Errors
///
/// Those of [`authenticate_token`] but [`ProofError::MethodNotAuthorized`].
pub fn authenticate_sealed_token(
    seal: VerifiedSeal,
    disclosed: Option<&SdJwt<'_>>,
    contexts: &Contexts,
) -> Result<AuthenticCredential, ProofError> {
    let payload = parse_strict(seal.payload().as_bytes(), limits::CREDENTIAL_BYTES_MAX)?;
    let Value::Object(payload) = payload else { return Err(ProofError::NotACredential) };
    let claims = Claims::read(&payload, disclosed)?;
    let credential = claims.credential(sha256(seal.payload().as_bytes()), contexts)?;
    Ok(AuthenticCredential { seal: Some(Box::new(seal)), ..credential })
}

/// Verified claims, those that were disclosed among them.
struct Claims {
    members: Map<String, Value>,
    withheld: usize,
    key_binding: bool,
    issued: Option<Timestamp>,
    not_before: Option<Timestamp>,
    expires: Option<Timestamp>,
}

impl Claims {
    fn read(claims: &Map<String, Value>, disclosed: Option<&SdJwt<'_>>) -> Result<Self, ProofError> {
        let (members, withheld) = match disclosed {
            Some(sd_jwt) => {
                let disclosed = sd_jwt.disclose(claims)?;
                // What rules the token has to stand in it openly, or its holder could leave it out.
                let open = ["iss", "nbf", "exp", "cnf", "vct", "status", "vc", "@context"];
                if let Some(claim) =
                    open.iter().find(|name| disclosed.claims.contains_key(**name) != claims.contains_key(**name))
                {
                    return Err(ProofError::ClaimHidden { claim });
                }
                (disclosed.claims, disclosed.withheld)
            }
            None => (claims.clone(), 0),
        };
        Ok(Self {
            issued: numeric_date(&members, "iat")?,
            not_before: numeric_date(&members, "nbf")?,
            expires: numeric_date(&members, "exp")?,
            withheld,
            key_binding: disclosed.is_some_and(|sd_jwt| sd_jwt.key_binding.is_some()),
            members,
        })
    }

    fn credential(self, digest: [u8; 32], contexts: &Contexts) -> Result<AuthenticCredential, ProofError> {
        let has = |name: &str| self.members.contains_key(name);
        if has("vp") {
            return Err(ProofError::NotACredential);
        }
        let mut plain = None;
        let (dataset, root, issuer, dropped, unread) = match (has("vc"), has("@context"), has("vct")) {
            (true, false, _) => self.graph(self.mapped()?, contexts)?,
            (false, true, _) => self.graph(self.unmapped()?, contexts)?,
            (false, false, true) => {
                let made = self.plain()?;
                plain = Some(self.members.clone());
                made
            }
            _ => return Err(ProofError::NotACredential),
        };
        let token = TokenFacts {
            key: None,
            created: self.issued,
            not_before: self.not_before,
            expires: self.expires,
            claims: plain,
            withheld: self.withheld,
            key_binding: self.key_binding,
        };
        let document_digest = digest;
        let (proofs, seal, token) = (Vec::new(), None, Some(Box::new(token)));
        Ok(AuthenticCredential { dataset, root, issuer, document_digest, proofs, seal, token, dropped, unread })
    }

    /// VCDM 1.1, section 6.3.1: the claim `vc`, into which the registered claims are put back.
    fn mapped(&self) -> Result<Map<String, Value>, ProofError> {
        let Some(Value::Object(credential)) = self.members.get("vc") else {
            return Err(ProofError::MalformedMember { member: "vc" });
        };
        let mut credential = credential.clone();
        self.compare(&credential)?;
        let mut restore = |member: &str, value: Option<Value>| {
            if let Some(value) = value.filter(|_| !credential.contains_key(member)) {
                credential.insert(member.to_owned(), value);
            }
        };
        let time = |time: Option<Timestamp>| time.map(|time| Value::String(time.to_string()));
        restore("issuer", self.members.get("iss").cloned());
        restore("id", self.members.get("jti").cloned());
        restore("issuanceDate", time(self.not_before));
        restore("expirationDate", time(self.expires));
        if let (Some(subject), Some(Value::Object(node))) =
            (self.members.get("sub"), credential.get_mut("credentialSubject"))
            && !node.contains_key("id")
        {
            node.insert("id".to_owned(), subject.clone());
        }
        Ok(credential)
    }

    /// VC-JOSE-COSE, section 3.1: the claims are the credential, with registered ones beside.
    fn unmapped(&self) -> Result<Map<String, Value>, ProofError> {
        self.compare(&self.members)?;
        let own = |(name, _): &(&String, &Value)| !REGISTERED.contains(&name.as_str());
        Ok(self.members.iter().filter(own).map(|(name, value)| (name.clone(), value.clone())).collect())
    }

    /// Registered claims must not contradict the members that say the same.
    fn compare(&self, credential: &Map<String, Value>) -> Result<(), ProofError> {
        let conflict = |claim| Err(ProofError::ClaimsConflict { claim });
        let id_of = |value: &Value| value.as_str().or_else(|| value.get("id")?.as_str()).map(str::to_owned);
        for (claim, member) in [("iss", "issuer"), ("jti", "id")] {
            let Some(stated) = self.members.get(claim) else { continue };
            let Some(stated) = stated.as_str() else { return conflict(claim) };
            if credential.get(member).is_some_and(|value| id_of(value).as_deref() != Some(stated)) {
                return conflict(claim);
            }
        }
        if let Some(stated) = self.members.get("sub") {
            let subjects = credential.get("credentialSubject");
            let ids: Vec<&Value> = match subjects {
                Some(Value::Array(all)) => all.iter().filter_map(|subject| subject.get("id")).collect(),
                Some(one) => one.get("id").into_iter().collect(),
                None => Vec::new(),
            };
            if !stated.is_string() || !ids.is_empty() && !ids.contains(&stated) {
                return conflict("sub");
            }
        }
        // In 2.0 they are dates of the token, not of what it says.
        if credential.contains_key("issuanceDate") || self.members.contains_key("vc") {
            for (claim, stated, member) in
                [("nbf", self.not_before, "issuanceDate"), ("exp", self.expires, "expirationDate")]
            {
                let written = credential.get(member).and_then(Value::as_str);
                let written = written.and_then(|text| Timestamp::parse(text).ok());
                if let (Some(stated), Some(written)) = (stated, written)
                    && stated != written
                {
                    return conflict(claim);
                }
            }
        }
        Ok(())
    }

    fn graph(&self, credential: Map<String, Value>, contexts: &Contexts) -> Result<Graph, ProofError> {
        if credential.contains_key("proof") {
            return Err(ProofError::ProofUnverified);
        }
        let document = Document::of_members(&credential);
        let document = document.root();
        let own = contexts_of(document, contexts);
        let contexts = own.as_ref().unwrap_or(contexts);
        check_credential_rules(document, contexts)?;
        let claimed = document.get("id").and_then(Json::as_str).map(Term::Iri);
        let (dataset, dropped) = sealed_to_dataset(document, contexts)?;
        let root = root_of(&dataset, claimed)?;
        let unread = unread(document, &dataset.numbered(root));
        let issuer = dataset.numbered(root).one(ISSUER).and_then(|issuer| dataset.known(issuer));
        let issuer = issuer.ok_or(ProofError::MalformedMember { member: "issuer" })?;
        Ok((dataset, root, issuer, dropped, unread))
    }

    /// The graph of plain claims: that there is a credential, of whom, and from when until when.
    fn plain(&self) -> Result<Graph, ProofError> {
        if !self.members.get("vct").is_some_and(Value::is_string) {
            return Err(ProofError::MalformedMember { member: "vct" });
        }
        let issuer = match self.members.get("iss") {
            None => Term::Blank("issuer"),
            Some(Value::String(iss)) if iss.contains(':') => Term::Iri(iss),
            Some(_) => return Err(ProofError::MalformedMember { member: "iss" }),
        };
        let root = match self.members.get("jti").and_then(Value::as_str).filter(|id| id.contains(':')) {
            Some(id) => Term::Iri(id),
            None => Term::Blank("credential"),
        };
        let mut dataset = Dataset::default();
        let mut say = |predicate: &str, object: Term<'_>| {
            dataset.insert(Statement { subject: root, predicate, object, graph: None });
        };
        say(RDF_TYPE, Term::Iri(VERIFIABLE_CREDENTIAL));
        say(ISSUER, issuer);
        for (predicate, time) in [(VALID_FROM, self.not_before.or(self.issued)), (VALID_UNTIL, self.expires)] {
            if let Some(time) = time {
                let value = time.to_string();
                say(predicate, Term::Literal { value: &value, datatype: XSD_DATE_TIME, language: None });
            }
        }
        let number = |term| dataset.known(term).expect("it was said");
        let (root, issuer) = (number(root), number(issuer));
        Ok((dataset, root, issuer, Dropped::default(), Vec::new()))
    }
}

/// Graph, the credential's node, its issuer, and what of the document the graph does not hold.
type Graph = (Dataset, TermId, TermId, Dropped, Vec<&'static str>);

/// A time in seconds, whose fraction is dropped.
fn numeric_date(claims: &Map<String, Value>, claim: &'static str) -> Result<Option<Timestamp>, ProofError> {
    let Some(value) = claims.get(claim) else { return Ok(None) };
    let seconds = value.as_i64().or_else(|| {
        let floor = value.as_f64()?.floor();
        #[expect(clippy::cast_possible_truncation, reason = "within the years that can be written, as compared before")]
        (floor.abs() < 1e12).then_some(floor as i64)
    });
    let time = seconds.and_then(Timestamp::from_unix);
    time.map(Some).ok_or(ProofError::MalformedMember { member: claim })
}
