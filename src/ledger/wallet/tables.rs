//! The tables of this part of the ledger. All of it can be traced to a person: what hangs on an offer goes with it.

/// The migration.
pub(in crate::ledger) const WALLETS: &str = "
-- `wrong` counts wrong transaction codes since codes were last burnt, `burnt` how often that was, `waits` until when there is
-- no new code. `taken` is the token that came last, `issued` when a credential was handed out, `claim` the link behind which it
-- was opened, if it was one.
CREATE TABLE wallet_offers (
    offer BLOB PRIMARY KEY,
    number INTEGER NOT NULL REFERENCES awards,
    claim INTEGER,
    tx_code BLOB,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    fetched INTEGER,
    wrong INTEGER NOT NULL DEFAULT 0,
    burnt INTEGER NOT NULL DEFAULT 0,
    waits INTEGER NOT NULL DEFAULT 0,
    taken BLOB,
    issued INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX wallet_offers_by_award ON wallet_offers (number, created);
CREATE INDEX wallet_offers_by_claim ON wallet_offers (claim) WHERE claim IS NOT NULL;
CREATE INDEX wallet_offers_by_end ON wallet_offers (expires);
CREATE TABLE wallet_codes (
    code BLOB PRIMARY KEY,
    offer BLOB NOT NULL REFERENCES wallet_offers ON DELETE CASCADE,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX wallet_codes_by_offer ON wallet_codes (offer, expires);
CREATE INDEX wallet_codes_by_end ON wallet_codes (expires);
-- `key` is the thumbprint of the key that a token is bound to, `identifiers` what it may ask for by identifier.
CREATE TABLE wallet_tokens (
    token BLOB PRIMARY KEY,
    offer BLOB NOT NULL REFERENCES wallet_offers ON DELETE CASCADE,
    expires INTEGER NOT NULL,
    key BLOB,
    identifiers TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX wallet_tokens_by_offer ON wallet_tokens (offer);
CREATE INDEX wallet_tokens_by_end ON wallet_tokens (expires);
-- Copies that were asked for, so that there is an end to them.
CREATE TABLE wallet_copies (
    offer BLOB NOT NULL REFERENCES wallet_offers ON DELETE CASCADE,
    configuration TEXT NOT NULL,
    request BLOB NOT NULL,
    PRIMARY KEY (offer, configuration, request)
) STRICT, WITHOUT ROWID;
-- What was asked for and has not been handed out; `holders` are public keys.
CREATE TABLE wallet_transactions (
    id BLOB PRIMARY KEY,
    token BLOB NOT NULL REFERENCES wallet_tokens ON DELETE CASCADE,
    configuration TEXT NOT NULL,
    holders TEXT NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX wallet_transactions_by_token ON wallet_transactions (token);
CREATE INDEX wallet_transactions_by_end ON wallet_transactions (expires);
CREATE TABLE wallet_notifications (
    id BLOB PRIMARY KEY,
    offer BLOB NOT NULL REFERENCES wallet_offers ON DELETE CASCADE,
    event TEXT,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX wallet_notifications_by_offer ON wallet_notifications (offer);
-- Digests of nonces and of proofs that may be used once, until they would not hold anyway.
CREATE TABLE wallet_used (digest BLOB PRIMARY KEY, expires INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX wallet_used_by_end ON wallet_used (expires);
";
