//! Organisations of a batch: each institution is one node with one content, wherever it stands.

use std::collections::BTreeMap;

use crate::crypto::encoding::to_base64;
use crate::descriptor::types::{self, Contact, Institution};
use crate::elm::classes::{
    Accreditation, Address, ContactPoint, LegalIdentifier, Location, Mailbox, MediaObject, Note, Organisation, Phone,
    WebResource,
};
use crate::elm::node::Node;
use crate::limits;
use crate::model::fault::{Faults, Place};
use crate::model::ids::is_absolute_iri;
use crate::model::text::{Language, LocalisedText};
use crate::vocabulary::{self, Concept, List};

/// Builds organisations on demand and keeps them.
pub(super) struct Organisations<'a> {
    base: &'a str,
    language: &'a Language,
    institutions: BTreeMap<&'a str, &'a Institution>,
    /// The coordinating body and the course's contact, which is the one that all copies of its node state.
    coordinator: Option<(&'a str, &'a Contact)>,
    built: BTreeMap<&'a str, Node<Organisation<'static>>>,
    open: Vec<&'a str>,
    place: Place,
}

impl<'a> Organisations<'a> {
    pub(super) fn new(
        base: &'a str,
        language: &'a Language,
        institutions: impl Iterator<Item = &'a Institution>,
        coordinator: Option<(&'a str, &'a Contact)>,
        place: Place,
    ) -> Self {
        let mut by_slug: BTreeMap<&str, &Institution> = BTreeMap::new();
        for institution in institutions {
            // The issuer comes first; its profile in the list of institutions is the same one again.
            by_slug.entry(institution.slug.as_str()).or_insert(institution);
        }
        Self { base, language, institutions: by_slug, coordinator, built: BTreeMap::new(), open: Vec::new(), place }
    }

    /// The profile of `slug`.
    pub(super) fn profile(&self, slug: &str) -> Option<&'a Institution> {
        self.institutions.get(slug).copied()
    }

    /// The node of `slug`; a fault if it cannot be made.
    pub(super) fn node(&mut self, slug: &str, faults: &mut Faults) -> Option<Node<Organisation<'static>>> {
        if let Some(built) = self.built.get(slug) {
            return Some(built.clone());
        }
        let Some(institution) = self.profile(slug) else {
            faults.fault(
                "institution-unknown",
                self.place.clone(),
                format!("there is no profile of the institution `{slug}`"),
                format!("add institutions/{slug}.toml, or correct the name"),
            );
            return None;
        };
        let node = self.build(institution, faults)?;
        self.built.insert(institution.slug.as_str(), node.clone());
        Some(node)
    }

    fn build(&mut self, institution: &'a Institution, faults: &mut Faults) -> Option<Node<Organisation<'static>>> {
        let slug = institution.slug.as_str();
        if self.open.contains(&slug) {
            faults.fault(
                "accreditation-cycle",
                self.place.clone(),
                format!("the accreditation of `{slug}` leads back to itself"),
                "leave out the accreditation of the agency's own profile".to_owned(),
            );
            return None;
        }
        self.open.push(slug);
        let accreditation = institution.accreditation.as_ref().map(|it| self.accreditation(it, faults));
        self.open.pop();

        let base = self.base;
        let identifier = LegalIdentifier {
            notation: &institution.organization_id,
            country: institution.country,
            scheme: identifier_scheme(&institution.organization_id),
        };
        let contact = match self.coordinator {
            Some((coordinator, contact)) if coordinator == slug => Some(contact),
            _ => institution.contact.as_ref(),
        };
        let organisation = Organisation {
            legal_name: &institution.legal_name,
            other_name: None,
            identifier: Node::constant(base, &identifier),
            location: self.location(institution),
            contact: contact.and_then(|contact| self.contact(slug, contact, faults)),
            homepage: institution.homepage.as_ref().map(|url| web_page(base, None, url.as_str())),
            logo: institution.logo.as_deref().and_then(|bytes| self.logo(slug, bytes, faults)),
            accreditation: accreditation.flatten(),
        };
        Some(match &institution.did {
            Some(did) => Node::named(did.as_str(), &organisation),
            None => Node::constant(base, &organisation),
        })
    }

    /// An accreditation, with its agency.
    pub(super) fn accreditation(
        &mut self,
        accreditation: &types::Accreditation,
        faults: &mut Faults,
    ) -> Option<Node<Accreditation<'static>>> {
        let agent = self.node(&accreditation.agency, faults)?;
        let content = Accreditation {
            title: &accreditation.title,
            kind: accreditation.kind,
            agent,
            decided: accreditation.decided,
        };
        Some(Node::constant(self.base, &content))
    }

    fn location(&self, institution: &Institution) -> Node<Location<'static>> {
        let local = |text: &Option<String>| {
            text.as_deref().and_then(|text| LocalisedText::new(self.language.clone(), text).ok())
        };
        let full = local(&institution.address);
        let address = Address {
            country: institution.country,
            full: full.as_ref().map(|text| Node::constant(self.base, &Note { text })),
        };
        let region = local(&institution.region);
        let location = Location { address: Node::constant(self.base, &address), region: region.as_ref() };
        Node::constant(self.base, &location)
    }

    fn contact(&self, slug: &str, contact: &Contact, faults: &mut Faults) -> Option<Node<ContactPoint>> {
        let base = self.base;
        let email = contact.email.as_deref().and_then(|address| {
            let id = format!("mailto:{address}");
            if is_absolute_iri(&id) && address.contains('@') {
                return Some(Node::named(&id, &Mailbox));
            }
            faults.fault(
                "contact-email",
                self.place.clone(),
                format!("the e-mail address `{address}` of `{slug}` cannot be written as a mailto: IRI"),
                "write one address such as office@uni.example".to_owned(),
            );
            None
        });
        let content = ContactPoint {
            email,
            phone: contact.phone.as_deref().map(|number| Node::constant(base, &Phone { number })),
            form: contact.url.as_ref().map(|url| web_page(base, None, url.as_str())),
        };
        let empty = content.email.is_none() && content.phone.is_none() && content.form.is_none();
        (!empty).then(|| Node::constant(base, &content))
    }

    fn logo(&self, slug: &str, bytes: &[u8], faults: &mut Faults) -> Option<Node<MediaObject<'static>>> {
        let code = match bytes {
            [0x89, b'P', b'N', b'G', ..] => "PNG",
            [0xff, 0xd8, ..] => "JPEG",
            _ => {
                faults.fault(
                    "logo-type",
                    self.place.clone(),
                    format!("the logo of `{slug}` is neither PNG nor JPEG"),
                    "save it as PNG".to_owned(),
                );
                return None;
            }
        };
        if bytes.len() > limits::DISPLAY_IMAGE_BYTES_MAX {
            faults.fault(
                "logo-size",
                self.place.clone(),
                format!("the logo of `{slug}` takes {} bytes", bytes.len()),
                format!("save it smaller, at most {} bytes", limits::DISPLAY_IMAGE_BYTES_MAX),
            );
            return None;
        }
        Some(picture(self.base, bytes, code))
    }
}

/// A picture inside the credential; `code` is its file type's.
pub(super) fn picture(base: &str, bytes: &[u8], code: &str) -> Node<MediaObject<'static>> {
    let content = MediaObject {
        base64: &to_base64(bytes),
        encoding: listed(List::Encoding, "6146cde7dd"),
        file_type: listed(List::FileType, code),
    };
    Node::constant(base, &content)
}

/// A page or document on the web.
pub(super) fn web_page(base: &str, title: Option<&LocalisedText>, url: &str) -> Node<WebResource<'static>> {
    Node::constant(base, &WebResource { title, url })
}

/// A concept that the program itself names.
pub(super) fn listed(list: List, code: &str) -> &'static Concept {
    vocabulary::find(list, code).expect("the program names only codes that its lists have")
}

/// The kind of identifier in EN 319 412-1, section 5.1.4: the three letters before the country, such as `VAT`.
fn identifier_scheme(identifier: &str) -> Option<&str> {
    let head = identifier.split_once('-')?.0;
    let shaped = head.len() == 5 && head.bytes().all(|byte| byte.is_ascii_uppercase());
    shaped.then(|| &head[..3])
}
