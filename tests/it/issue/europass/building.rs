//! Sealed files to which unsigned properties are added by the formulas of the standard, rightly or not.

use elmseal::crypto::encoding::{to_base64, to_base64url};
use elmseal::pki::Certificate;
use serde_json::{Value, json};

use crate::jades::levels::tsa;
use crate::tsa::TsaOptions;

/// The text of an item of `etsiU`.
pub fn item(value: &Value) -> String {
    to_base64url(value.to_string().as_bytes())
}

pub fn stamp_item(name: &str, token: &[u8]) -> String {
    item(&json!({ name: { "tstTokens": [{ "val": to_base64(token) }] } }))
}

/// A sealed file to which unsigned properties are added one by one.
#[derive(Clone)]
pub struct Building {
    file: Value,
    items: Vec<String>,
}

impl Building {
    pub fn new(file: &[u8]) -> Self {
        Self { file: serde_json::from_slice(file).expect("JSON"), items: Vec::new() }
    }

    fn part(&self, pointer: &str) -> &str {
        self.file.pointer(pointer).and_then(Value::as_str).expect("a text")
    }

    pub fn signature(&self) -> &str {
        self.part("/signatures/0/signature")
    }

    /// What an archive time stamp covers now.
    pub fn archived(&self) -> String {
        let (payload, protected) = (self.part("/payload"), self.part("/signatures/0/protected"));
        format!("{payload}.{protected}.{}.{}", self.signature(), self.items.concat())
    }

    pub fn item(mut self, item: String) -> Self {
        self.items.push(item);
        self
    }

    pub fn signature_stamp(self, options: &TsaOptions) -> Self {
        let token = tsa().token(self.signature().as_bytes(), options);
        self.item(stamp_item("sigTst", &token))
    }

    pub fn archive_stamp(self, options: &TsaOptions) -> Self {
        let token = tsa().token(self.archived().as_bytes(), options);
        self.item(stamp_item("arcTst", &token))
    }

    pub fn values(self, certificates: &[&Certificate], crls: &[Vec<u8>], responses: &[Vec<u8>]) -> Self {
        let val = |der: &[u8]| json!({ "val": to_base64(der) });
        let list = |all: &[Vec<u8>]| all.iter().map(|der| val(der)).collect::<Vec<_>>();
        let certificates: Vec<_> = certificates.iter().map(|one| json!({ "x509Cert": val(one.der()) })).collect();
        self.item(item(&json!({ "xVals": certificates })))
            .item(item(&json!({ "rVals": { "crlVals": list(crls), "ocspVals": list(responses) } })))
    }

    pub fn build(mut self) -> Vec<u8> {
        if !self.items.is_empty() {
            self.file["signatures"][0]["header"] = json!({ "etsiU": self.items });
        }
        self.file.to_string().into_bytes()
    }
}
