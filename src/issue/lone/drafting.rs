//! From a document and its award to what is signed: issuer, id, contexts, status.

use serde_json::{Map, Value, json};

use super::{Commission, LoneError, StatusWish};
use crate::elm::status_entry;
use crate::issue::House;
use crate::issue::draft::status_references;
use crate::issue::secured::Draft;
use crate::jose::TokenDraft;
use crate::keys::DataIntegrityKey;
use crate::ledger::Standing;
use crate::model::json;
use crate::proof::{Cryptosuite, DataModel, ProofError, ProofOptions, check_credential_rules, prepare};
use crate::trust::did::method_did;

/// The context of proofs, which VCDM 1.1 does not bring.
const DATA_INTEGRITY: &str = "https://w3id.org/security/data-integrity/v2";
/// The context of status entries, which VCDM 1.1 does not bring.
const STATUS: &str = "https://www.w3.org/ns/credentials/status/v1";
/// What ids of the ledger's begin with.
const OWN_IDS: &str = "urn:credential:";

/// What drafting needs.
#[derive(Clone, Copy)]
pub(super) struct Drafting<'d> {
    pub(super) house: House<'d>,
    pub(super) key: &'d DataIntegrityKey,
    pub(super) commission: Commission<'d>,
}

impl Drafting<'_> {
    /// Refuses what shows before the ledger is asked: rules of the data model, another issuer, an id of the ledger's.
    ///
    /// # Errors
    ///
    /// [`LoneError`].
    pub(super) fn check(&self) -> Result<DataModel, LoneError> {
        let document = self.commission.document;
        if document.contains_key("proof") {
            return Err(ProofError::ProofPresent.into());
        }
        let read = json::Document::of_members(document);
        let model = check_credential_rules(read.root(), self.house.contexts).map_err(ProofError::from)?;
        let named = document.get("issuer").map(|issuer| issuer.get("id").unwrap_or(issuer));
        let method = self.key.verification_method();
        let expected = method_did(method).unwrap_or(method);
        if named.and_then(Value::as_str) != Some(expected) {
            return Err(LoneError::OtherIssuer { expected: expected.to_owned() });
        }
        if document.get("id").and_then(Value::as_str).is_some_and(|id| id.starts_with(OWN_IDS)) {
            return Err(LoneError::ReservedId);
        }
        if self.commission.securing.suite().is_none() && model == DataModel::V1 {
            return Err(LoneError::NotForTokens);
        }
        Ok(model)
    }

    /// What is signed for the award that stands for the document.
    ///
    /// # Errors
    ///
    /// [`LoneError`].
    pub(super) fn draft(&self, model: DataModel, standing: &Standing) -> Result<Draft, LoneError> {
        let document = self.complete(model, standing);
        let read = json::Document::of_members(&document);
        check_credential_rules(read.root(), self.house.contexts).map_err(ProofError::from)?;
        let id = document.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let method = self.key.verification_method();
        let suite = self.commission.securing.suite();
        let options = ProofOptions {
            suite: suite.unwrap_or(Cryptosuite::EddsaRdfc2022),
            verification_method: method.to_owned(),
            created: standing.created,
        };
        // A token is held to what a proof over the graph is held to: nothing of it may be lost to whoever reads the graph.
        let draft = prepare(Value::Object(document.clone()), &options, self.house.contexts)?;
        Ok(match suite {
            Some(_) => Draft::Proof { draft, id },
            None => Draft::token(TokenDraft::new(method, &document, standing.created), id),
        })
    }

    /// The document with what the issuer adds to it.
    fn complete(&self, model: DataModel, standing: &Standing) -> Map<String, Value> {
        let mut document = self.commission.document.clone();
        if !document.contains_key("id") {
            document.insert("id".to_owned(), standing.award.to_string().into());
        }
        let states = self.commission.status == StatusWish::Stated;
        if model == DataModel::V1 {
            let own = states.then_some(STATUS).into_iter();
            for context in [DATA_INTEGRITY].into_iter().chain(own) {
                let all = document.get_mut("@context").and_then(Value::as_array_mut).expect("checked before");
                if !all.iter().any(|known| known == context) {
                    all.push(context.into());
                }
            }
        }
        if states {
            let own = status_references(self.house.base, &standing.status);
            let given = match document.remove("credentialStatus") {
                None => Vec::new(),
                Some(Value::Array(all)) => all,
                Some(one) => vec![one],
            };
            document.insert(
                "credentialStatus".to_owned(),
                json!(given.into_iter().chain(own.iter().map(status_entry)).collect::<Vec<_>>()),
            );
        }
        document
    }
}
