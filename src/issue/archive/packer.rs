//! Compresses the files of a batch: those that share a frame by it, others by themselves.

use std::io::{self, Read as _};
use std::sync::Arc;

use flate2::read::DeflateDecoder;
use flate2::{Compress, Compression, FlushCompress};

use super::deflate::PackedFrame;
use crate::model::slotted::{Content, Filling, Frame};

/// So many files of a frame are compressed by themselves before it is worth compressing the frame.
const USES_BEFORE: u32 = 4;
/// Most frames that are kept; the one that was not used for longest goes.
const FRAMES_MAX: usize = 64;

/// Compresses files.
#[derive(Debug)]
pub(super) struct Packer {
    compress: Compress,
    /// The one that was used last comes first.
    frames: Vec<Known>,
    whole: Vec<u8>,
    scratch: Vec<usize>,
}

#[derive(Debug)]
struct Known {
    frame: Arc<Frame>,
    state: State,
}

#[derive(Debug)]
enum State {
    /// So many files had it.
    Used(u32),
    Packed(Box<PackedFrame>),
    /// What it was compressed to was not what it is.
    Unusable,
}

impl Default for Packer {
    fn default() -> Self {
        Self {
            compress: Compress::new(Compression::default(), false),
            frames: Vec::new(),
            whole: Vec::new(),
            scratch: Vec::new(),
        }
    }
}

impl Packer {
    /// Writes the compressed `content` to `out`, which is cleared before.
    ///
    /// # Errors
    ///
    /// The compressor's error.
    pub fn pack(&mut self, content: &Content, out: &mut Vec<u8>) -> io::Result<()> {
        out.clear();
        if let Content::Framed { frame, filling } = content
            && self.pack_framed(frame, filling, out)
        {
            return Ok(());
        }
        out.clear();
        let mut whole = std::mem::take(&mut self.whole);
        let bytes = match content {
            Content::Whole(bytes) => bytes,
            Content::Framed { .. } => {
                whole.clear();
                content.write_to(&mut whole)?;
                &whole
            }
        };
        let done = self.pack_whole(bytes, out);
        self.whole = whole;
        done
    }

    fn pack_whole(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        self.compress.reset();
        loop {
            // What cannot be compressed grows by some bytes for each 16 KiB.
            let rest = &bytes[usize::try_from(self.compress.total_in()).map_err(io::Error::other)?..];
            out.reserve(rest.len() + rest.len() / 1024 + 64);
            let status = self.compress.compress_vec(rest, out, FlushCompress::Finish).map_err(io::Error::other)?;
            if status == flate2::Status::StreamEnd {
                return Ok(());
            }
        }
    }

    /// Whether it could be done.
    fn pack_framed(&mut self, frame: &Arc<Frame>, filling: &Filling, out: &mut Vec<u8>) -> bool {
        let known = self.known(frame);
        if let State::Used(uses) = &mut known.state {
            *uses += 1;
            if *uses <= USES_BEFORE {
                return false;
            }
            let packed = PackedFrame::new(frame, filling);
            known.state =
                if is_sound(&packed, frame, filling) { State::Packed(Box::new(packed)) } else { State::Unusable };
        }
        let Some(Known { state: State::Packed(packed), .. }) = self.frames.first() else { return false };
        packed.pack(frame, filling, &mut self.scratch, out).is_ok()
    }

    /// What is known of a frame, at the first place now.
    fn known(&mut self, frame: &Arc<Frame>) -> &mut Known {
        match self.frames.iter().position(|known| Arc::ptr_eq(&known.frame, frame)) {
            Some(at) => self.frames[..=at].rotate_right(1),
            None => {
                self.frames.truncate(FRAMES_MAX - 1);
                self.frames.insert(0, Known { frame: Arc::clone(frame), state: State::Used(0) });
            }
        }
        &mut self.frames[0]
    }
}

/// Whether what was packed with the values of the sample is what they make with their frame. An archive that cannot be
/// read would be worse than a slow one.
fn is_sound(packed: &PackedFrame, frame: &Arc<Frame>, sample: &Filling) -> bool {
    let mut bytes = Vec::new();
    let mut read = Vec::new();
    let content = Content::Framed { frame: Arc::clone(frame), filling: sample.clone() };
    packed.pack(frame, sample, &mut Vec::new(), &mut bytes).is_ok()
        && DeflateDecoder::new(bytes.as_slice()).read_to_end(&mut read).is_ok()
        && read == content.to_vec()
}
