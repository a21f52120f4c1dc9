//! Renditions that are made of what an award's own document says, and the files in which forms leave.
//!
//! Here a further rendition plugs in: [`Renditions::draft`] makes what is signed of an [`AwardView`], for a batch and on
//! demand alike; [`Renditions::files`] makes the files of what was sealed, each time anew and always the same, so that
//! nothing of them is stored. Pictures are drawn once for all badges of one face.

use std::collections::HashMap;
use std::str;
use std::sync::{Arc, PoisonError, RwLock};

use serde_json::Value;
use thiserror::Error;

use super::Format;
use super::secured::Draft;
use crate::attestation::AttestationError;
use crate::badge::{self, BadgeError, BadgeSettings, Drawing, Face, bake_png, bake_svg};
use crate::elm::view::{AwardView, ViewError};
use crate::jose::TokenDraft;
use crate::jose::jades::UnverifiedSeal;
use crate::jsonld::Contexts;
use crate::ledger::Rendition;
use crate::limits::BADGE_DRAWINGS_MAX;
use crate::model::ids::AwardId;
use crate::model::slotted::{Content, Filling, Frame};
use crate::model::time::Timestamp;
use crate::proof::{Cryptosuite, ProofError, ProofOptions, prepare};
use crate::trust::did::method_did;

/// Why a rendition of an award cannot be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RenditionError {
    /// The learning credential cannot be made.
    #[error(transparent)]
    Attestation(#[from] AttestationError),
    /// The badge or its picture cannot be made.
    #[error(transparent)]
    Badge(#[from] BadgeError),
    /// The document cannot be secured.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// What is stored of it is no JSON: a fault of this program, since its digest was right.
    #[error("what is stored is no badge")]
    Unreadable,
    /// The award's own document cannot be read from what is stored.
    #[error("the award's own document does not read as a credential of this program")]
    UnreadableDocument,
    /// The award's own document lacks something.
    #[error("the award's own document: {0}")]
    View(#[from] ViewError),
}

/// Who seals, and when.
#[derive(Clone, Copy)]
pub(super) struct Sealer<'a> {
    /// The verification method.
    pub(super) method: &'a str,
    pub(super) created: Timestamp,
    pub(super) contexts: &'a Contexts,
}

/// The award's own document inside the sealed bytes of `elm` or `europass`; `None` if they are not of this program.
pub(super) fn own_document(form: Rendition, sealed: &[u8]) -> Option<Value> {
    if form != Rendition::Europass {
        return serde_json::from_slice(sealed).ok();
    }
    let seal = UnverifiedSeal::parse(sealed).and_then(UnverifiedSeal::verify_signature).ok()?;
    serde_json::from_str(seal.payload()).ok()
}

/// A file in which a form of an award leaves.
pub(super) struct LeavingFile {
    pub(super) name: String,
    pub(super) content: Content,
}

impl LeavingFile {
    pub(super) fn new(name: String, content: Content) -> Self {
        Self { name, content }
    }
}

/// Makes renditions; what many share is made once.
#[derive(Default)]
pub(super) struct Renditions {
    pictures: RwLock<HashMap<Face, Arc<Picture>>>,
}

/// The picture of badges, with what is constant around what varies in them.
struct Picture {
    drawing: Drawing,
    /// A badge as text: the picture's address between what stands before and after it.
    badge: Arc<Frame>,
    /// A badge in the SVG.
    baked: Arc<Frame>,
}

impl Picture {
    fn new(face: &Face) -> Result<Self, BadgeError> {
        /// What no drawing has.
        const PLACE: &str = "{badge}";
        let drawing = Drawing::new(face)?;
        let badge = Frame::new("", [(0, drawing.data_url()), (1, "")]);
        let baked = bake_svg(drawing.svg(), PLACE)?;
        let (front, back) = baked.split_once(PLACE).expect("it was just put in");
        let baked = Frame::new(front, [(0, drawing.data_url()), (1, back)]);
        Ok(Self { drawing, badge: Arc::new(badge), baked: Arc::new(baked) })
    }

    /// What stands before and after the picture's address, which a badge has once.
    fn around<'a>(&self, text: &'a str) -> Option<(&'a str, &'a str)> {
        text.split_once(self.drawing.data_url())
    }
}

impl Renditions {
    /// What is signed for a form of an award.
    ///
    /// # Errors
    ///
    /// [`RenditionError`].
    ///
    /// # Panics
    ///
    /// Panics for a form that is not made of a view.
    pub(super) fn draft(&self, format: Format, view: &AwardView, sealer: Sealer<'_>) -> Result<Draft, RenditionError> {
        assert!(format.is_of_view(), "{} is not made of a view", format.as_str());
        let Sealer { method, created, contexts } = sealer;
        let issuer = method_did(method).unwrap_or(method);
        let mut badge = badge::document(view, &BadgeSettings { issuer, language: None })?;
        self.picture(&badge)?.drawing.state_in(&mut badge);
        // Open Badges 3.0, section 8.3, names this suite alone. A token is held to the same: nothing of it may be lost to
        // whoever reads the graph.
        let suite = Cryptosuite::EddsaRdfc2022;
        let options = ProofOptions { suite, verification_method: method.to_owned(), created };
        let id = view.credential.clone();
        if format == Format::Badge {
            return Ok(Draft::Proof { draft: prepare(badge, &options, contexts)?, id });
        }
        let _sound = prepare(badge.clone(), &options, contexts)?;
        let Value::Object(claims) = badge else { unreachable!("a badge is an object") };
        Ok(Draft::token(TokenDraft::open_badge(method, &claims), id))
    }

    /// Sealed bytes as they are stored: what all badges of a picture share is shared.
    pub(super) fn content(&self, format: Format, sealed: Vec<u8>) -> Content {
        let shared = || {
            if format != Format::Badge {
                return None;
            }
            let text = str::from_utf8(&sealed).ok()?;
            let picture = self.picture(&serde_json::from_str(text).ok()?).ok()?;
            let (front, back) = picture.around(text)?;
            Some(Content::Framed { frame: Arc::clone(&picture.badge), filling: filling(front, back) })
        };
        let shared = shared();
        shared.unwrap_or(Content::Whole(sealed))
    }

    /// The files in which a form leaves, the sealed one first; those around it carry it byte for byte.
    ///
    /// # Errors
    ///
    /// [`RenditionError`].
    pub(super) fn files(
        &self,
        format: Format,
        award: AwardId,
        content: Content,
    ) -> Result<Vec<LeavingFile>, RenditionError> {
        let first = |content| vec![LeavingFile::new(format.file_name(award), content)];
        if format != Format::Badge {
            return Ok(first(content));
        }
        let sealed = content.to_vec();
        let mut files = first(content);
        let text = str::from_utf8(&sealed).map_err(|_| RenditionError::Unreadable)?;
        let badge: Value = serde_json::from_str(text).map_err(|_| RenditionError::Unreadable)?;
        let picture = self.picture(&badge)?;
        let png = Content::Whole(bake_png(picture.drawing.png(), &sealed)?);
        let svg = match picture.around(text) {
            Some((front, back)) => {
                let filling = filling(&badge::as_character_data(front), &badge::as_character_data(back));
                Content::Framed { frame: Arc::clone(&picture.baked), filling }
            }
            None => Content::Whole(bake_svg(picture.drawing.svg(), text)?.into_bytes()),
        };
        for (ending, content) in [("png", png), ("svg", svg)] {
            files.push(LeavingFile::new(format!("{}.badge.{ending}", award.uuid().hyphenated()), content));
        }
        Ok(files)
    }

    fn picture(&self, badge: &Value) -> Result<Arc<Picture>, BadgeError> {
        let face = Face::of(badge);
        if let Some(known) = self.pictures.read().unwrap_or_else(PoisonError::into_inner).get(&face) {
            return Ok(Arc::clone(known));
        }
        let new = Arc::new(Picture::new(&face)?);
        let mut pictures = self.pictures.write().unwrap_or_else(PoisonError::into_inner);
        if pictures.len() >= BADGE_DRAWINGS_MAX {
            pictures.clear();
        }
        Ok(Arc::clone(pictures.entry(face).or_insert(new)))
    }
}

fn filling(front: &str, back: &str) -> Filling {
    let mut filling = Filling::default();
    filling.push(front);
    filling.push(back);
    filling
}
