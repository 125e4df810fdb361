//! Salted digests of what the ledger must not contain itself.

use huiyin_core::{Digest, Identity};

use crate::application::App;
use crate::error::AppError;

/// A salt and the digest made with it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seal {
    pub(crate) salt: [u8; 16],
    pub(crate) digest: Digest,
}

/// Seals texts under a fresh salt.
pub(crate) fn seal(app: &App, parts: &[&str]) -> Seal {
    let salt: [u8; 16] = app.entropy();
    Seal {
        salt,
        digest: Digest::sealed(&salt, parts),
    }
}

/// Seals an identity.
pub(crate) fn seal_identity(app: &App, identity: &Identity) -> Result<Seal, AppError> {
    let salt: [u8; 16] = app.entropy();
    Ok(Seal {
        digest: identity_digest(&salt, identity)?,
        salt,
    })
}

/// The seal of an identity under a salt that is drawn already.
pub(crate) fn identity_digest(salt: &[u8; 16], identity: &Identity) -> Result<Digest, AppError> {
    let json = serde_json::to_string(identity).map_err(AppError::internal)?;
    Ok(Digest::sealed(salt, &[&json]))
}
