//! Sessions with a token: opened as they are needed, kept, and lent to one thread each.
//!
//! A session does one thing at a time; a security module does many. So several threads that seal have a session each.

use std::fmt;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Limit;
use cryptoki::types::AuthPin;

use super::module::{fault, find_token, is_dead, load};
use super::{TokenAddress, TokenError};
use crate::limits;

/// The sessions with one token for one key.
pub(super) struct Pool {
    address: TokenAddress,
    /// `None` where the token asks for it itself, or for none.
    pin: Option<AuthPin>,
    state: Mutex<State>,
    freed: Condvar,
}

struct State {
    idle: Vec<Open>,
    /// Sessions that are idle, lent or being opened.
    open: usize,
    open_max: usize,
    /// A PIN that was refused is never sent again: each attempt counts.
    refused: Option<TokenError>,
}

struct Open {
    session: Session,
    key: ObjectHandle,
}

/// A session, lent to one thread; it goes back when dropped.
pub struct Lease<'p> {
    pool: &'p Pool,
    open: Option<Open>,
}

impl Pool {
    /// Opens the first session, so that faults show now.
    pub fn new(address: TokenAddress, pin: Option<AuthPin>) -> Result<Self, TokenError> {
        let state = State { idle: Vec::new(), open: 0, open_max: limits::TOKEN_SESSIONS_MAX, refused: None };
        let pool = Self { address, pin, state: Mutex::new(state), freed: Condvar::new() };
        drop(pool.lease()?);
        Ok(pool)
    }

    pub fn address(&self) -> &TokenAddress {
        &self.address
    }

    /// Lends a session: an idle one, a new one, or, when the token has no more, the next that comes back.
    pub fn lease(&self) -> Result<Lease<'_>, TokenError> {
        let mut state = self.state();
        loop {
            if let Some(open) = state.idle.pop() {
                return Ok(Lease { pool: self, open: Some(open) });
            }
            if state.open < state.open_max {
                state.open += 1;
                drop(state);
                // Gives the place back if opening fails.
                let mut lease = Lease { pool: self, open: None };
                match self.open_session() {
                    Ok(open) => {
                        lease.open = Some(open);
                        return Ok(lease);
                    }
                    Err(OpenError::NoMoreSessions(error)) => {
                        drop(lease);
                        state = self.state();
                        if state.open == 0 {
                            return Err(error);
                        }
                        state.open_max = state.open;
                        continue;
                    }
                    Err(OpenError::Token(error)) => return Err(error),
                }
            }
            state = self.freed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Signs in a session of its own. One that has died meanwhile is opened anew, once.
    pub fn sign(&self, mechanism: &Mechanism<'_>, data: &[u8]) -> Result<Vec<u8>, TokenError> {
        self.lease()?.sign(mechanism, data)
    }

    /// Signs with a key that wants the PIN before each signature. The module takes it between the start and the text, so
    /// the text is sent in parts and the digest is made in the token.
    pub fn sign_with_pin(&self, mechanism: &Mechanism<'_>, parts: &[&[u8]]) -> Result<Vec<u8>, TokenError> {
        self.with_session(|session, key| {
            session.sign_init(mechanism, key)?;
            session.login(UserType::ContextSpecific, self.pin.as_ref())?;
            for part in parts {
                session.sign_update(part)?;
            }
            session.sign_final()
        })
    }

    /// Does `ask` with a session and the private key.
    pub fn with_session<T>(&self, ask: impl Fn(&Session, ObjectHandle) -> Result<T, Error>) -> Result<T, TokenError> {
        self.lease()?.with(ask)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open_session(&self) -> Result<Open, OpenError> {
        if let Some(refused) = &self.state().refused {
            return Err(refused.clone().into());
        }
        let module = load(&self.address.module)?;
        let (slot, info) = find_token(&module, &self.address)?;
        if info.user_pin_locked() {
            return Err(TokenError::PinLocked { token: self.address.token.clone() }.into());
        }
        if let Limit::Max(sessions) = info.max_session_count() {
            let sessions = usize::try_from(sessions).unwrap_or(usize::MAX).clamp(1, limits::TOKEN_SESSIONS_MAX);
            let mut state = self.state();
            state.open_max = state.open_max.min(sessions);
        }
        let session = module.open_ro_session(slot).map_err(|error| {
            let said = fault(&self.address.token, &error);
            match error {
                Error::Pkcs11(RvError::SessionCount, _) => OpenError::NoMoreSessions(said),
                _ => OpenError::Token(said),
            }
        })?;
        if info.login_required() {
            match session.login(UserType::User, self.pin.as_ref()) {
                // The token knows the process, not the session: the others have logged in for this one.
                Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => {}
                Err(error) => {
                    let said = match fault(&self.address.token, &error) {
                        TokenError::PinWrong { token, .. } => {
                            let after = module.get_token_info(slot);
                            let last_try = after.as_ref().is_ok_and(|info| info.user_pin_final_try());
                            if after.is_ok_and(|info| info.user_pin_locked()) {
                                TokenError::PinLocked { token }
                            } else {
                                TokenError::PinWrong { token, last_try }
                            }
                        }
                        other => other,
                    };
                    if matches!(said, TokenError::PinWrong { .. } | TokenError::PinLocked { .. }) {
                        self.state().refused = Some(said.clone());
                    }
                    return Err(said.into());
                }
            }
        }
        let key = self.find_key(&session)?;
        Ok(Open { session, key })
    }

    fn find_key(&self, session: &Session) -> Result<ObjectHandle, TokenError> {
        let said = |error: Error| fault(&self.address.token, &error);
        let keys = |own: bool| {
            let mut template = vec![Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Token(true)];
            if own {
                template
                    .extend(self.address.key_label.iter().map(|label| Attribute::Label(label.clone().into_bytes())));
                template.extend(self.address.key_id.iter().map(|id| Attribute::Id(id.clone())));
            }
            session.find_objects(&template).map_err(said)
        };
        let found = keys(true)?;
        let (token, key) = (self.address.token.clone(), self.address.key_name());
        match found.as_slice() {
            [one] => Ok(*one),
            [] => {
                let mut known = Vec::new();
                for other in keys(false)? {
                    let attributes = session.get_attributes(other, &[AttributeType::Label]).map_err(said)?;
                    known.extend(attributes.into_iter().filter_map(|attribute| match attribute {
                        Attribute::Label(label) => Some(String::from_utf8_lossy(&label).into_owned()),
                        _ => None,
                    }));
                }
                known.sort();
                Err(TokenError::KeyMissing { token, key, known })
            }
            several => Err(TokenError::SeveralKeys { token, key, count: several.len() }),
        }
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pool([redacted], {})", self.address)
    }
}

impl Lease<'_> {
    /// The number that the module gave this session.
    #[must_use]
    pub fn session(&self) -> u64 {
        self.open.as_ref().map_or(0, |open| open.session.handle())
    }

    pub(super) fn sign(&mut self, mechanism: &Mechanism<'_>, data: &[u8]) -> Result<Vec<u8>, TokenError> {
        self.with(|session, key| session.sign(mechanism, key, data))
    }

    fn with<T>(&mut self, ask: impl Fn(&Session, ObjectHandle) -> Result<T, Error>) -> Result<T, TokenError> {
        let token = &self.pool.address.token;
        let open = self.open.as_ref().expect("a lease has a session until it is dropped");
        match ask(&open.session, open.key) {
            Ok(answer) => Ok(answer),
            Err(error) if is_dead(&error) => {
                // The dead one goes first: a token may have no more than one.
                self.open = None;
                let opened = self.pool.open_session().map_err(|error| match error {
                    OpenError::NoMoreSessions(error) | OpenError::Token(error) => error,
                })?;
                let answer = ask(&opened.session, opened.key);
                self.open = Some(opened);
                answer.map_err(|error| fault(token, &error))
            }
            Err(error) => Err(fault(token, &error)),
        }
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let mut state = self.pool.state();
        match self.open.take() {
            Some(open) => state.idle.push(open),
            None => state.open -= 1,
        }
        self.pool.freed.notify_one();
    }
}

/// Why there is no new session.
enum OpenError {
    /// The token has as many as it can.
    NoMoreSessions(TokenError),
    /// Anything else.
    Token(TokenError),
}

impl From<TokenError> for OpenError {
    fn from(error: TokenError) -> Self {
        Self::Token(error)
    }
}
