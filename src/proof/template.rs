//! Drafts of a batch from a template: what [`prepare`](super::prepare) makes, without reading each document.

use std::sync::Arc;

use serde_json::{Map, Value};
use thiserror::Error;

use super::create::{CLOSING, DraftText, open_proof, proof_configuration};
use super::document::contexts_of;
use super::hashing::options_digest;
use super::{Cryptosuite, Draft, ProofError, ProofOptions, prepare};
use crate::crypto::sha256_of;
use crate::jsonld::Contexts;
use crate::jsonld::template::{Sample, Scratch, Template, TemplateError, TextTemplate, Values, compile, compile_text};
use crate::model::json;
use crate::model::slotted::{Content, Frame};
use crate::model::time::Timestamp;

/// Why drafts are not made from a template. The generic path serves all the same, or says what is wrong.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DraftTemplateError {
    /// A sample cannot be secured at all.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The documents are not of one shape, or not of one that can be compiled.
    #[error(transparent)]
    Template(#[from] TemplateError),
}

/// Documents of one shape that get their proofs at one time, by one key.
///
/// Compiling takes as long as preparing a dozen documents, and a template keeps three times the text of one: who has many
/// shapes compiles those that are frequent.
#[derive(Debug, Clone)]
pub struct DraftTemplate {
    document: Template,
    /// The document in the order of RFC 8785, if that is what the suite hashes.
    sorted: Option<TextTemplate>,
    options: ProofOptions,
    options_digest: [u8; 32],
    /// The secured document: the slots of the document and one for the proof's value.
    secured: TextTemplate,
    /// The `@context` of the documents, and against what it is read.
    context: Value,
    contexts: Contexts,
}

impl DraftTemplate {
    /// Compiles documents of one shape with the proof that `options` describe, and compares the drafts of all `samples`
    /// with those of [`prepare`].
    ///
    /// # Errors
    ///
    /// [`DraftTemplateError`].
    pub fn compile(
        samples: &[Sample],
        options: &ProofOptions,
        contexts: &Contexts,
    ) -> Result<Self, DraftTemplateError> {
        let marked = samples.first().ok_or(TemplateError::TooFewSamples)?;
        let members = marked.document.as_object().ok_or(ProofError::NotACredential)?;
        let read = json::Document::of_members(members);
        let own = contexts_of(read.root(), contexts).unwrap_or_else(|| contexts.clone());
        let document = compile(samples, &own)?;
        let sorted = match options.suite {
            Cryptosuite::EddsaRdfc2022 | Cryptosuite::Ed25519Signature2020 => None,
            Cryptosuite::EddsaJcs2022 => Some(compile_text(&samples.iter().map(sorted).collect::<Vec<_>>())?),
        };
        let template = Self::of(document, sorted, options.clone(), members["@context"].clone(), own)?;
        let mut scratch = Scratch::default();
        for (sample, Sample { document, values }) in samples.iter().enumerate() {
            let generic = prepare(document.clone(), options, contexts)?;
            let draft = template.draft(values, &mut scratch)?;
            if draft.hash_data() != generic.hash_data() {
                return Err(TemplateError::Differs { what: "canonical form", sample }.into());
            }
            let value = "z";
            if draft.with_value(value).to_vec() != generic.with_value(value).to_vec() {
                return Err(TemplateError::Differs { what: "text", sample }.into());
            }
        }
        Ok(template)
    }

    fn of(
        document: Template,
        sorted: Option<TextTemplate>,
        options: ProofOptions,
        context: Value,
        contexts: Contexts,
    ) -> Result<Self, ProofError> {
        let proof = proof_configuration(&context, &options);
        let (read, named) = (json::Document::of_members(&proof), json::Document::of(&context));
        let options_digest = options_digest(options.suite, read.root(), named.root(), &contexts)?;
        let secured = TextTemplate::new(with_proof(document.text().frame(), &proof));
        Ok(Self { document, sorted, options, options_digest, secured, context, contexts })
    }

    /// The same for proofs that are made at another time.
    ///
    /// # Errors
    ///
    /// [`ProofError`] for contexts that do not have the terms of a proof.
    pub fn at(&self, created: Timestamp) -> Result<Self, ProofError> {
        let Self { document, sorted, options, context, contexts, .. } = self.clone();
        Self::of(document, sorted, ProofOptions { created, ..options }, context, contexts)
    }

    /// The draft of the document with `values` in its slots.
    ///
    /// # Errors
    ///
    /// [`TemplateError`] for values that this template does not serve; [`prepare`] says what becomes of them.
    pub fn draft(&self, values: &Values, scratch: &mut Scratch) -> Result<Draft, TemplateError> {
        // Under each suite the graph says whether these values can be secured at all.
        let digest = self.document.digest(values, scratch)?;
        let filling = self.document.text().filling(values)?;
        let digest = self.sorted.as_ref().map_or(digest, |text| text.digest(&filling));
        let mut hash_data = [0; 64];
        hash_data[..32].copy_from_slice(&self.options_digest);
        hash_data[32..].copy_from_slice(&digest);
        Ok(Draft { text: DraftText::Framed { frame: self.secured.frame().clone(), filling }, hash_data })
    }

    /// The SHA-256 digest of a document that a draft of this template was sealed to; of any other content, too, but slower.
    #[must_use]
    pub fn file_digest(&self, content: &Content) -> [u8; 32] {
        match content {
            Content::Framed { frame, filling } if Arc::ptr_eq(frame, self.secured.frame()) => {
                self.secured.digest(filling)
            }
            other => sha256_of(other.pieces()),
        }
    }

    /// The document's own template, without its proof.
    #[must_use]
    pub fn document(&self) -> &Template {
        &self.document
    }

    /// What the proofs say about themselves.
    #[must_use]
    pub fn options(&self) -> &ProofOptions {
        &self.options
    }
}

/// The same sample with all members in the order of RFC 8785; numbers that have another form there are found out when
/// drafts are compared.
fn sorted(sample: &Sample) -> Sample {
    fn sort(value: &Value) -> Value {
        match value {
            Value::Array(items) => items.iter().map(sort).collect(),
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
                members.into_iter().map(|(name, member)| (name.clone(), sort(member))).collect()
            }
            scalar => scalar.clone(),
        }
    }
    Sample { document: sort(&sample.document), values: sample.values.clone() }
}

/// The frame of a document with `proof` as its last member, whose value is the last slot.
fn with_proof(frame: &Frame, proof: &Map<String, Value>) -> Frame {
    let slot = u16::try_from(frame.values()).expect("a frame numbers its values so");
    let mut parts: Vec<String> = frame.parts().map(str::to_owned).collect();
    let last = parts.pop().expect("a frame has a part");
    let mut text = last.into_bytes();
    open_proof(&mut text, proof);
    parts.push(String::from_utf8(text).expect("a part of a text"));
    let slots = frame.slots().iter().copied().chain([slot]);
    parts.push(CLOSING.to_owned());
    Frame::new(&parts[0], slots.zip(parts[1..].iter().map(String::as_str)))
}
