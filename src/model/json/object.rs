//! Objects that are put together from values, which are moved into them: `json!` copies each with all that is in it.

use serde::Serialize;
use serde_json::{Map, Value};

/// What can be a member of an object.
pub(crate) trait Member {
    /// As a value.
    fn into_value(self) -> Value;
}

impl Member for Value {
    fn into_value(self) -> Value {
        self
    }
}

impl Member for Vec<Value> {
    fn into_value(self) -> Value {
        Value::Array(self)
    }
}

impl Member for Option<Value> {
    fn into_value(self) -> Value {
        self.unwrap_or_default()
    }
}

impl Member for String {
    fn into_value(self) -> Value {
        Value::String(self)
    }
}

impl<T: Serialize + ?Sized> Member for &T {
    fn into_value(self) -> Value {
        serde_json::to_value(self).expect("what is a member here has a JSON form")
    }
}

/// An object of `members`.
pub(crate) fn object_of<const N: usize>(members: [(&str, Value); N]) -> Value {
    let mut map = Map::with_capacity(N);
    for (name, value) in members {
        map.insert(name.to_owned(), value);
    }
    Value::Object(map)
}

/// A JSON object: `object! { "name": value, … }`, each value a [`Member`](crate::model::json::Member).
macro_rules! object {
    ($($name:literal: $value:expr),* $(,)?) => {
        $crate::model::json::object_of([$(($name, $crate::model::json::Member::into_value($value))),*])
    };
}
pub(crate) use object;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_what_json_makes() {
        let (text, none) = ("é\"".to_owned(), Option::<String>::None);
        let inner = || vec![object! { "a": &1 }, Value::Null];
        let ours =
            object! { "text": &text, "none": &none, "own": text.clone(), "inner": inner(), "some": Some(object! {}) };
        let theirs = serde_json::json!({ "text": text, "none": none, "own": text, "inner": inner(), "some": {} });
        assert_eq!(ours.to_string(), theirs.to_string());
    }
}
