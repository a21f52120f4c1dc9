//! The files of an output that was issued before: a ZIP archive, a tar archive, or a folder.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use super::files;

/// Calls `each` with the name and the bytes of every file; a name begins with that of the archive.
pub fn each_file(path: &Path, bytes_max: usize, each: &mut dyn FnMut(String, Vec<u8>) -> Result<()>) -> Result<()> {
    let told = || format!("cannot read {}", path.display());
    let named = |name: &str| format!("{}/{name}", path.display());
    if path.is_dir() {
        let mut names: Vec<_> = fs::read_dir(path).with_context(told)?.collect::<io::Result<_>>().with_context(told)?;
        names.sort_by_key(fs::DirEntry::file_name);
        for entry in names.into_iter().filter(|entry| entry.path().is_file()) {
            each(named(&entry.file_name().to_string_lossy()), files::read(&entry.path(), bytes_max)?)?;
        }
        return Ok(());
    }
    let file = files::open(path)?;
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("tar")) {
        return each_in_tar(&mut io::BufReader::new(file), bytes_max, &mut |name, bytes| each(named(name), bytes))
            .with_context(told);
    }
    let mut archive = zip::ZipArchive::new(io::BufReader::new(file)).with_context(told)?;
    for at in 0..archive.len() {
        let file = archive.by_index(at).with_context(told)?;
        let name = file.name().with_context(told)?.into_owned();
        each(named(&name), bounded(file, bytes_max).with_context(told)?)?;
    }
    Ok(())
}

fn bounded(from: impl Read, bytes_max: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(bytes_max as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > bytes_max {
        bail!("a file in it has more than {bytes_max} bytes");
    }
    Ok(bytes)
}

/// Reads an archive as `issue` writes it: plain files with short names (POSIX ustar).
fn each_in_tar(from: &mut dyn Read, bytes_max: usize, each: &mut dyn FnMut(&str, Vec<u8>) -> Result<()>) -> Result<()> {
    const BLOCK: usize = 512;
    loop {
        let mut header = [0; BLOCK];
        from.read_exact(&mut header).context("it ends in the middle")?;
        if header == [0; BLOCK] {
            return Ok(());
        }
        let text = |range: std::ops::Range<usize>| {
            let bytes = header[range].split(|byte| *byte == 0).next().unwrap_or_default();
            std::str::from_utf8(bytes).map(str::trim).unwrap_or_default()
        };
        let size = usize::from_str_radix(text(124..136), 8).ok().filter(|size| *size <= bytes_max);
        let Some(size) = size else { bail!("the length of {} is not one of a credential", text(0..100)) };
        let mut bytes = vec![0; size.div_ceil(BLOCK) * BLOCK];
        from.read_exact(&mut bytes).context("it ends in the middle")?;
        bytes.truncate(size);
        if matches!(header[156], b'0' | 0) {
            each(text(0..100), bytes)?;
        }
    }
}
