//! Reports and credentials as text, JSON and HTML.
