//! Files behind a claim link: what was sealed leaves as it is, what is made of it is made when it is asked for.

use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::looking::{Found, Looked};
use super::{Claims, Shared, claims, query};
use crate::claim::File;
use crate::http::problem::Problem;
use crate::http::published::{NO_INDEX, ROBOTS};
use crate::issue::{Format, Output, Quiet, Wanted, export, export_making};
use crate::issuer::refusal;
use crate::ledger::{Filter, Ledger, LedgerError, Rendition};
use crate::model::ids::AwardId;
use crate::model::slotted::Content;
use crate::publish::durable::Nameless;

/// `GET /claim/<token>/files/<file>`.
pub(super) async fn file(
    State(shared): State<Shared>,
    Path((token, file)): Path<(String, String)>,
    headers: HeaderMap,
    asked: RawQuery,
) -> Result<Response, Problem> {
    let claims = claims(&shared)?;
    let now = (shared.service.clock)();
    let found = match claims.look(&token, now).await? {
        Looked::Open(found) => found,
        Looked::Closed(why) => return Ok(claims.closed(&headers, query(&asked), &token, why)),
    };
    let file = found.files().into_iter().find(|one| one.name() == file).ok_or_else(Problem::not_found)?;
    let award = found.claim.award;
    let has_badge = found.row.renditions.iter().any(|one| one.rendition == Rendition::Badge && one.delivered);
    let is_badge = matches!(file, File::BadgeJson | File::BadgePng | File::BadgeSvg);
    let bytes = if is_badge && !has_badge {
        // The first time it is signed, and recorded as any other.
        let made = shared.service.clerk.ask(move |opened| {
            let (office, keys) = opened?;
            let mut kept = Kept::default();
            let filter = Filter { award: Some(award), ..Filter::default() };
            export_making(office, keys, &filter, &[Format::Badge], &mut kept, now, &mut Quiet)
                .map_err(|error| refusal::of_issue(&error))?;
            kept.take(file)
        });
        made.await?
    } else {
        let read = tokio::task::spawn_blocking(move || made_of(&claims, &found, file));
        read.await.map_err(|_| Problem::internal())??
    };
    Ok(sent(award, file, bytes))
}

/// A file that is made without a key.
fn made_of(claims: &Arc<Claims>, found: &Found, file: File) -> Result<Vec<u8>, Problem> {
    let told = |error: LedgerError| refusal::of_ledger(&error);
    let ledger = Ledger::open_read(&claims.ledger).map_err(told)?;
    let award = found.claim.award;
    match file {
        File::Elm => ledger.sealed_bytes(award, Rendition::Elm).map_err(told),
        File::Europass => ledger.sealed_bytes(award, Rendition::Europass).map_err(told),
        File::Pdf => {
            let has = |form: &Rendition| found.row.renditions.iter().any(|one| one.rendition == *form);
            let form = [Rendition::Europass, Rendition::Elm].into_iter().find(has).ok_or_else(Problem::not_found)?;
            let sealed = ledger.sealed_bytes(award, form).map_err(told)?;
            claims.certificates.pdf(form, &form.file_name(award), &sealed).map_err(|fault| {
                tracing::error!(%fault, "a certificate could not be made");
                Problem::internal()
            })
        }
        File::BadgeJson | File::BadgePng | File::BadgeSvg => {
            let mut kept = Kept::default();
            let filter = Filter { award: Some(award), ..Filter::default() };
            export(&ledger, &filter, Wanted::Only(&[Format::Badge]), &mut kept)
                .map_err(|error| refusal::of_issue(&error))?;
            kept.take(file)
        }
    }
}

fn sent(award: AwardId, file: File, bytes: Vec<u8>) -> Response {
    let name = match file {
        File::Elm => Rendition::Elm.file_name(award),
        File::Europass => Rendition::Europass.file_name(award),
        File::Pdf => format!("{}.pdf", award.uuid().hyphenated()),
        File::BadgeJson | File::BadgePng | File::BadgeSvg => format!("{}.{}", award.uuid().hyphenated(), file.name()),
    };
    let headers = [
        (CONTENT_TYPE, file.media_type().to_owned()),
        (CACHE_CONTROL, "no-store".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, [(ROBOTS, NO_INDEX)], bytes).into_response()
}

/// An output that keeps what it is given in memory: the forms of one award.
#[derive(Default)]
struct Kept(Vec<(String, Content)>);

impl Kept {
    /// The file among those of a badge.
    fn take(self, file: File) -> Result<Vec<u8>, Problem> {
        let ending = format!(".{}", file.name());
        let found = self.0.into_iter().find(|(name, _)| name.ends_with(&ending));
        found.map(|(_, content)| content.to_vec()).ok_or_else(Problem::not_found)
    }
}

impl Output for Kept {
    fn add(&mut self, name: &str, content: &Content) -> io::Result<()> {
        self.0.push((name.to_owned(), content.clone()));
        Ok(())
    }

    fn add_long(&mut self, name: &str, len: u64, from: &mut dyn Read) -> io::Result<()> {
        let mut bytes = Vec::new();
        from.take(len).read_to_end(&mut bytes)?;
        self.add(name, &Content::Whole(bytes))
    }

    fn finish(&mut self) -> io::Result<Option<PathBuf>> {
        Ok(None)
    }

    fn spool(&self) -> io::Result<Nameless> {
        Err(io::Error::other("what is handed out by link has no receipt"))
    }
}
