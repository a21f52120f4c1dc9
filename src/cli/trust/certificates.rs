//! Certificates as `elmseal trust` takes them: read from files, with what each binds.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::cli::exit::hinted;
use crate::cli::files;
use crate::cli::output::note;
use crate::limits;
use crate::pki::Certificate;
use crate::trust::is_organization_identifier;

use super::show;

/// The certificate of a file in PEM or DER; of a chain the first, which is that of the seal.
pub fn read(path: &Path) -> Result<Certificate> {
    let bytes = files::read(path, limits::CERTIFICATE_BYTES_MAX * limits::SEAL_CHAIN_MAX)?;
    let pem = Certificate::from_pem_bundle(&bytes).ok().and_then(|found| found.into_iter().next());
    pem.or_else(|| Certificate::from_der(&bytes).ok()).ok_or_else(|| {
        hinted(
            format!("{} is no certificate", path.display()),
            "name a file with a certificate in PEM (-----BEGIN CERTIFICATE-----) or DER",
        )
    })
}

/// The certificates of files, with a note of what each binds for a member with this legal identifier.
pub fn read_all(paths: &[PathBuf], legal_id: &str) -> Result<Vec<Certificate>> {
    let certificates: Vec<Certificate> = paths.iter().map(|path| read(path)).collect::<Result<_>>()?;
    for certificate in &certificates {
        explain(certificate, legal_id)?;
    }
    Ok(certificates)
}

fn explain(certificate: &Certificate, legal_id: &str) -> Result<()> {
    let subject = &certificate.subject().text;
    if certificate.is_ca() && !is_organization_identifier(legal_id) {
        return Err(hinted(
            format!("{subject} is an authority, and `{legal_id}` could not stand in a certificate that it issues"),
            "an authority binds a member by its organizationIdentifier, such as VATFI-01090445; name the seal's own \
             certificate instead",
        ));
    }
    note!("binds {}", show::binding(certificate, &[legal_id.to_owned()]));
    let holder = certificate.subject().organization_identifier.as_deref();
    if !certificate.is_ca() && holder != Some(legal_id) {
        let says = holder.unwrap_or("no identifier");
        note!("note: the certificate says {says}, the member is {legal_id}; verifiers show both");
    }
    Ok(())
}
