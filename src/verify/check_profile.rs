//! Rows that only warn: the application profile, and codes on controlled lists.

use super::report::{Check, Finding};
use super::terms;
use crate::proof::AuthenticCredential;

/// The rows `profile` and `vocabularies`.
pub(super) fn check_profile(credential: &AuthenticCredential) -> [Finding; 2] {
    if !credential.root().has_type(terms::EUROPEAN_DIGITAL_CREDENTIAL) {
        let detail = "the credential is not one of the European Learning Model";
        return [Check::Profile, Check::Vocabularies].map(|row| Finding::not_applicable(row, "no-profile", detail));
    }
    [
        Finding::inconclusive(Check::Profile, "not-checked", "the profile is not checked yet"),
        Finding::inconclusive(Check::Vocabularies, "not-checked", "the vocabularies are not checked yet"),
    ]
}
