//! Files that were read before, as long as they are the same.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::limits;

/// What tells one state of a file from another: which file it is, how long, and when it was changed last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp([i128; 3]);

impl Stamp {
    #[cfg(unix)]
    fn of(file: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;

        let place = i128::from(file.dev()) << 64 | i128::from(file.ino());
        let changed = i128::from(file.ctime()) << 32 | i128::from(file.ctime_nsec());
        Some(Self([place, changed, i128::from(file.len())]))
    }

    /// Elsewhere files are read each time.
    #[cfg(not(unix))]
    fn of(_: &Metadata) -> Option<Self> {
        None
    }

    /// The stamp of a file that has rested for a while: two changes in one tick of the file system's clock look like one.
    pub(super) fn settled(file: &Metadata) -> Option<Self> {
        let stamp = Self::of(file)?;
        let rested = SystemTime::now().duration_since(changed(file)?).ok()?;
        (rested >= Duration::from_secs(limits::FILE_RESTS_SECONDS_MIN)).then_some(stamp)
    }
}

/// When anything of the file was changed last, be it its name.
#[cfg(unix)]
fn changed(file: &Metadata) -> Option<SystemTime> {
    use std::os::unix::fs::MetadataExt as _;

    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(u64::try_from(file.ctime()).ok()? + 1))
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> Option<SystemTime> {
    None
}

/// A file that was read: where it lies, in which state it was, and what was in it.
type Read = (PathBuf, Stamp, Arc<[u8]>);

/// The files, the one that was read last at the end.
#[derive(Debug, Default)]
pub(super) struct Unchanged(Mutex<Vec<Read>>);

impl Unchanged {
    /// What is in the file at `path`, which is `now` so.
    pub(super) fn get(&self, path: &Path, now: &Metadata) -> Option<Arc<[u8]>> {
        let now = Stamp::of(now)?;
        let files = self.files();
        let known = files.iter().find(|(known, ..)| known == path)?;
        (known.1 == now).then(|| Arc::clone(&known.2))
    }

    /// Keeps what was read, and lets go of the oldest that are too much.
    pub(super) fn keep(&self, path: PathBuf, stamp: Stamp, bytes: &[u8]) {
        let mut files = self.files();
        files.retain(|(known, ..)| *known != path);
        files.push((path, stamp, bytes.into()));
        let mut size: usize = files.iter().map(|(.., bytes)| bytes.len()).sum();
        while files.len() > limits::LOCAL_FILES_KEPT_MAX || size > limits::LOCAL_FILES_KEPT_BYTES_MAX {
            size -= files.remove(0).2.len();
        }
    }

    fn files(&self) -> MutexGuard<'_, Vec<Read>> {
        // Whole entries are put in under the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_is_read_again_when_it_has_changed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("list.jsonld");
        let now = || fs::metadata(&path).expect("a file");
        fs::write(&path, "first").expect("it is written");
        let files = Unchanged::default();
        assert_eq!(files.get(&path, &now()), None);
        assert_eq!(Stamp::settled(&now()), None, "it may change once more in the same tick");
        files.keep(path.clone(), Stamp::of(&now()).expect("a stamp"), b"first");
        assert_eq!(files.get(&path, &now()).as_deref(), Some(&b"first"[..]));
        assert_eq!(files.get(&folder.path().join("other"), &now()), None);

        // Another file of the same length takes its name, as publishing does it.
        let other = folder.path().join("new");
        fs::write(&other, "other").expect("it is written");
        fs::rename(&other, &path).expect("it takes the name");
        assert_eq!(files.get(&path, &now()), None);
        files.keep(path.clone(), Stamp::of(&now()).expect("a stamp"), b"other");
        assert_eq!(files.get(&path, &now()).as_deref(), Some(&b"other"[..]));
        fs::write(&path, "longer").expect("it is written");
        assert_eq!(files.get(&path, &now()), None);
    }

    #[test]
    fn the_oldest_make_room() {
        let folder = tempfile::tempdir().expect("a folder");
        let here = fs::metadata(folder.path()).expect("a folder");
        let stamp = Stamp::of(&here).expect("a stamp");
        let files = Unchanged::default();
        let kept = |number: usize| files.get(Path::new(&number.to_string()), &here).is_some();
        for number in 0..=limits::LOCAL_FILES_KEPT_MAX {
            files.keep(number.to_string().into(), stamp, b"");
        }
        assert_eq!([kept(0), kept(1), kept(limits::LOCAL_FILES_KEPT_MAX)], [false, true, true]);
        let large = vec![0; limits::LOCAL_FILES_KEPT_BYTES_MAX];
        files.keep("1000".into(), stamp, &large);
        assert_eq!([kept(2), kept(limits::LOCAL_FILES_KEPT_MAX), kept(1000)], [true, true, true]);
        files.keep("1001".into(), stamp, b"x");
        assert_eq!([kept(limits::LOCAL_FILES_KEPT_MAX), kept(1000), kept(1001)], [false, false, true]);
    }
}
