//! The integration tests: one binary, one subject a file.

#[path = "../support/carriers.rs"]
mod carriers;
#[path = "../support/log.rs"]
mod log;
#[path = "../support/openssl.rs"]
mod openssl;
#[path = "../support/responder.rs"]
mod responder;
#[path = "../support/smtp.rs"]
mod smtp;
#[path = "../support/softhsm.rs"]
mod softhsm;
#[path = "../support/mod.rs"]
mod support;
#[path = "../support/tsa.rs"]
mod tsa;
#[path = "../support/wire.rs"]
mod wire;
#[path = "../support/world.rs"]
mod world;

mod answers;
mod archive;
mod at_once;
mod award_view;
mod browser;
mod carried;
mod certificate;
mod claims;
mod cli;
mod defences;
mod demo;
mod descriptor;
mod doctor;
mod elm;
mod europass;
mod fetch;
mod fetch_kept;
mod foreign;
mod hostile;
mod http;
mod http_guarded;
mod issue;
mod issuer;
mod jades;
mod judged_templates;
mod judges;
mod keys;
mod killed;
mod learners;
mod ledger;
mod locales;
mod oid4vci;
mod openssl_peers;
mod pictures;
mod pkcs11;
mod pki;
mod privacy;
mod receive;
mod render;
mod seal_verify;
mod services;
mod signer;
mod tamper;
mod template;
mod threats;
mod time_stamp;
mod tls;
mod tokens;
mod trust;
mod vc_api;
mod verify;
mod vocabulary;
mod wallets;
