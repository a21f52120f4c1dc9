//! PKCS#11 modules: one of a kind in a process, loaded once and initialized once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::slot::{Slot, TokenInfo};

use super::{TokenAddress, TokenError};

static LOADED: Mutex<BTreeMap<PathBuf, Pkcs11>> = Mutex::new(BTreeMap::new());

/// The module at `path`, which stays loaded until the process ends.
pub fn load(path: &Path) -> Result<Pkcs11, TokenError> {
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(module) = loaded.get(path) {
        return Ok(module.clone());
    }
    let fault = |reason: String| TokenError::Module { path: path.to_owned(), reason };
    let module = Pkcs11::new(path).map_err(|error| fault(words(&error)))?;
    match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
        Err(error) => return Err(fault(words(&error))),
    }
    loaded.insert(path.to_owned(), module.clone());
    Ok(module)
}

/// The token of the address. Slot numbers change from start to start, so they are not kept.
pub fn find_token(module: &Pkcs11, address: &TokenAddress) -> Result<(Slot, TokenInfo), TokenError> {
    let slots = module.get_slots_with_token().map_err(|error| fault(&address.token, &error))?;
    let there: Vec<(Slot, TokenInfo)> = slots
        .into_iter()
        .filter_map(|slot| module.get_token_info(slot).ok().map(|info| (slot, info)))
        .filter(|(_, info)| info.token_initialized())
        .collect();
    let (mut found, others): (Vec<_>, Vec<_>) = there.into_iter().partition(|(_, info)| {
        info.label() == address.token && address.serial.as_deref().is_none_or(|serial| serial == info.serial_number())
    });
    match found.len() {
        1 => Ok(found.swap_remove(0)),
        0 => {
            let known = others.iter().map(|(_, info)| info.label().to_owned()).collect();
            Err(TokenError::TokenMissing { token: address.token.clone(), known })
        }
        _ => {
            let serials = found.iter().map(|(_, info)| info.serial_number().to_owned()).collect();
            Err(TokenError::SeveralTokens { token: address.token.clone(), serials })
        }
    }
}

/// What a module answered, as an error of `token`.
pub fn fault(token: &str, error: &Error) -> TokenError {
    let token = token.to_owned();
    let Error::Pkcs11(answer, _) = error else { return TokenError::Failed { token, reason: words(error) } };
    match answer {
        RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange => {
            TokenError::PinWrong { token, last_try: false }
        }
        RvError::PinLocked => TokenError::PinLocked { token },
        _ if is_dead(error) => TokenError::Gone { token, reason: words(error) },
        _ => TokenError::Failed { token, reason: words(error) },
    }
}

/// Whether the session is of no use any more, while another one may be.
pub fn is_dead(error: &Error) -> bool {
    let Error::Pkcs11(answer, _) = error else { return false };
    matches!(
        answer,
        RvError::SessionHandleInvalid
            | RvError::SessionClosed
            | RvError::UserNotLoggedIn
            | RvError::KeyHandleInvalid
            | RvError::ObjectHandleInvalid
            | RvError::DeviceError
            | RvError::DeviceRemoved
            | RvError::TokenNotPresent
            | RvError::TokenNotRecognized
            | RvError::SlotIdInvalid
            | RvError::CryptokiNotInitialized
    )
}

/// The name of the answer, which the vendor's documentation explains; the text of the crate says it at length.
fn words(error: &Error) -> String {
    match error {
        Error::Pkcs11(answer, function) => format!("{function} answered {answer:?}"),
        Error::LibraryLoading(error) => error.to_string(),
        Error::NullFunctionPointer | Error::MissingSymbol(_) => "it is not a PKCS#11 module".to_owned(),
        other => other.to_string(),
    }
}
