//! Licences of open resources: Creative Commons, in the spelling of SPDX.

/// The families that are known, without version.
pub(super) const FAMILIES: &[&str] =
    &["CC0", "CC-BY", "CC-BY-SA", "CC-BY-NC", "CC-BY-ND", "CC-BY-NC-SA", "CC-BY-NC-ND"];

/// The licence in the spelling of SPDX, such as `CC-BY-SA-4.0`, if it is a known one.
pub(super) fn canonical(text: &str) -> Option<String> {
    let upper = text.trim().to_ascii_uppercase().replace([' ', '_'], "-");
    family(&upper).map(|_| upper)
}

/// Its family, such as `CC-BY-SA`; the version may be left out.
pub(super) fn family(canonical: &str) -> Option<&'static str> {
    let name = match canonical.rsplit_once('-') {
        Some((name, version)) if is_version(version) => name,
        _ => canonical,
    };
    FAMILIES.iter().copied().find(|family| *family == name)
}

fn is_version(text: &str) -> bool {
    text.len() <= 4 && text.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_are_brought_to_one_spelling() {
        assert_eq!(canonical("cc by-nc sa 4.0").as_deref(), Some("CC-BY-NC-SA-4.0"));
        assert_eq!(canonical("CC BY").as_deref(), Some("CC-BY"));
        assert_eq!(family("CC-BY-SA-4.0"), Some("CC-BY-SA"));
        for other in ["CC-BX", "all rights reserved", "", "4.0", "CC-BY-4.0.0.0.0"] {
            assert_eq!(canonical(other), None, "{other}");
        }
    }
}
