//! The fonts of the binary: how wide a text is, and which of its letters they lack.

use resvg::usvg::{Node, Options, Text, Tree};

/// The fonts, loaded.
pub(crate) struct Fonts {
    options: Options<'static>,
}

/// The serif family that the card is set in: Latin, Greek, Cyrillic.
pub(crate) const FAMILY: &str = "Libertinus Serif";

/// Weight of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Semibold,
}

impl Weight {
    /// The weight as CSS writes it.
    pub(crate) fn as_css(self) -> &'static str {
        match self {
            Self::Regular => "400",
            Self::Semibold => "600",
        }
    }
}

impl Fonts {
    /// The fonts that the binary carries; those of the machine are not looked at.
    pub(crate) fn embedded() -> Self {
        let mut options = Options { font_family: FAMILY.to_owned(), ..Options::default() };
        for font in typst_assets::fonts() {
            options.fontdb_mut().load_font_data(font.to_vec());
        }
        Self { options }
    }

    /// What the renderer needs.
    pub(crate) fn options(&self) -> &Options<'static> {
        &self.options
    }

    /// Width of one line of text.
    pub(crate) fn width(&self, text: &str, size: f32, weight: Weight) -> f32 {
        self.lay_out(text, size, weight, |text| text.bounding_box().width()).unwrap_or(0.0)
    }

    /// The letters that no font has, each once.
    pub(crate) fn lacking(&self, text: &str) -> String {
        let missing = self.lay_out(text, 20.0, Weight::Regular, |text| {
            let glyphs = text.layouted().iter().flat_map(|span| &span.positioned_glyphs);
            glyphs.filter(|glyph| glyph.id.0 == 0).map(|glyph| glyph.text.clone()).collect::<String>()
        });
        let mut unique = String::new();
        for letter in missing.unwrap_or_default().chars() {
            if !unique.contains(letter) {
                unique.push(letter);
            }
        }
        unique
    }

    fn lay_out<T>(&self, text: &str, size: f32, weight: Weight, read: impl Fn(&Text) -> T) -> Option<T> {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"><text font-family=\"{FAMILY}\" \
             font-size=\"{size}\" font-weight=\"{}\">{}</text></svg>",
            weight.as_css(),
            escape(text)
        );
        let tree = Tree::from_str(&svg, &self.options).ok()?;
        tree.root().children().iter().find_map(|node| match node {
            Node::Text(text) => Some(read(text)),
            _ => None,
        })
    }
}

/// A text as XML content.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}
