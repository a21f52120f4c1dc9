//! A JSON value as a tree that is read and never changed.
//!
//! The nodes lie one after the other in document order, each container with the place where it ends, and all texts lie
//! in one string: a document takes three allocations, however large it is, and a place in it is a number.

use serde_json::{Map, Number, Value};

use super::stride::has_escapes;

/// A JSON value with all that is in it.
#[derive(Default)]
pub struct Document {
    nodes: Vec<Node>,
    texts: String,
    numbers: Vec<Number>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Node {
    Array(Extent),
    Bool(bool),
    Null,
    Number(u32),
    Object(Extent),
    Text(Span),
}

/// How many items or members a container has, and the node after it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    count: u32,
    end: u32,
}

/// Where a text lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    start: u32,
    end: u32,
}

fn number(size: usize) -> u32 {
    u32::try_from(size).expect("JSON that is read is shorter than four gigabytes")
}

impl Document {
    /// Nothing yet, with room for what a text of `bytes` bytes holds.
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { nodes: Vec::with_capacity(bytes / 16 + 4), texts: String::with_capacity(bytes), numbers: Vec::new() }
    }

    /// Nothing yet, over `text`, of which texts can be parts.
    pub(super) fn over(text: &str) -> Self {
        // Texts with escapes are copied without them; they are rare, and not the long ones.
        let escaped = if has_escapes(text.as_bytes()) { text.len() / 8 + 64 } else { 0 };
        let mut texts = String::with_capacity(text.len() + escaped);
        texts.push_str(text);
        Self { nodes: Vec::with_capacity(text.len() / 16 + 4), texts, numbers: Vec::new() }
    }

    /// The same as `value`.
    #[must_use]
    pub fn of(value: &Value) -> Self {
        let mut document = Self::default();
        document.push(value);
        document
    }

    /// An object of `members`.
    #[must_use]
    pub fn of_members(members: &Map<String, Value>) -> Self {
        let mut document = Self::default();
        document.push_members(members);
        document
    }

    /// An object of copies.
    #[must_use]
    pub fn object<'m>(members: impl IntoIterator<Item = (&'m str, Json<'m>)>) -> Self {
        let mut document = Self::default();
        let at = document.open();
        let mut count = 0;
        for (name, value) in members {
            document.push_text(name);
            document.copy(value);
            count += 1;
        }
        document.close(at, count, Node::Object);
        document
    }

    /// An array of copies.
    #[must_use]
    pub fn array<'m>(items: impl IntoIterator<Item = Json<'m>>) -> Self {
        let mut document = Self::default();
        let at = document.open();
        let mut count = 0;
        for item in items {
            document.copy(item);
            count += 1;
        }
        document.close(at, count, Node::Array);
        document
    }

    /// The value.
    #[must_use]
    pub fn root(&self) -> Json<'_> {
        Json { document: self, at: 0 }
    }

    /// Takes the member `name` off the object that this is, and hands it out.
    pub fn remove(&mut self, name: &str) -> Option<Self> {
        let value = self.root().as_object()?.get(name)?;
        let mut removed = Self::default();
        removed.copy(value);
        let (start, end) = (value.at - 1, value.end());
        self.nodes.drain(start as usize..end as usize);
        for node in &mut self.nodes[start as usize..] {
            if let Node::Array(extent) | Node::Object(extent) = node {
                extent.end -= end - start;
            }
        }
        if let Some(Node::Object(root)) = self.nodes.first_mut() {
            root.count -= 1;
            root.end -= end - start;
        }
        Some(removed)
    }

    fn push(&mut self, value: &Value) {
        match value {
            Value::Null => self.nodes.push(Node::Null),
            Value::Bool(truth) => self.nodes.push(Node::Bool(*truth)),
            Value::Number(value) => self.push_number(value.clone()),
            Value::String(text) => drop(self.push_text(text)),
            Value::Array(items) => {
                let at = self.open();
                items.iter().for_each(|item| self.push(item));
                self.close(at, items.len(), Node::Array);
            }
            Value::Object(members) => self.push_members(members),
        }
    }

    fn push_members(&mut self, members: &Map<String, Value>) {
        let at = self.open();
        for (name, value) in members {
            self.push_text(name);
            self.push(value);
        }
        self.close(at, members.len(), Node::Object);
    }

    /// Appends a value that is no container.
    pub(super) fn push_plain(&mut self, node: Node) {
        self.nodes.push(node);
    }

    pub(super) fn push_number(&mut self, value: Number) {
        self.nodes.push(Node::Number(number(self.numbers.len())));
        self.numbers.push(value);
    }

    pub(super) fn push_text(&mut self, text: &str) -> Span {
        let start = self.texts.len();
        self.texts.push_str(text);
        self.push_appended(start)
    }

    /// Appends the text that lies from `start` to `end` in what the document is over.
    pub(super) fn push_part(&mut self, start: usize, end: usize) -> Span {
        let span = Span { start: number(start), end: number(end) };
        self.nodes.push(Node::Text(span));
        span
    }

    /// Where what is appended to the texts begins.
    pub(super) fn texts_len(&self) -> usize {
        self.texts.len()
    }

    /// Appends `letter` to the texts.
    pub(super) fn append(&mut self, letter: char) {
        self.texts.push(letter);
    }

    /// Appends to the texts what lies from `start` to `end` in them.
    pub(super) fn append_part(&mut self, start: usize, end: usize) {
        self.texts.extend_from_within(start..end);
    }

    /// Appends the text that was appended to the texts from `start` on.
    pub(super) fn push_appended(&mut self, start: usize) -> Span {
        self.push_part(start, self.texts.len())
    }

    /// Begins a container, which [`close`](Self::close) ends.
    pub(super) fn open(&mut self) -> usize {
        self.nodes.push(Node::Null);
        self.nodes.len() - 1
    }

    pub(super) fn close(&mut self, at: usize, count: usize, node: fn(Extent) -> Node) {
        self.nodes[at] = node(Extent { count: number(count), end: number(self.nodes.len()) });
    }

    fn copy(&mut self, from: Json<'_>) {
        let base = number(self.nodes.len());
        let moved = |extent: Extent| Extent { end: extent.end - from.at + base, ..extent };
        for node in &from.document.nodes[from.at as usize..from.end() as usize] {
            match *node {
                Node::Array(extent) => self.nodes.push(Node::Array(moved(extent))),
                Node::Object(extent) => self.nodes.push(Node::Object(moved(extent))),
                Node::Number(at) => self.push_number(from.document.numbers[at as usize].clone()),
                Node::Text(span) => drop(self.push_text(from.document.text(span))),
                node @ (Node::Bool(_) | Node::Null) => self.nodes.push(node),
            }
        }
    }

    /// The text that was appended last.
    pub(super) fn last_text(&self) -> &str {
        self.text(self.last_span())
    }

    pub(super) fn last_bytes(&self) -> &[u8] {
        let span = self.last_span();
        &self.texts.as_bytes()[span.start as usize..span.end as usize]
    }

    fn last_span(&self) -> Span {
        let Some(Node::Text(span)) = self.nodes.last() else { unreachable!("a text was read") };
        *span
    }

    /// The first `count` members of the object that is open at the node `object`.
    pub(super) fn members_of_open(&self, object: usize, count: usize) -> Members<'_> {
        Members { document: self, at: number(object + 1), left: number(count) }
    }

    pub(super) fn text(&self, span: Span) -> &str {
        &self.texts[span.start as usize..span.end as usize]
    }

    fn bytes(&self, span: Span) -> &[u8] {
        &self.texts.as_bytes()[span.start as usize..span.end as usize]
    }
}

/// A value in a [`Document`].
#[derive(Clone, Copy)]
pub struct Json<'a> {
    document: &'a Document,
    at: u32,
}

/// What a value is.
#[derive(Debug, Clone, Copy)]
pub enum Kind<'a> {
    /// An array.
    Array(Items<'a>),
    /// `true` or `false`.
    Bool(bool),
    /// `null`.
    Null,
    /// A number.
    Number(&'a Number),
    /// An object.
    Object(Members<'a>),
    /// A string.
    Text(&'a str),
}

impl<'a> Json<'a> {
    /// What it is.
    #[must_use]
    pub fn kind(self) -> Kind<'a> {
        match self.document.nodes[self.at as usize] {
            Node::Array(extent) => Kind::Array(self.items_in(extent)),
            Node::Bool(truth) => Kind::Bool(truth),
            Node::Null => Kind::Null,
            Node::Number(at) => Kind::Number(&self.document.numbers[at as usize]),
            Node::Object(extent) => {
                Kind::Object(Members { document: self.document, at: self.at + 1, left: extent.count })
            }
            Node::Text(span) => Kind::Text(self.document.text(span)),
        }
    }

    fn items_in(self, extent: Extent) -> Items<'a> {
        Items { document: self.document, at: self.at + 1, left: extent.count }
    }

    /// The items of an array; anything else is its own only item.
    #[must_use]
    pub fn items(self) -> Items<'a> {
        match self.document.nodes[self.at as usize] {
            Node::Array(extent) => self.items_in(extent),
            _ => Items { document: self.document, at: self.at, left: 1 },
        }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_str(self) -> Option<&'a str> {
        if let Node::Text(span) = self.document.nodes[self.at as usize] { Some(self.document.text(span)) } else { None }
    }

    /// The items, if it is an array.
    #[must_use]
    pub fn as_array(self) -> Option<Items<'a>> {
        if let Kind::Array(items) = self.kind() { Some(items) } else { None }
    }

    /// The members, if it is an object.
    #[must_use]
    pub fn as_object(self) -> Option<Members<'a>> {
        if let Kind::Object(members) = self.kind() { Some(members) } else { None }
    }

    /// Whether it is an array.
    #[must_use]
    pub fn is_array(self) -> bool {
        matches!(self.document.nodes[self.at as usize], Node::Array(_))
    }

    /// Whether it is a string.
    #[must_use]
    pub fn is_string(self) -> bool {
        matches!(self.document.nodes[self.at as usize], Node::Text(_))
    }

    /// Whether it is null.
    #[must_use]
    pub fn is_null(self) -> bool {
        matches!(self.document.nodes[self.at as usize], Node::Null)
    }

    /// The member `name`, if it is an object that has it.
    #[must_use]
    pub fn get(self, name: &str) -> Option<Self> {
        self.as_object()?.get(name)
    }

    /// The same as a value that can be changed.
    #[must_use]
    pub fn to_value(self) -> Value {
        match self.kind() {
            Kind::Array(items) => Value::Array(items.map(Json::to_value).collect()),
            Kind::Bool(truth) => Value::Bool(truth),
            Kind::Null => Value::Null,
            Kind::Number(number) => Value::Number(number.clone()),
            Kind::Object(members) => {
                Value::Object(members.map(|(name, value)| (name.to_owned(), value.to_value())).collect())
            }
            Kind::Text(text) => Value::String(text.to_owned()),
        }
    }

    /// How many values and names there are in it, with itself.
    #[must_use]
    pub fn size(self) -> usize {
        (self.end() - self.at) as usize
    }

    /// The node after it.
    fn end(self) -> u32 {
        match self.document.nodes[self.at as usize] {
            Node::Array(extent) | Node::Object(extent) => extent.end,
            _ => self.at + 1,
        }
    }
}

/// The same value; the order of members does not count.
impl PartialEq for Json<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self.kind(), other.kind()) {
            (Kind::Array(mine), Kind::Array(theirs)) => mine.eq(theirs),
            (Kind::Bool(mine), Kind::Bool(theirs)) => mine == theirs,
            (Kind::Null, Kind::Null) => true,
            (Kind::Number(mine), Kind::Number(theirs)) => mine == theirs,
            (Kind::Object(mine), Kind::Object(theirs)) => {
                fn sorted(members: Members<'_>) -> Vec<(&str, Json<'_>)> {
                    let mut sorted: Vec<_> = members.collect();
                    sorted.sort_by_key(|(name, _)| *name);
                    sorted
                }
                mine.len() == theirs.len() && sorted(mine) == sorted(theirs)
            }
            (Kind::Text(mine), Kind::Text(theirs)) => mine == theirs,
            _ => false,
        }
    }
}

/// The items of an array, in order.
#[derive(Debug, Clone, Copy)]
pub struct Items<'a> {
    document: &'a Document,
    at: u32,
    left: u32,
}

impl<'a> Iterator for Items<'a> {
    type Item = Json<'a>;

    fn next(&mut self) -> Option<Json<'a>> {
        self.left = self.left.checked_sub(1)?;
        let item = Json { document: self.document, at: self.at };
        self.at = item.end();
        Some(item)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left as usize, Some(self.left as usize))
    }
}

impl ExactSizeIterator for Items<'_> {}

/// The members of an object, in order.
#[derive(Debug, Clone, Copy)]
pub struct Members<'a> {
    document: &'a Document,
    at: u32,
    left: u32,
}

impl<'a> Members<'a> {
    /// The member `name`.
    #[must_use]
    pub fn get(mut self, name: &str) -> Option<Json<'a>> {
        self.find(|(found, _)| *found == name).map(|(_, value)| value)
    }

    /// Whether both are the same member by member, each container in its order, and numbers as they would be written.
    #[must_use]
    pub(crate) fn are_copies_of(self, other: Self) -> bool {
        let (mine, theirs) = (self.nodes(), other.nodes());
        self.left == other.left
            && mine.len() == theirs.len()
            && mine.iter().zip(theirs).all(|pair| match pair {
                (Node::Array(mine), Node::Array(theirs)) | (Node::Object(mine), Node::Object(theirs)) => {
                    mine.count == theirs.count
                }
                (Node::Bool(mine), Node::Bool(theirs)) => mine == theirs,
                (Node::Null, Node::Null) => true,
                // Two that are equal can be written differently: zero and zero below.
                (Node::Number(mine), Node::Number(theirs)) => {
                    let text = |document: &Document, at: u32| document.numbers[at as usize].to_string();
                    text(self.document, *mine) == text(other.document, *theirs)
                }
                (Node::Text(mine), Node::Text(theirs)) => self.document.bytes(*mine) == other.document.bytes(*theirs),
                _ => false,
            })
    }

    /// The nodes of all that is left of them.
    fn nodes(self) -> &'a [Node] {
        let end = |at: u32, _| Json { document: self.document, at: at + 1 }.end();
        &self.document.nodes[self.at as usize..(0..self.left).fold(self.at, end) as usize]
    }

    /// Whether there is a member `name`.
    #[must_use]
    pub fn contains(self, name: &str) -> bool {
        self.get(name).is_some()
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, Json<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let name = Json { document: self.document, at: self.at };
        let value = Json { document: self.document, at: self.at + 1 };
        self.at = value.end();
        Some((name.as_str().expect("a member begins with its name"), value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left as usize, Some(self.left as usize))
    }
}

impl ExactSizeIterator for Members<'_> {}
