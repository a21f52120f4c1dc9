//! Nodes of the graph as JSON: ids, members in order, and the rule that one id always has one content.
//!
//! A [`Node`] is a finished JSON object that remembers its class, so that an assessment cannot stand where an
//! organisation belongs. Ids are of three sorts: IRIs of others (concepts, DIDs, mail boxes), `{base}/id/<kind>/<digest>`
//! for what is the same in a whole batch, and `urn:epass:<kind>:<uuid>` for what is one learner's.

use std::marker::PhantomData;

use serde_json::{Map, Value, json};

use crate::crypto::encoding::to_hex;
use crate::crypto::{MacKey, sha256};
use crate::model::text::{Language, LocalisedText};
use crate::vocabulary::Concept;

/// A class of ELM whose instances know what they consist of.
pub(super) trait Class {
    /// The JSON-LD term of the class.
    const NAME: &'static str;
    /// The kind in ids, which is the class's name in lower camel case.
    const KIND: &'static str;
    /// The class itself, without what its content borrows.
    type Of;
    /// Writes the members after `id` and `type`.
    fn write(&self, members: &mut Members);
}

/// A finished node of class `C`.
pub(super) struct Node<C> {
    value: Value,
    class: PhantomData<C>,
}

impl<C> Clone for Node<C> {
    fn clone(&self) -> Self {
        Self { value: self.value.clone(), class: PhantomData }
    }
}

impl<C> Node<C> {
    /// The node as JSON.
    pub(super) fn value(&self) -> &Value {
        &self.value
    }
}

impl<C> Node<C> {
    /// A node that is the same for a whole batch: its id is a digest of its content.
    pub(super) fn constant<D: Class<Of = C>>(base: &str, content: &D) -> Self {
        let mut members = Members::new("", D::NAME);
        content.write(&mut members);
        let bytes = serde_json::to_vec(&members.0).expect("JSON is written");
        let id = format!("{base}/id/{}/{}", D::KIND, to_hex(&sha256(&bytes)[..16]));
        members.0.insert("id".into(), Value::String(id));
        Self { value: Value::Object(members.0), class: PhantomData }
    }

    /// A node of one learner, whose id is given. The id comes last: what a batch shares stands before it, and is hashed once.
    pub(super) fn named<D: Class<Of = C>>(id: &str, content: &D) -> Self {
        let mut members = Members(Map::new());
        members.string("type", D::NAME);
        content.write(&mut members);
        members.string("id", id);
        Self { value: Value::Object(members.0), class: PhantomData }
    }
}

/// One node at least.
pub(super) struct OneOrMore<T>(Vec<T>);

impl<T> OneOrMore<T> {
    /// The items, or `None` if there is none.
    pub(super) fn new(items: Vec<T>) -> Option<Self> {
        if items.is_empty() { None } else { Some(Self(items)) }
    }

    /// One item.
    pub(super) fn one(item: T) -> Self {
        Self(vec![item])
    }

    /// The items.
    pub(super) fn as_slice(&self) -> &[T] {
        &self.0
    }
}

impl<T: Clone> Clone for OneOrMore<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// The members of a node, written in the order in which they are to stand.
pub(super) struct Members(Map<String, Value>);

impl Members {
    fn new(id: &str, class: &str) -> Self {
        let mut map = Map::new();
        map.insert("id".into(), id.into());
        map.insert("type".into(), class.into());
        Self(map)
    }

    /// A plain string.
    pub(super) fn string(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.into(), Value::String(value.into()));
    }

    /// Any JSON value.
    pub(super) fn value(&mut self, name: &str, value: Value) {
        self.0.insert(name.into(), value);
    }

    /// A text by language.
    pub(super) fn text(&mut self, name: &str, text: &LocalisedText) {
        self.0.insert(name.into(), language_map(text));
    }

    /// A text by language, if there is one.
    pub(super) fn maybe_text(&mut self, name: &str, text: Option<&LocalisedText>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    /// Several texts, each by language; equal ones once.
    pub(super) fn texts(&mut self, name: &str, texts: &[LocalisedText]) {
        let mut by_language: Map<String, Value> = Map::new();
        for (language, text) in texts.iter().flat_map(LocalisedText::iter) {
            let slot = by_language.entry(language.as_str()).or_insert_with(|| json!([]));
            let items = slot.as_array_mut().expect("the slot was made as an array");
            if !items.iter().any(|item| item == text) {
                items.push(text.into());
            }
        }
        for slot in by_language.values_mut() {
            collapse(slot);
        }
        if !by_language.is_empty() {
            self.0.insert(name.into(), Value::Object(by_language));
        }
    }

    /// A node.
    pub(super) fn node<C>(&mut self, name: &str, node: &Node<C>) {
        self.0.insert(name.into(), node.value.clone());
    }

    /// A node, if there is one.
    pub(super) fn maybe_node<C>(&mut self, name: &str, node: Option<&Node<C>>) {
        if let Some(node) = node {
            self.node(name, node);
        }
    }

    /// Nodes, each id once; nothing if there is none, the bare node if there is one.
    pub(super) fn nodes<C>(&mut self, name: &str, nodes: &[Node<C>]) {
        self.list(name, nodes.iter().map(|node| node.value.clone()).collect());
    }

    /// A concept.
    pub(super) fn concept(&mut self, name: &str, concept: &Concept) {
        self.0.insert(name.into(), concept_value(concept));
    }

    /// A concept, if there is one.
    pub(super) fn maybe_concept(&mut self, name: &str, concept: Option<&Concept>) {
        if let Some(concept) = concept {
            self.concept(name, concept);
        }
    }

    /// Concepts, each once.
    pub(super) fn concepts(&mut self, name: &str, concepts: &[&Concept]) {
        self.list(name, concepts.iter().map(|concept| concept_value(concept)).collect());
    }

    /// Nodes as JSON, each id once.
    pub(super) fn list(&mut self, name: &str, items: Vec<Value>) {
        let mut unique: Vec<Value> = Vec::with_capacity(items.len());
        for item in items {
            if !unique.iter().any(|other| other["id"] == item["id"]) {
                unique.push(item);
            }
        }
        if !unique.is_empty() {
            let mut array = Value::Array(unique);
            collapse(&mut array);
            self.0.insert(name.into(), array);
        }
    }
}

/// A text by language as JSON.
pub(super) fn language_map(text: &LocalisedText) -> Value {
    Value::Object(text.iter().map(|(language, text)| (language.as_str().to_owned(), text.into())).collect())
}

/// A concept as JSON: always the same for the same concept, with its list typed as the profile asks.
pub(super) fn concept_value(concept: &Concept) -> Value {
    concept_with_label(&concept.iri, concept.scheme, json!({ "en": concept.label }))
}

/// A concept with its label by language.
pub(super) fn concept_with_label(iri: &str, scheme: &str, label: Value) -> Value {
    json!({
        "id": iri,
        "type": "Concept",
        "inScheme": { "id": scheme, "type": "ConceptScheme" },
        "prefLabel": label,
    })
}

/// A text in one language only.
pub(super) fn monolingual(language: &Language, text: &str) -> Value {
    json!({ language.as_str(): text })
}

/// Makes the ids of one learner's nodes.
pub(super) struct NodeKey(MacKey);

impl NodeKey {
    /// From the award's seed.
    pub(super) fn new(seed: &[u8; 32]) -> Self {
        Self(MacKey::new(seed))
    }

    /// The id of the `number`th node of its kind.
    pub(super) fn id(&self, kind: &str, number: usize) -> String {
        format!("urn:epass:{kind}:{}", self.uuid(&node_name(kind, number)).hyphenated())
    }

    /// What is a learner's in the id of the node of this [`node_name`].
    pub(super) fn uuid(&self, name: &str) -> uuid::Uuid {
        let mac = self.0.mac(name.as_bytes());
        uuid::Builder::from_random_bytes(*mac.first_chunk().expect("a MAC of 32 bytes has 16")).into_uuid()
    }
}

/// How the `number`th node of a kind is called among the nodes of one learner.
pub(super) fn node_name(kind: &str, number: usize) -> String {
    format!("{kind}|{number}")
}

fn collapse(value: &mut Value) {
    if let Value::Array(items) = value
        && items.len() == 1
    {
        *value = items.remove(0);
    }
}
