//! What wallets show of credentials before and after they have them, in every language of the pages (`words.tsv`).

/// A row a message, a column a language.
const TABLE: &str = include_str!("words.tsv");

/// The languages and texts of a message, in the order of the table; none if there is no such message.
pub(super) fn words(key: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut lines = TABLE.lines().map(|line| line.split('\t'));
    let languages = lines.next().into_iter().flatten().skip(1);
    let row = lines.find_map(|mut cells| (cells.next() == Some(key)).then_some(cells));
    languages.zip(row.into_iter().flatten())
}

/// The text of a message in a language, else in English.
pub(super) fn word(key: &str, language: &str) -> &'static str {
    let find = |wanted: &str| words(key).find(|(tag, _)| *tag == wanted).map(|(_, text)| text);
    find(language).or_else(|| find("en")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_is_there_in_every_language() {
        let count = TABLE.lines().next().expect("a header").split('\t').count();
        assert_eq!(count, 12);
        for line in TABLE.lines() {
            let cells: Vec<_> = line.split('\t').collect();
            assert_eq!(cells.len(), count, "{line}");
            assert!(cells.iter().all(|cell| !cell.is_empty() && cell.trim() == *cell), "{line}");
        }
        assert_eq!(word("badge-text", "de"), "Abzeichen nach Open Badges 3.0, ausgestellt für Ihre Wallet");
        assert_eq!(word("date_of_expiry", "pt"), "Valid until");
        assert_eq!(words("nothing").count(), 0);
        // The longest that wallets show for a transaction code (section 4.1.1).
        assert!(words("tx-code").all(|(_, text)| text.chars().count() <= 300));
    }
}
