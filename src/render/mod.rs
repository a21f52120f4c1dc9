//! Reports as text for a terminal and as HTML pages.
//!
//! Both read one [`view`], in which every text of a credential has been made safe to show. What a check means in plain
//! words stands in [`findings`], the words themselves in `locales/`, one file a language. Nothing here decides anything.

pub mod badge;
pub mod certificate;
mod concepts;
pub mod findings;
pub mod html;
pub mod locale;
pub mod lookalike;
pub mod record;
pub mod seal;
pub mod text;
pub mod view;
pub mod visible;
pub mod words;
