//! The Fetch trait and the guarded HTTP client.
