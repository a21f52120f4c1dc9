//! Reports as text for a terminal and as HTML pages.
//!
//! Both read one [`view`], in which every text of a credential has been made safe to show. What a check means in plain
//! words stands in [`words`]. Nothing here decides anything.

pub mod html;
pub mod seal;
pub mod text;
pub mod view;
pub mod visible;
pub mod words;
