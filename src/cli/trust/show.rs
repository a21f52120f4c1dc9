//! What a list says, for people.

use std::path::Path;

use anyhow::Result;

use crate::cli::Common;
use crate::cli::exit::Ending;
use crate::cli::files;
use crate::cli::output::{count, note, print_json, say};
use crate::limits;
use crate::pki::Certificate;
use crate::trust::{AllianceList, Entity, Period, Profile, ServiceKind, TrustRoot, fingerprint, open_list};

/// Shows a signed list under its root file.
pub fn file(file: &Path, root: &Path, common: &Common) -> Result<Ending> {
    let root = TrustRoot::parse(&files::read(root, limits::DESCRIPTOR_BYTES_MAX)?)?;
    let bytes = files::read(file, limits::TRUST_LIST_BYTES_MAX)?;
    match open_list(&root, &bytes) {
        Ok(verified) if common.json => {
            print_json(&serde_json::from_slice(verified.payload())?);
            Ok(Ending::Done)
        }
        Ok(verified) => {
            text(verified.list());
            Ok(Ending::Done)
        }
        Err(error) => {
            note!("error: {}: {error}", file.display());
            Ok(Ending::Rejected)
        }
    }
}

/// Shows a list that is being edited.
pub fn draft(list: &AllianceList, common: &Common) {
    if common.json {
        print_json(&list.to_json());
    } else {
        text(list);
    }
}

/// Shows a list as text.
pub fn text(list: &AllianceList) {
    let operator = list.operator.first().map_or("", |(_, name)| name.as_str());
    say!("{operator}: number {}, issued {}, good until {}", list.sequence, list.issued, list.next_update);
    if list.profile == Profile::EuPublicAttestations {
        say!("a list of the European Union: providers of public-sector attestations");
    }
    say!("{}", count(list.entities.len() as u64, "member"));
    for entity in &list.entities {
        let name = entity.names.first().map_or("", |(_, name)| name.as_str());
        say!("  {name} ({})", entity.legal_ids.join(", "));
        for service in &entity.services {
            let standing = service.current.standing.name();
            say!("    {:<26} {standing} since {}", service.kind.name(), service.current.from);
            for line in bindings(entity, service.kind, &service.current) {
                say!("      {line}");
            }
            for period in &service.history {
                let lines = bindings(entity, service.kind, period);
                let since =
                    period.compromised_since.map_or(String::new(), |since| format!(", in other hands since {since}"));
                say!("      earlier: {} from {}{since}", period.standing.name(), period.from);
                let new = lines.iter().filter(|line| !bindings(entity, service.kind, &service.current).contains(line));
                for line in new {
                    say!("        {line}");
                }
            }
        }
    }
}

/// By what a period knows the member, a line each.
fn bindings(entity: &Entity, kind: ServiceKind, period: &Period) -> Vec<String> {
    let identity = &period.identity;
    let mut lines: Vec<String> = identity.keys.clone();
    lines.extend(identity.dids.iter().map(ToString::to_string));
    for certificate in &identity.certificates {
        lines.push(match kind {
            ServiceKind::Issuance => binding(certificate, &entity.legal_ids),
            // Status lists and checkpoints are known by their keys alone.
            ServiceKind::StatusList | ServiceKind::Log => {
                format!("not used: the certificate {} ({})", certificate.subject().text, fingerprint(certificate))
            }
        });
    }
    for (what, several) in [
        ("certificate that cannot be read", identity.unreadable.len()),
        ("certificate subject without its certificate", identity.subject_names.len()),
        ("key identifier without its certificate", identity.key_identifiers.len()),
        ("public key without a certificate", identity.public_keys.len()),
    ] {
        if several > 0 {
            lines.push(format!("not used: {}", count(several as u64, what)));
        }
    }
    lines
}

/// What a certificate of a list binds.
pub fn binding(certificate: &Certificate, legal_ids: &[String]) -> String {
    let (subject, digest) = (&certificate.subject().text, fingerprint(certificate));
    if certificate.is_ca() {
        format!("seals that {subject} issued to {} ({digest})", legal_ids.join(" or "))
    } else {
        format!("the seal {subject} ({digest}, valid until {})", certificate.not_after())
    }
}
