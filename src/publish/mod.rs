//! The publication folder: what verifiers fetch, written whole or not at all.
//!
//! It knows where documents lie, not what they mean; it signs nothing and serves nothing.
#![expect(clippy::disallowed_methods, reason = "the publication folder is made of files, and this room writes them")]

pub mod durable;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::crypto::encoding::to_hex;

/// Why a document could not be published or read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The file could not be read, written or removed; an older version of it is untouched.
    #[error("{} could not be {doing}: {source}", path.display())]
    File {
        /// `read`, `written` or `removed`.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A published document; each kind has its place below the publication base.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Document {
    /// `/log/checkpoint`
    Checkpoint,
    /// `/contexts/<digest>.jsonld`, by the SHA-256 digest of its bytes.
    Context([u8; 32]),
    /// `/.well-known/did.json`
    DidDocument,
    /// `/c/<token>.jsonld`, in the folder under the SHA-256 digest of the token.
    Shared([u8; 32]),
    /// `/status/<id>.json`
    StatusList(String),
    /// `/status/<id>.jwt`
    TokenList(String),
    /// `/trust/<id>.jwt`
    TrustList(String),
}

impl Document {
    /// Where it lies, relative to the folder.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Checkpoint => "log/checkpoint".to_owned(),
            Self::Context(digest) => format!("contexts/{}.jsonld", to_hex(digest)),
            Self::DidDocument => ".well-known/did.json".to_owned(),
            Self::Shared(token_hash) => format!("c/{}.jsonld", to_hex(token_hash)),
            Self::StatusList(id) => format!("status/{}.json", plain(id)),
            Self::TokenList(id) => format!("status/{}.jwt", plain(id)),
            Self::TrustList(id) => format!("trust/{}.jwt", plain(id)),
        }
    }
}

/// Ids of lists are letters, digits, `-`, `_` and `.`; anything else cannot name a file outside the folder.
fn plain(id: &str) -> String {
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let plain: String = id.chars().map(|c| if fine(c) { c } else { '_' }).collect();
    plain.trim_start_matches('.').to_owned()
}

/// The folder from which a web server, or `elmseal serve`, publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicationFolder {
    dir: PathBuf,
}

impl PublicationFolder {
    /// The folder at `dir`; it is made when something is written.
    #[must_use]
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into() }
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Writes a document durably; readers see the old one or the new one, never a part. Whoever writes another than a
    /// trust list has the ledger open for writing, so that nobody else does at the same time.
    ///
    /// # Errors
    ///
    /// [`PublishError::File`].
    pub fn write(&self, document: &Document, bytes: &[u8]) -> Result<(), PublishError> {
        let path = self.dir.join(document.path());
        let file = |source| PublishError::File { doing: "written", path: path.clone(), source };
        let fill = |to: &mut dyn io::Write| to.write_all(bytes);
        match document {
            // An alliance's office has no ledger, by whose lock there would be one writer.
            Document::TrustList(_) => durable::write(&path, fill),
            Document::Shared(_) => {
                // The name is drawn: what a killed one left of a learner's credential would lie there for good.
                durable::sweep(path.parent().unwrap_or(&self.dir)).and_then(|()| durable::write_alone(&path, fill))
            }
            _ => durable::write_alone(&path, fill),
        }
        .map_err(file)
    }

    /// The ids of the status lists that are published.
    ///
    /// # Errors
    ///
    /// [`PublishError::File`].
    pub fn status_lists(&self) -> Result<Vec<String>, PublishError> {
        self.lists(".json")
    }

    /// The ids of the token lists that are published.
    ///
    /// # Errors
    ///
    /// [`PublishError::File`].
    pub fn token_lists(&self) -> Result<Vec<String>, PublishError> {
        self.lists(".jwt")
    }

    fn lists(&self, ending: &str) -> Result<Vec<String>, PublishError> {
        let path = self.dir.join("status");
        let file = |source| PublishError::File { doing: "read", path: path.clone(), source };
        let entries = match fs::read_dir(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(file)?,
        };
        let mut ids = Vec::new();
        for entry in entries {
            let name = entry.map_err(file)?.file_name();
            let id = name.to_str().and_then(|name| name.strip_suffix(ending));
            ids.extend(id.filter(|id| !id.starts_with('.')).map(str::to_owned));
        }
        ids.sort();
        Ok(ids)
    }

    /// Reads a document; `None` when it was not published.
    ///
    /// # Errors
    ///
    /// [`PublishError::File`].
    pub fn read(&self, document: &Document) -> Result<Option<Vec<u8>>, PublishError> {
        let path = self.dir.join(document.path());
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(PublishError::File { doing: "read", path, source }),
        }
    }

    /// Withdraws a document; one that was not published is withdrawn already.
    ///
    /// # Errors
    ///
    /// [`PublishError::File`].
    pub fn remove(&self, document: &Document) -> Result<(), PublishError> {
        let path = self.dir.join(document.path());
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(PublishError::File { doing: "removed", path, source })
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_lie_where_verifiers_look() {
        let rows = [
            (Document::Checkpoint, "log/checkpoint"),
            (Document::DidDocument, ".well-known/did.json"),
            (Document::StatusList("revocation-1f".into()), "status/revocation-1f.json"),
            (Document::TokenList("tokens-1f".into()), "status/tokens-1f.jwt"),
            (Document::TrustList("../../x".into()), "trust/_.._x.jwt"),
        ];
        for (document, path) in rows {
            assert_eq!(document.path(), path);
        }
    }

    #[test]
    fn published_lists_are_named() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = PublicationFolder::new(dir.path());
        assert_eq!(folder.status_lists().expect("readable"), Vec::<String>::new());
        for id in ["standing-1f", "revocation-1f"] {
            folder.write(&Document::StatusList(id.into()), b"{}").expect("written");
        }
        fs::write(dir.path().join("status/.suspension-1f.json.partial"), "{").expect("written");
        assert_eq!(folder.status_lists().expect("readable"), ["revocation-1f", "standing-1f"]);
        folder.write(&Document::TokenList("tokens-1f".into()), b"e30").expect("written");
        assert_eq!(folder.token_lists().expect("readable"), ["tokens-1f"]);
    }

    #[test]
    fn a_document_is_written_whole_and_withdrawn() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = PublicationFolder::new(dir.path().join("public"));
        assert_eq!(folder.read(&Document::Checkpoint).expect("readable"), None);
        folder.write(&Document::Checkpoint, b"one").expect("written");
        folder.write(&Document::Checkpoint, b"two").expect("written");
        assert_eq!(folder.read(&Document::Checkpoint).expect("readable"), Some(b"two".to_vec()));
        let names = |folder: &str| fs::read_dir(dir.path().join(folder)).expect("a folder").count();
        assert_eq!(names("public/log"), 1, "no temporary file is left");
        // A killed process left parts: of the same document, and of a shared one, whose name nobody writes again.
        fs::write(dir.path().join("public/log/.checkpoint.partial"), "tw").expect("written");
        folder.write(&Document::Checkpoint, b"two").expect("written");
        assert_eq!(names("public/log"), 1);
        folder.write(&Document::Shared([1; 32]), b"one").expect("written");
        fs::write(dir.path().join("public/c/.0202.jsonld.partial"), "a name").expect("written");
        folder.write(&Document::Shared([3; 32]), b"three").expect("written");
        assert_eq!(names("public/c"), 2);
        folder.remove(&Document::Checkpoint).expect("removed");
        folder.remove(&Document::Checkpoint).expect("removed already");
        assert_eq!(folder.read(&Document::Checkpoint).expect("readable"), None);
    }
}
