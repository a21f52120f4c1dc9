//! Lists of trusted entities, DID documents, and what they say of an issuer: pure decisions.
//!
//! Nothing here fetches, reads a clock or keeps a file: lists come in as bytes, the time as an argument, and what was
//! seen before as a value that the caller keeps.

mod binding;
mod bounds;
pub mod did;
pub mod did_keys;
mod edit;
mod eu;
mod list;
mod lote;
mod root;
mod shape;
mod signed;
mod store;

pub use binding::{SealBinding, fingerprint, is_organization_identifier};
pub use edit::{EditError, Member, Selector};
pub use list::{
    AllianceList, Entity, Identity, Interval, KeyStanding, Names, Period, PostalAddress, Profile, Scope, Service,
    ServiceKind, Standing,
};
pub use lote::ListError;
pub use root::TrustRoot;
pub use shape::ReadError;
pub use signed::{ListState, SignedListError, VerifiedList, open_list, state_of};
pub use store::{SeenList, StatusSeen, TrustStore};
