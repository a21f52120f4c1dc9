//! The list of an alliance, for those who verify what its members issued.

use elmseal::jose::{Es256Key, sign_compact};
use elmseal::model::ids::Iri;
use elmseal::model::time::Timestamp;
use elmseal::trust::{AllianceList, Member, TrustRoot};
use elmseal::verify::{ListAnchor, ListSource};

/// A list of these members, each of whom has been on it for 300 days when it is issued, and which is trusted in all.
pub fn anchor(members: &[Member], issued: Timestamp) -> ListAnchor {
    let on_day = |day: i64| issued.plus_seconds(day * 86_400);
    let key = Es256Key::generate("Alliance office", on_day(-400)).expect("a key");
    let scheme = Iri::parse("https://alliance.example/list").expect("an IRI");
    let names = vec![("en".to_owned(), "Alliance".to_owned())];
    let list = AllianceList::new(scheme, names, Some("EU".to_owned()), on_day(-400));
    let list = members.iter().try_fold(list, |list, member| list.with_member(member, on_day(-300)));
    let list = list.and_then(|list| list.reissued(issued, 14)).expect("a list");
    let signed = sign_compact(&key, &list.to_bytes(), issued).expect("a signed list");
    let root = TrustRoot {
        list: "alliance".to_owned(),
        version: 1,
        keys: vec![key.certificate().spki_sha256()],
        threshold: 1,
        expires: on_day(300),
        authoritative_for: vec!["*".to_owned()],
    };
    ListAnchor { root, source: ListSource::Bytes(signed.into_bytes()) }
}
