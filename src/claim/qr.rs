//! A QR code as the path of an SVG: nothing of it is text or script.

use std::fmt::Write as _;

/// A drawn code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Modules on a side, with the quiet zone around them.
    pub side: usize,
    /// The `d` of a path in which a module is a unit.
    pub path: String,
}

/// Modules of the quiet zone on each side (ISO/IEC 18004).
const QUIET: usize = 4;

/// The code of `text`; `None` if it is too long for one.
pub fn code(text: &str) -> Option<Code> {
    let code = fast_qr::QRBuilder::new(text).ecl(fast_qr::ECL::M).build().ok()?;
    let mut path = String::new();
    for (y, row) in (0..code.size).map(|y| (y, &code[y])) {
        let mut x = 0;
        while x < code.size {
            let run = row[x..code.size].iter().take_while(|module| module.value()).count();
            if run > 0 {
                write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET).expect("a string takes all");
            }
            x += run.max(1);
        }
    }
    Some(Code { side: code.size + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_whole_or_not_at_all() {
        let small = code("a").expect("it fits");
        assert_eq!(small.side, 21 + 8);
        assert!(small.path.starts_with("M4 4h7v1h-7z"), "{}", small.path);
        assert_eq!(code(&"a".repeat(3_000)), None);
    }
}
