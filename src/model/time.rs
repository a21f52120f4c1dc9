//! Points in time as credentials write them.

use std::fmt;

use thiserror::Error;

/// Why a text is not a point in time.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{text}` is not a date and time with a time zone, such as 2026-06-30T12:00:00Z")]
pub struct TimeError {
    /// The text.
    pub text: String,
}

/// A point in time, kept to the second: an `xsd:dateTime` with a time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    /// Parses an `xsd:dateTime` that has a time zone; a fraction of a second is dropped.
    ///
    /// # Errors
    ///
    /// [`TimeError`] for a date alone, a time without zone, or anything else.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let fault = || TimeError { text: text.to_owned() };
        let shaped = text.len() >= 20 && text.as_bytes()[10] == b'T' && !text.contains('[');
        if !shaped {
            return Err(fault());
        }
        text.parse::<jiff::Timestamp>().map(Self::from_jiff).map_err(|_| fault())
    }

    /// From jiff's type, without the fraction of a second.
    #[must_use]
    pub fn from_jiff(at: jiff::Timestamp) -> Self {
        let seconds = at.as_second();
        Self(jiff::Timestamp::from_second(seconds).expect("a timestamp without its fraction is in range"))
    }

    /// From seconds since 1970, if that is a year that can be written.
    #[must_use]
    pub fn from_unix(seconds: i64) -> Option<Self> {
        jiff::Timestamp::from_second(seconds).ok().map(Self)
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn unix(&self) -> i64 {
        self.0.as_second()
    }

    /// As jiff's type, for calendar arithmetic.
    #[must_use]
    pub fn to_jiff(self) -> jiff::Timestamp {
        self.0
    }

    /// This many seconds later (or earlier, when negative); stops at the ends of the calendar.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(jiff::SignedDuration::from_secs(seconds)).expect("seconds are a fixed unit"))
    }
}

/// Writes the `xsd:dateTime` in UTC: `2026-06-30T12:00:00Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_need_a_zone() {
        assert_eq!(
            Timestamp::parse("2026-06-30T14:00:00.5+02:00").expect("a time").to_string(),
            "2026-06-30T12:00:00Z"
        );
        for bad in ["2026-06-30", "2026-06-30T14:00:00", "30/06/2026", "2026-06-30 14:00:00Z", ""] {
            assert!(Timestamp::parse(bad).is_err(), "{bad}");
        }
    }
}
