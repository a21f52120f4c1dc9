//! The time-stamp authority, and this computer's clock beside it.

use crate::config::Workspace;
use crate::crypto::sha256;
use crate::jose::jades::Level;
use crate::limits::CLOCK_SKEW_SECONDS_MAX;
use crate::model::entropy::draw;
use crate::model::time::Timestamp;
use crate::pki::{
    PathPurpose, PathRequest, TimeStampToken, VerifiedTimeStamp, build_path, read_time_stamp_response,
    time_stamp_request,
};

use super::Around;
use super::finding::Findings;

const CHECK: &str = "time_stamps";
/// What is stamped.
const TRIAL: &[u8] = b"elmseal doctor: a trial";
/// From how many seconds on a clock is worth a word; a computer that asks a time server is within one.
const CLOCK_OFF_SECONDS: i64 = 5;

/// Asks for a stamp as sealing does, and compares its time with the clock.
pub fn examine(workspace: &Workspace, around: &mut Around<'_>, findings: &mut Findings) {
    let settings = &workspace.seal;
    let Some(url) = &settings.time_stamp_authority else {
        if settings.level > Level::B {
            let advice = "name one as `time_stamp_authority` in [seal] of elmseal.toml";
            findings.fault(
                CHECK,
                "no-time-stamp-authority",
                "the level wished needs an authority, and none is named",
                advice,
            );
        }
        findings.skip(
            "clock",
            "no-time-to-compare",
            "no time-stamp authority is named, with whose time the clock could be compared",
            "",
        );
        return;
    };
    let Some(services) = around.services else {
        findings.skip(CHECK, "offline", format!("{url} was not asked"), "run it without --offline");
        findings.skip("clock", "offline", "there is no time to compare it with", "");
        return;
    };
    let (imprint, nonce) = (sha256(TRIAL), draw::<16>(around.entropy));
    let before = (around.clock)();
    let response = match services.time_stamp(&time_stamp_request(&imprint, &nonce)) {
        Ok(response) => response,
        Err(error) => {
            let advice = "see whether the address in [seal] of elmseal.toml is right and a firewall lets it through; sealing stops until it answers";
            findings.fault(CHECK, error.code(), error.to_string(), advice);
            findings.skip("clock", "no-time-to-compare", "there is no time to compare it with", "");
            return;
        }
    };
    let after = (around.clock)();
    let verified = read_time_stamp_response(&response, &imprint, &nonce)
        .and_then(|token| TimeStampToken::parse(&token))
        .and_then(|token| token.verify_with(TRIAL, &settings.trust.time_stamp_authorities));
    match verified {
        Ok(stamp) => {
            trusted(workspace, url, &stamp, findings);
            clock(stamp.time(), before, after, findings);
        }
        Err(error) => {
            let advice = "ask its operator, or name another authority in [seal] of elmseal.toml; sealing stops until it is right";
            findings.fault(CHECK, error.code(), format!("{url}: {error}"), advice);
            findings.skip("clock", "no-time-to-compare", "there is no time to compare it with", "");
        }
    }
}

fn trusted(workspace: &Workspace, url: &str, stamp: &VerifiedTimeStamp, findings: &mut Findings) {
    let authorities = &workspace.seal.trust.time_stamp_authorities;
    let itself = [stamp.tsa().clone()];
    let path = build_path(&PathRequest {
        leaf: stamp.tsa(),
        candidates: stamp.certificates(),
        anchors: if authorities.is_empty() { &itself } else { authorities },
        at: stamp.time(),
        purpose: PathPurpose::TimeStamp,
    });
    let name = &stamp.tsa().subject().text;
    match path {
        Ok(_) if authorities.is_empty() => {
            let what = format!("{url} stamps as {name}, and no authority for time stamps is trusted here");
            let advice = "name its authority's certificates as `time_stamp_authorities` in [seal]; without them no level above T is reached";
            findings.warn(CHECK, "no-time-stamp-authorities", what, advice);
        }
        Ok(_) => findings.ok(CHECK, format!("{url} stamps as {name}")),
        Err(error) => {
            let code = match error.code() {
                "certificate-untrusted" => "time-stamp-authority-untrusted",
                code => code,
            };
            let what = format!("{url} stamps as {name}, which does not count: {error}");
            let advice = "see whether this is the authority that you meant, and add its certificates to `time_stamp_authorities` in [seal]";
            findings.fault(CHECK, code, what, advice);
        }
    }
}

/// The authority's time lies between the moments before and after asking, if both clocks are right.
fn clock(stamped: Timestamp, before: Timestamp, after: Timestamp, findings: &mut Findings) {
    let late = before.unix() - stamped.unix();
    let early = stamped.unix() - after.unix();
    let (seconds, way) = if late > early { (late, "ahead of") } else { (early, "behind") };
    let seconds = seconds.max(0);
    let what = format!("this computer's clock is {seconds} seconds {way} the time-stamp authority's");
    let advice = "let this computer ask a time server (NTP)";
    if seconds > CLOCK_SKEW_SECONDS_MAX {
        findings.fault("clock", "clock-wrong", what, advice);
    } else if seconds > CLOCK_OFF_SECONDS {
        findings.warn("clock", "clock-off", what, advice);
    } else {
        findings.ok("clock", format!("within {CLOCK_OFF_SECONDS} seconds of the time-stamp authority's"));
    }
}
