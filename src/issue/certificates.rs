//! Certificates as PDF beside the sealed files that they carry: in a batch, and on demand.
//!
//! A certificate is made anew each time from the sealed file itself, and is always the same, so nothing of it is stored. It
//! has no leaf in the log and never counts as issued: what counts is the file inside.

use std::io::{self, Read};
use std::mem;
use std::path::PathBuf;

use thiserror::Error;

use super::archive::Output;
use super::renditions::own_document;
use super::{Format, IssueError};
use crate::certificate::{Attachment, CertificateError, CertificateTemplate, render};
use crate::crypto::sha256;
use crate::descriptor::types::Institution;
use crate::elm::AwardView;
use crate::elm::view::ViewError;
use crate::ledger::{Filter, Ledger, LedgerError, Rendition, State};
use crate::model::ids::AwardId;
use crate::model::slotted::Content;
use crate::publish::durable::Nameless;

/// What a sealed credential is, for a PDF's list of attachments.
const MEDIA_TYPE: &str = "application/ld+json";

/// Why the certificate of a sealed file is not made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CertifyingError {
    /// The PDF cannot be made.
    #[error("no PDF can be made of {file}: {source}")]
    Certificate {
        /// The sealed file.
        file: String,
        /// Why.
        source: CertificateError,
    },
    /// The sealed file is none of this program's.
    #[error("no PDF can be made of {file}, which does not read as a credential of this program")]
    Unreadable {
        /// The sealed file.
        file: String,
    },
    /// The sealed file lacks something.
    #[error("no PDF can be made of {file}: {source}")]
    View {
        /// The sealed file.
        file: String,
        /// What.
        source: ViewError,
    },
}

/// Makes the certificates of an institution.
pub struct Certificates {
    template: CertificateTemplate,
    /// Where a verifier is reached.
    verifier: String,
}

impl Certificates {
    /// Those of the institution that publishes below `base`, where its verifier is.
    #[must_use]
    pub fn new(issuer: &Institution, base: &str) -> Self {
        Self { template: CertificateTemplate::of(issuer), verifier: format!("{base}/") }
    }

    /// The certificate that carries the sealed bytes of `form`, which its file is named after.
    ///
    /// # Errors
    ///
    /// [`CertifyingError`].
    pub fn pdf(&self, form: Rendition, file: &str, sealed: &[u8]) -> Result<Vec<u8>, CertifyingError> {
        let unreadable = || CertifyingError::Unreadable { file: file.to_owned() };
        let document = own_document(form, sealed).ok_or_else(unreadable)?;
        let view = AwardView::read(&document);
        let view = view.map_err(|source| CertifyingError::View { file: file.to_owned(), source })?;
        let attachment = Attachment { name: file, media_type: MEDIA_TYPE, bytes: sealed };
        render(&view, &attachment, &self.template, &self.verifier, view.issued)
            .map_err(|source| CertifyingError::Certificate { file: file.to_owned(), source })
    }

    /// An output that has a certificate beside each sealed file of the form that carries it: `europass` where that is among
    /// the forms, else `elm`.
    pub fn beside<'o>(&'o self, output: &'o mut dyn Output, formats: &[Format]) -> CertifyingOutput<'o> {
        let carrier = if formats.contains(&Format::Europass) { Rendition::Europass } else { Rendition::Elm };
        CertifyingOutput { certificates: self, output, carrier, added: Vec::new() }
    }
}

/// The name of an award's certificate.
fn pdf_name(award: AwardId) -> String {
    format!("{}.pdf", award.uuid().hyphenated())
}

/// An output that gets certificates as well.
pub struct CertifyingOutput<'o> {
    certificates: &'o Certificates,
    output: &'o mut dyn Output,
    carrier: Rendition,
    /// Certificates that no receipt lists yet.
    added: Vec<(String, [u8; 32])>,
}

impl Output for CertifyingOutput<'_> {
    fn add(&mut self, name: &str, content: &Content) -> io::Result<()> {
        self.output.add(name, content)?;
        let ending = format!(".{}.jsonld", self.carrier.as_str());
        if let Some(award) = name.strip_suffix(&ending) {
            let pdf = self.certificates.pdf(self.carrier, name, &content.to_vec()).map_err(io::Error::other)?;
            let certificate = format!("{award}.pdf");
            let digest = sha256(&pdf);
            self.output.add(&certificate, &Content::Whole(pdf))?;
            self.added.push((certificate, digest));
        }
        Ok(())
    }

    fn add_long(&mut self, name: &str, len: u64, from: &mut dyn Read) -> io::Result<()> {
        self.output.add_long(name, len, from)
    }

    fn finish(&mut self) -> io::Result<Option<PathBuf>> {
        self.output.finish()
    }

    fn spool(&self) -> io::Result<Nameless> {
        self.output.spool()
    }

    fn added_beside(&mut self) -> Vec<(String, [u8; 32])> {
        mem::take(&mut self.added)
    }

    fn remark(&self) -> Option<String> {
        self.output.remark()
    }
}

/// What making certificates on demand did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Certified {
    /// Certificates that were made.
    pub made: u64,
    /// Awards of which none was made, since they were revoked or replaced.
    pub withheld: Vec<(AwardId, State)>,
    /// Awards that were issued neither as `europass` nor as `elm`, so that there is nothing to carry.
    pub without_source: Vec<AwardId>,
}

/// Adds the certificates of what `filter` lets through to `output`, each with the sealed file of `europass` inside if the
/// award has it, else of `elm`. Of what was revoked or replaced none is made. The output is not finished.
///
/// # Errors
///
/// [`IssueError::Ledger`], or [`IssueError::Output`] when a certificate cannot be made or written.
pub fn add_certificates(
    ledger: &Ledger,
    filter: &Filter,
    certificates: &Certificates,
    output: &mut dyn Output,
) -> Result<Certified, IssueError> {
    let mut carriers = Vec::new();
    let mut certified = Certified::default();
    ledger.list(filter, &mut |row| {
        if matches!(row.state, State::Revoked | State::Superseded) {
            certified.withheld.push((row.award, row.state));
            return;
        }
        let has = |wanted: &Rendition| row.renditions.iter().any(|one| one.rendition == *wanted);
        match [Rendition::Europass, Rendition::Elm].into_iter().find(has) {
            Some(form) => carriers.push((row.award, form)),
            None => certified.without_source.push(row.award),
        }
    })?;
    for (award, form) in carriers {
        let sealed = match ledger.sealed_bytes(award, form) {
            // Erased, or recorded and not sealed yet.
            Err(LedgerError::NotSealed { .. }) => continue,
            sealed => sealed?,
        };
        let format = if form == Rendition::Europass { Format::Europass } else { Format::Elm };
        let pdf = certificates.pdf(form, &format.file_name(award), &sealed);
        let pdf = pdf.map_err(|error| IssueError::Output(io::Error::other(error)))?;
        output.add(&pdf_name(award), &Content::Whole(pdf)).map_err(IssueError::Output)?;
        certified.made += 1;
    }
    Ok(certified)
}
