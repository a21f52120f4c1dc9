//! Documents below one's own base, read from the publication folder; and sources one after another.
#![expect(clippy::disallowed_methods, reason = "this is the edge where published files are read")]

mod unchanged;

use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::unchanged::{Stamp, Unchanged};

use super::{Fetch, FetchError, Purpose};
use crate::crypto;

/// What lies below a base URL, read from a folder.
///
/// A shared credential is published under a token that only its holder knows; the folder has it under the token's
/// digest.
#[derive(Debug, Clone)]
pub struct LocalPublications {
    base: String,
    dir: PathBuf,
    /// Files that were read, to be read again when they have changed.
    known: Arc<Unchanged>,
}

impl LocalPublications {
    /// The folder `dir` holds what is published below `base`.
    #[must_use]
    pub fn new(base: &str, dir: &Path) -> Self {
        Self { base: base.trim_end_matches('/').to_owned(), dir: dir.to_owned(), known: Arc::default() }
    }

    /// Whether `url` lies below the base.
    #[must_use]
    pub fn covers(&self, url: &str) -> bool {
        self.below(url).is_some()
    }

    fn below<'a>(&self, url: &'a str) -> Option<&'a str> {
        url.strip_prefix(&self.base)?.strip_prefix('/')
    }

    fn file(&self, path: &str) -> Option<PathBuf> {
        let plain = |part: &str| {
            !part.is_empty()
                && part != "."
                && part != ".."
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
        };
        let parts: Vec<&str> = path.split('/').collect();
        if !parts.iter().all(|part| plain(part)) {
            return None;
        }
        // Below a base that has a path, a did:web's document lies beside the rest (did:web, section 3.2).
        if parts == ["did.json"] {
            return Some(self.dir.join(".well-known/did.json"));
        }
        if let ["c", name] = parts[..] {
            let token = name.strip_suffix(".jsonld")?;
            let digest = crypto::encoding::to_hex(&crypto::sha256(token.as_bytes()));
            return Some(self.dir.join("c").join(format!("{digest}.jsonld")));
        }
        Some(parts.iter().fold(self.dir.clone(), |folder, part| folder.join(part)))
    }
}

impl Fetch for LocalPublications {
    fn get(&self, url: &str, purpose: Purpose) -> Result<Vec<u8>, FetchError> {
        let absent = || FetchError::NotFound { url: url.to_owned() };
        let unreadable =
            |e: std::io::Error| FetchError::Unreachable { url: url.to_owned(), reason: e.kind().to_string() };
        let path = self.below(url).and_then(|path| self.file(path)).ok_or_else(absent)?;
        let missing = |e: std::io::Error| if e.kind() == ErrorKind::NotFound { absent() } else { unreadable(e) };
        let bytes_max = purpose.rule().bytes_max;
        let too_long = || FetchError::TooLong { url: url.to_owned(), bytes_max };
        let now = fs::metadata(&path).map_err(missing)?;
        if !now.is_file() {
            return Err(absent());
        }
        if let Some(bytes) = self.known.get(&path, &now) {
            return if bytes.len() > bytes_max { Err(too_long()) } else { Ok(bytes.to_vec()) };
        }
        let file = fs::File::open(&path).map_err(missing)?;
        // Of the file that is read: another may have taken its name since.
        let stamp = file.metadata().ok().as_ref().and_then(Stamp::settled);
        let mut bytes = Vec::with_capacity(usize::try_from(now.len()).map_or(bytes_max, |len| len.min(bytes_max)) + 1);
        file.take(bytes_max as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() > bytes_max {
            return Err(too_long());
        }
        // Credentials that are shared are nobody's to keep, and each is asked for by itself.
        if let Some(stamp) = stamp.filter(|_| purpose != Purpose::Credential) {
            self.known.keep(path, stamp, &bytes);
        }
        Ok(bytes)
    }

    fn at_hand(&self, url: &str, purpose: Purpose) -> Option<Result<Vec<u8>, FetchError>> {
        Some(self.get(url, purpose))
    }
}

/// A publication folder first, the net for all that lies elsewhere.
///
/// What lies below the folder's base is never asked from the net: a document that is missing there is missing.
pub struct Layered {
    local: Vec<LocalPublications>,
    beyond: Box<dyn Fetch>,
}

impl Layered {
    /// Folders in order, then `beyond`.
    #[must_use]
    pub fn new(local: Vec<LocalPublications>, beyond: Box<dyn Fetch>) -> Self {
        Self { local, beyond }
    }
}

impl Fetch for Layered {
    fn get(&self, url: &str, purpose: Purpose) -> Result<Vec<u8>, FetchError> {
        match self.local.iter().find(|folder| folder.covers(url)) {
            Some(folder) => folder.get(url, purpose),
            None => self.beyond.get(url, purpose),
        }
    }
    fn at_hand(&self, url: &str, purpose: Purpose) -> Option<Result<Vec<u8>, FetchError>> {
        match self.local.iter().find(|folder| folder.covers(url)) {
            Some(folder) => folder.at_hand(url, purpose),
            None => self.beyond.at_hand(url, purpose),
        }
    }
}
