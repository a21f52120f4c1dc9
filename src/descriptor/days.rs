//! Calendar days in an institution's time zone.

use jiff::civil::Date;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::model::time::Timestamp;

/// The time zone of this name (IANA), from the tables that the program brings.
#[must_use]
pub fn time_zone(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok()
}

/// The moment in which `day` begins.
pub(super) fn first_second(day: Date, zone: &TimeZone) -> Timestamp {
    let begins = day.to_zoned(zone.clone()).expect("days are of plausible years");
    Timestamp::from_jiff(begins.timestamp())
}

/// The last second of `day`.
pub(super) fn last_second(day: Date, zone: &TimeZone) -> Timestamp {
    first_second(day.tomorrow().expect("days are of plausible years"), zone).plus_seconds(-1)
}
