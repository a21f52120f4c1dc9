//! Asks the signer of reports, which is another process on this machine: this one has no key.
//!
//! Nothing that the signer does or leaves undone is a problem of the asker: a record that is not signed says why.

use serde_json::Value;

use crate::record::{Record, Unsigned};

use super::Shared;

/// The record with its signature, or with the reason why there is none.
pub async fn signed(shared: &Shared, record: Record) -> Value {
    let Some(socket) = &shared.operations.report_signer else { return record.unsigned(Unsigned::NoSigner) };
    match asking::signature(socket, &record).await {
        Ok(signature) => record.signed(&signature),
        Err(reason) => record.unsigned(reason),
    }
}

#[cfg(unix)]
mod asking {
    use std::io;
    use std::path::Path;
    use std::time::Duration;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::UnixStream;

    use crate::limits;
    use crate::record::{Answer, Record, Unsigned, frame, frame_length, key_of};

    /// Asks for a signature, for a bounded time.
    pub async fn signature(socket: &Path, record: &Record) -> Result<String, Unsigned> {
        let patience = Duration::from_secs(limits::SIGNER_SECONDS_MAX);
        let request = frame(record.canonical().as_bytes()).ok_or(Unsigned::SignerRefused)?;
        let answer = match tokio::time::timeout(patience, exchange(socket, &request)).await {
            Ok(Ok(answer)) => Answer::parse(&answer),
            Ok(Err(fault)) => {
                tracing::warn!(%fault, "the signer of reports did not answer");
                return Err(Unsigned::SignerAway);
            }
            Err(_) => {
                tracing::warn!("the signer of reports did not answer in time");
                return Err(Unsigned::SignerAway);
            }
        };
        match answer {
            Some(Answer::Signed(signature)) if key_of(&signature).is_ok() => Ok(signature),
            Some(Answer::Refused(refusal)) => {
                tracing::warn!(refusal = refusal.name(), "the signer of reports did not sign");
                Err(Unsigned::SignerRefused)
            }
            _ => {
                tracing::warn!("the signer of reports gave no answer that is one");
                Err(Unsigned::SignerAway)
            }
        }
    }

    async fn exchange(socket: &Path, request: &[u8]) -> io::Result<Vec<u8>> {
        let mut stream = UnixStream::connect(socket).await?;
        stream.write_all(request).await?;
        let mut before = [0; 4];
        stream.read_exact(&mut before).await?;
        let length = frame_length(before, limits::SIGNER_ANSWER_BYTES_MAX);
        let mut answer = vec![0; length.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))?];
        stream.read_exact(&mut answer).await?;
        Ok(answer)
    }
}

#[cfg(not(unix))]
mod asking {
    use std::path::Path;

    use crate::record::{Record, Unsigned};

    /// There are no such sockets on this system.
    pub async fn signature(_: &Path, _: &Record) -> Result<String, Unsigned> {
        Err(Unsigned::SignerAway)
    }
}
