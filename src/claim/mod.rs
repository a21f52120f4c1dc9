//! The page to which a claim link leads, and the letter that brings the link: what they say, in all languages.
//!
//! Pure: it is handed the award as its own document states it and how its link stands, and gives HTML and text. What is done
//! on the page is for `issuer`.

mod letter;
mod linkedin;
mod page;
mod preview;
mod qr;

pub use letter::{Letter, LetterAward, letter};
pub use linkedin::profile_link;
pub use page::{
    AskedCode, Asking, Closed, Done, House, Offered, Open, Progress, Share, Telling, Wallet, asked, closed, offered,
    open, problem,
};
pub use preview::{File, Preview};
