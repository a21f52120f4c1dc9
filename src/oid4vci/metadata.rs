//! The metadata of the credential issuer and of its authorization server, which are one (OpenID4VCI 1.0, section 12; RFC 8414).

use serde_json::{Map, Value, json};

use super::configuration::{Configuration, Format};
use super::proof::ALGORITHMS;
use super::token::PRE_AUTHORIZED_CODE;
use super::words::words;
use crate::attestation::VCT;
use crate::badge::CONTEXTS;
use crate::limits;

/// The claims of the European wallet's learning credential, and whether each credential has them.
const CLAIMS: [(&str, bool); 15] = [
    ("achievement_title", true),
    ("achievement_description", false),
    ("issuing_authority", true),
    ("issuing_country", true),
    ("date_of_issuance", true),
    ("date_of_expiry", false),
    ("language_of_classes", true),
    ("family_name", true),
    ("given_name", false),
    ("learner_identification", true),
    ("learning_outcomes", false),
    ("assessment_grade", false),
    ("expected_study_time", true),
    ("level_of_learning_experience", true),
    ("types_of_quality_assurance", true),
];
/// The blue of the display images, and what is read on it.
const COLOURS: (&str, &str) = ("#003399", "#ffffff");

/// Who issues, and what.
#[derive(Debug, Clone)]
pub struct CredentialIssuer {
    /// The identifier, which is compared as a text: https, no slash at its end.
    pub id: String,
    /// How it is called, by language.
    pub names: Vec<(String, String)>,
    /// What it can seal.
    pub offered: Vec<Configuration>,
}

impl CredentialIssuer {
    /// The address of an endpoint.
    #[must_use]
    pub fn endpoint(&self, name: &str) -> String {
        format!("{}/oid4vci/{name}", self.id)
    }
}

/// The document at `/.well-known/openid-credential-issuer`.
#[must_use]
pub fn credential_issuer(issuer: &CredentialIssuer) -> Value {
    let configurations: Map<String, Value> =
        issuer.offered.iter().map(|one| (one.id().to_owned(), configuration(*one))).collect();
    let names = issuer.names.iter().map(|(language, name)| json!({ "name": name, "locale": language }));
    json!({
        "credential_issuer": issuer.id,
        "credential_endpoint": issuer.endpoint("credential"),
        "nonce_endpoint": issuer.endpoint("nonce"),
        "deferred_credential_endpoint": issuer.endpoint("deferred"),
        "notification_endpoint": issuer.endpoint("notification"),
        "batch_credential_issuance": { "batch_size": limits::WALLET_BATCH_MAX },
        "display": names.collect::<Vec<_>>(),
        "credential_configurations_supported": configurations,
    })
}

/// The document at `/.well-known/oauth-authorization-server`.
#[must_use]
pub fn authorization_server(issuer: &CredentialIssuer) -> Value {
    json!({
        "issuer": issuer.id,
        "token_endpoint": issuer.endpoint("token"),
        "grant_types_supported": [PRE_AUTHORIZED_CODE],
        "token_endpoint_auth_methods_supported": ["none"],
        "pre-authorized_grant_anonymous_access_supported": true,
        "dpop_signing_alg_values_supported": ALGORITHMS,
    })
}

fn configuration(one: Configuration) -> Value {
    let mut members = Map::new();
    let mut add = |name: &str, value: Value| {
        members.insert(name.to_owned(), value);
    };
    let definition = json!({ "type": ["VerifiableCredential", "OpenBadgeCredential"] });
    let (format, signed) = match one.format() {
        Format::JwtVcJson => ("jwt_vc_json", "EdDSA"),
        Format::LdpVc => ("ldp_vc", "eddsa-rdfc-2022"),
        Format::SdJwt => ("dc+sd-jwt", "ES256"),
    };
    add("format", json!(format));
    match one.format() {
        Format::JwtVcJson => add("credential_definition", definition),
        Format::LdpVc => add("credential_definition", json!({ "@context": CONTEXTS, "type": definition["type"] })),
        Format::SdJwt => add("vct", json!(VCT)),
    }
    add("scope", json!(one.id()));
    add("credential_signing_alg_values_supported", json!([signed]));
    add("cryptographic_binding_methods_supported", json!(["jwk", "did:key", "did:jwk"]));
    add("proof_types_supported", json!({ "jwt": { "proof_signing_alg_values_supported": ALGORITHMS } }));
    add("credential_metadata", shown(one));
    Value::Object(members)
}

/// What a wallet shows. Wallets take it as the mark of version 1.0, so that it is never missing.
fn shown(one: Configuration) -> Value {
    let (name, text) = match one.format() {
        Format::SdJwt => ("learning-credential", "learning-credential-text"),
        Format::JwtVcJson | Format::LdpVc => ("badge", "badge-text"),
    };
    let (background, colour) = COLOURS;
    let display: Vec<Value> = words(name)
        .zip(words(text))
        .map(|((language, name), (_, text))| {
            json!({
                "name": name,
                "locale": language,
                "description": text,
                "background_color": background,
                "text_color": colour,
            })
        })
        .collect();
    match one.format() {
        Format::SdJwt => json!({ "display": display, "claims": CLAIMS.map(claim) }),
        Format::JwtVcJson | Format::LdpVc => json!({ "display": display }),
    }
}

fn claim((name, mandatory): (&str, bool)) -> Value {
    let display: Vec<Value> =
        words(name).map(|(language, label)| json!({ "name": label, "locale": language })).collect();
    json!({ "path": [name], "mandatory": mandatory, "display": display })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issuer() -> CredentialIssuer {
        CredentialIssuer {
            id: "https://uni.example/mc".to_owned(),
            names: vec![("es".to_owned(), "Universidad".to_owned())],
            offered: Configuration::ALL.to_vec(),
        }
    }

    #[test]
    fn metadata_say_what_wallets_look_for() {
        let metadata = credential_issuer(&issuer());
        assert_eq!(metadata["credential_issuer"], "https://uni.example/mc");
        assert_eq!(metadata["credential_endpoint"], "https://uni.example/mc/oid4vci/credential");
        assert!(metadata["batch_credential_issuance"]["batch_size"].as_u64().is_some_and(|size| size >= 2));
        for absent in ["authorization_servers", "credential_request_encryption", "credential_response_encryption"] {
            assert!(metadata.get(absent).is_none(), "{absent}");
        }
        let all = metadata["credential_configurations_supported"].as_object().expect("configurations");
        assert_eq!(all.len(), 3);
        for (id, one) in all {
            assert_eq!(one["scope"], *id);
            assert_eq!(one["proof_types_supported"]["jwt"]["proof_signing_alg_values_supported"], json!(ALGORITHMS));
            assert_eq!(one["cryptographic_binding_methods_supported"], json!(["jwk", "did:key", "did:jwk"]));
            assert_eq!(one["credential_metadata"]["display"].as_array().map(Vec::len), Some(11), "{id}");
        }
        let claims = all["learning_credential_sd_jwt"]["credential_metadata"]["claims"].as_array().expect("claims");
        for claim in claims {
            assert_eq!(claim["display"].as_array().map(Vec::len), Some(11), "{claim}");
        }
        assert_eq!(all["open_badge_ldp"]["credential_definition"]["@context"], json!(CONTEXTS));
    }

    #[test]
    fn the_authorization_server_is_the_issuer_and_lets_wallets_come_unnamed() {
        let metadata = authorization_server(&issuer());
        assert_eq!(metadata["issuer"], "https://uni.example/mc");
        assert_eq!(metadata["pre-authorized_grant_anonymous_access_supported"], true);
        assert_eq!(metadata["grant_types_supported"], json!([PRE_AUTHORIZED_CODE]));
    }
}
