//! Reading a JSON value by its shape, with the place of what is wrong.

use serde_json::{Map, Value};
use thiserror::Error;

use crate::model::json::JsonError;
use crate::model::time::Timestamp;

/// Why bytes are not the file that they should be.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadError {
    /// Not JSON.
    #[error("{reason}")]
    Json {
        /// Why.
        reason: String,
    },
    /// A value is not of the shape that it should be.
    #[error("{place}: {reason}")]
    Shape {
        /// JSON pointer of the value.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl From<JsonError> for ReadError {
    fn from(error: JsonError) -> Self {
        Self::Json { reason: error.to_string() }
    }
}

/// A value and its place.
#[derive(Debug, Clone)]
pub(super) struct At<'v> {
    value: &'v Value,
    place: String,
}

impl<'v> At<'v> {
    /// The document as a whole.
    pub(super) fn root(value: &'v Value) -> Self {
        Self { value, place: String::new() }
    }

    /// An error at this place.
    pub(super) fn fault(&self, reason: impl Into<String>) -> ReadError {
        let place = if self.place.is_empty() { "/".to_owned() } else { self.place.clone() };
        ReadError::Shape { place, reason: reason.into() }
    }

    /// The value as it is.
    pub(super) fn raw(&self) -> &'v Value {
        self.value
    }

    /// An object that has no other members than `known`.
    pub(super) fn object(&self, known: &[&str]) -> Result<&'v Map<String, Value>, ReadError> {
        let members = self.value.as_object().ok_or_else(|| self.fault("is not an object"))?;
        match members.keys().find(|name| !known.contains(&name.as_str())) {
            Some(unknown) => Err(self.fault(format!("has the unknown member `{unknown}`"))),
            None => Ok(members),
        }
    }

    /// An object with any members: names and values.
    pub(super) fn entries(&self) -> Result<Vec<(&'v str, At<'v>)>, ReadError> {
        let members = self.value.as_object().ok_or_else(|| self.fault("is not an object"))?;
        Ok(members.iter().map(|(name, value)| (name.as_str(), self.child(name, value))).collect())
    }

    fn child(&self, name: &str, value: &'v Value) -> At<'v> {
        At { value, place: format!("{}/{name}", self.place) }
    }

    /// A member that may be absent.
    pub(super) fn optional(&self, name: &str) -> Option<At<'v>> {
        self.value.get(name).map(|value| self.child(name, value))
    }

    /// A member that must be there.
    pub(super) fn required(&self, name: &str) -> Result<At<'v>, ReadError> {
        self.optional(name).ok_or_else(|| self.fault(format!("has no member `{name}`")))
    }

    /// The items of an array.
    pub(super) fn items(&self) -> Result<Vec<At<'v>>, ReadError> {
        let items = self.value.as_array().ok_or_else(|| self.fault("is not an array"))?;
        Ok(items.iter().enumerate().map(|(index, item)| self.child(&index.to_string(), item)).collect())
    }

    /// A string that is not empty.
    pub(super) fn text(&self) -> Result<&'v str, ReadError> {
        match self.value.as_str() {
            Some(text) if !text.is_empty() => Ok(text),
            _ => Err(self.fault("is not a text")),
        }
    }

    /// A natural number.
    pub(super) fn number(&self) -> Result<u64, ReadError> {
        self.value.as_u64().ok_or_else(|| self.fault("is not a natural number"))
    }

    /// A point in time in UTC without a fraction, as TS 119 602 writes it.
    pub(super) fn time(&self) -> Result<Timestamp, ReadError> {
        let text = self.text()?;
        let parsed = Timestamp::parse(text).ok().filter(|time| time.to_string() == text);
        parsed.ok_or_else(|| self.fault("is not a time such as 2026-06-30T12:00:00Z"))
    }

    /// An array of texts.
    pub(super) fn texts(&self) -> Result<Vec<String>, ReadError> {
        self.items()?.iter().map(|item| item.text().map(str::to_owned)).collect()
    }
}
