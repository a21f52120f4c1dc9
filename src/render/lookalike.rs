//! Names that pass for others: letters of another script among those of a word are written out.
//!
//! A name on a trust list comes first wherever there is one; this is for what organisations call themselves. It judges
//! letters by their script (Unicode Technical Standard 39, section 5, in a small part), and knows no names: "Sofia" and
//! "София" are both good, "Sofіа" with two Cyrillic letters is not.

/// The scripts whose letters pass for each other's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
    /// Armenian, Cherokee, Coptic, Lisu, Deseret: each has capitals that look Latin.
    Distant,
    /// Latin letters in another dress (full width, mathematical, circled, small capitals), in which no name is written.
    Dressed,
}

impl Script {
    /// The script of a letter; nothing for what has none of these, and for what is no letter.
    fn of(letter: char) -> Option<Self> {
        Some(match letter {
            'a'..='z' | 'A'..='Z' | 'ª' | 'º' => Self::Latin,
            '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2af}' | '\u{1e00}'..='\u{1eff}' => Self::Latin,
            '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' if letter.is_alphabetic() => Self::Greek,
            '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' | '\u{1c80}'..='\u{1c88}' | '\u{a640}'..='\u{a66e}' => {
                Self::Cyrillic
            }
            '\u{531}'..='\u{587}' | '\u{13a0}'..='\u{13fd}' | '\u{ab70}'..='\u{abbf}' => Self::Distant,
            '\u{2c80}'..='\u{2cf3}' | '\u{a4d0}'..='\u{a4f7}' | '\u{10400}'..='\u{1044f}' => Self::Distant,
            '\u{1d00}'..='\u{1d2b}' | '\u{249c}'..='\u{24e9}' | 'ℂ' | 'ℊ'..='ℓ' | 'ℕ' | 'ℙ'..='ℝ' | 'ℤ' | 'ℨ' => {
                Self::Dressed
            }
            '\u{212a}' | 'ℬ'..='ℹ' => Self::Dressed,
            '\u{ff21}'..='\u{ff5a}' | '\u{1d400}'..='\u{1d7ff}' | '\u{1f130}'..='\u{1f189}' => Self::Dressed,
            _ => return None,
        })
    }
}

/// Letters of Greek and Cyrillic that look like Latin ones.
const LIKE_LATIN: &str = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονϲϳАВЕЅІЈКМНОРСТУХҮҺԌԚԜаеорсухѕіјһԁԛԝүӏ";

/// `name` with each letter written out, as `[U+0456]`, that is none of its word's script; and with all letters of another
/// script if each of them looks like a Latin one and Latin words stand beside them.
#[must_use]
pub fn spelled(name: &str) -> String {
    let of_script = |wanted: Script| name.chars().filter(move |letter| Script::of(*letter) == Some(wanted));
    let has_latin = of_script(Script::Latin).next().is_some();
    let disguised = |script: Script| {
        let looks_latin = |letter: char| LIKE_LATIN.contains(letter);
        has_latin && script != Script::Latin && of_script(script).all(looks_latin)
    };
    let mut spelled = String::with_capacity(name.len());
    let mut rest = name;
    while !rest.is_empty() {
        let length = rest.find(|letter: char| Script::of(letter).is_none()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(length);
        let script = script_of(word);
        for letter in word.chars() {
            let own = Script::of(letter).is_none_or(|own| Some(own) == script && !disguised(own));
            push(&mut spelled, letter, own);
        }
        let between = after.find(|letter: char| Script::of(letter).is_some()).unwrap_or(after.len());
        spelled.push_str(&after[..between]);
        rest = &after[between..];
    }
    spelled
}

fn push(spelled: &mut String, letter: char, own: bool) {
    if own {
        spelled.push(letter);
    } else {
        spelled.push_str(&format!("[U+{:04X}]", u32::from(letter)));
    }
}

/// The script of most letters of a word, the first of those that are as many; nothing for one in another dress.
fn script_of(word: &str) -> Option<Script> {
    let all = [Script::Latin, Script::Greek, Script::Cyrillic, Script::Distant];
    let count = |script: Script| word.chars().filter(|letter| Script::of(*letter) == Some(script)).count();
    all.into_iter().rev().max_by_key(|script| count(*script)).filter(|script| count(*script) > 0)
}

#[cfg(test)]
mod tests {
    use super::spelled;

    #[test]
    fn names_in_one_script_a_word_stay_as_they_are() {
        for name in [
            "University of Crete",
            "Universität Graz",
            "Åbo Akademi",
            "Ollscoil na Gaillimhe",
            "Πανεπιστήμιο Κρήτης",
            "Софийски университет „Св. Климент Охридски“",
            "МОН България / MON Bulgaria",
            "Πανεπιστήμιο Κρήτης (University of Crete)",
            "東京大学 Tokyo",
            "جامعة القاهرة",
            "École n° 3, 2ᵉ étage № 5™",
            "",
        ] {
            assert_eq!(spelled(name), name);
        }
    }

    #[test]
    fn letters_that_pass_for_others_are_written_out() {
        for (name, shown) in [
            ("Un\u{456}versity of Crete", "Un[U+0456]versity of Crete"),
            ("Universit\u{3bf}", "Universit[U+03BF]"),
            ("\u{421}О\u{421}\u{410} University", "[U+0421][U+041E][U+0421][U+0410] University"),
            ("S\u{43e}fi\u{430}", "S[U+043E]fi[U+0430]"),
            ("\u{13a0}cademy", "[U+13A0]cademy"),
            ("\u{ff35}niversity", "[U+FF35]niversity"),
            ("\u{1d414}\u{1d427}\u{1d422}", "[U+1D414][U+1D427][U+1D422]"),
            ("Софийски yниверситет", "Софийски [U+0079]ниверситет"),
        ] {
            assert_eq!(spelled(name), shown, "{name}");
        }
    }
}
