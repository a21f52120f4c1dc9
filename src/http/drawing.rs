//! The pictures of the credential on a page: drawn anew on a thread of their own, one request at a time.

use std::sync::PoisonError;

use crate::crypto::encoding::from_base64;
use crate::picture::{Picture, PictureError, redraw};
use crate::verify::{Report, StatedPicture};

use super::Shared;
use super::check::{Named, place_among};

/// What came of the pictures of a credential.
#[derive(Debug, Default)]
pub struct Drawn {
    /// Those that can be shown.
    pub pictures: Vec<Picture>,
    /// How many cannot.
    pub withheld: usize,
}

/// Draws what the one report of an answer has to show. When there is no place for it the page has no pictures: the answer
/// does not wait for them.
pub async fn drawn(shared: &Shared, reports: &[Named]) -> Drawn {
    let [(_, Report { credential: Some(credential), .. })] = reports else { return Drawn::default() };
    if credential.pictures.is_empty() {
        return Drawn::default();
    }
    let stated = credential.pictures.clone();
    let count = stated.len();
    let Ok(place) = place_among(shared, &shared.places).await else {
        return Drawn { pictures: Vec::new(), withheld: count };
    };
    let heavy = shared.heavy.clone();
    let work = tokio::task::spawn_blocking(move || {
        let _alone = heavy.lock().unwrap_or_else(PoisonError::into_inner);
        let pictures: Vec<Picture> = stated.iter().filter_map(|stated| draw(stated).ok()).collect();
        drop(place);
        pictures
    });
    let pictures = work.await.unwrap_or_else(|fault| {
        tracing::error!(panicked = fault.is_panic(), "a picture was not drawn");
        Vec::new()
    });
    Drawn { withheld: count - pictures.len(), pictures }
}

fn draw(stated: &StatedPicture) -> Result<Picture, PictureError> {
    match stated {
        StatedPicture::Elsewhere => Err(PictureError::Kind),
        StatedPicture::TooLong | StatedPicture::TooMany => Err(PictureError::TooLong),
        StatedPicture::Embedded { media_type, base64 } => {
            let plain: String = base64.split_ascii_whitespace().collect();
            let bytes = from_base64(&plain).map_err(|_| PictureError::Damaged)?;
            redraw(&bytes, media_type.as_deref())
        }
    }
}
