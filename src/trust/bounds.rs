//! What holds for a list as a whole: its bounds, and that no identifier stands for two members.

use super::list::{AllianceList, Service};
use super::lote::ListError;
use super::shape::At;
use crate::crypto::encoding::to_hex;
use crate::limits;
use crate::model::ids::Did;

impl AllianceList {
    /// The list, if it is within its bounds and says one thing of each identifier.
    pub(super) fn checked(self, lote: &At<'_>) -> Result<Self, ListError> {
        if self.certificates() > limits::TRUST_CERTIFICATES_MAX {
            return Err(lote.fault("has too many certificates").into());
        }
        self.check_unambiguous()?;
        Ok(self)
    }

    /// How many certificates it names.
    fn certificates(&self) -> usize {
        let services = self.entities.iter().flat_map(|entity| &entity.services);
        services.flat_map(Service::periods).map(|period| period.identity.certificates.len()).sum()
    }

    /// No legal identifier, DID or key may stand for two entities, and no key for two kinds of service.
    pub(super) fn check_unambiguous(&self) -> Result<(), ListError> {
        let mut owners: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
        for (index, entity) in self.entities.iter().enumerate() {
            let mut ids: Vec<String> = entity.legal_ids.clone();
            for service in &entity.services {
                let kind = service.kind.name();
                for period in service.periods() {
                    ids.extend(period.identity.dids.iter().map(Did::to_string));
                    ids.extend(period.identity.keys.iter().cloned());
                    // An authority may issue to every member; what it issued is told apart by the legal identifier.
                    let own = period.identity.certificates.iter().filter(|certificate| !certificate.is_ca());
                    ids.extend(own.map(|certificate| format!("sha256:{}", to_hex(&certificate.spki_sha256()))));
                    for key in &period.identity.keys {
                        let other = entity.services.iter().filter(|other| other.kind != service.kind);
                        if other.flat_map(Service::periods).any(|period| period.identity.has_key(key)) {
                            return Err(ListError::Ambiguous { id: format!("{key} ({kind} and another service)") });
                        }
                    }
                }
            }
            for id in ids {
                if *owners.entry(id.clone()).or_insert(index) != index {
                    return Err(ListError::Ambiguous { id });
                }
            }
        }
        Ok(())
    }
}
