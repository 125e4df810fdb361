//! 身份保险箱: what must be unreadable in the rows, in a backup, and to a database administrator.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use huiyin_core::Digest;

use crate::error::StoreError;

/// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) with the installation's key. The nonce of 24
/// bytes is random and given by the caller; the context binds a ciphertext to its row, so that
/// moving it to another row makes it unreadable.
#[derive(Clone)]
pub(crate) struct Vault(XChaCha20Poly1305);

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(***)")
    }
}

impl Vault {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self(XChaCha20Poly1305::new(&(*key).into()))
    }

    /// A digest of a text that nobody without the key can make, to find equal ones among rows that
    /// must not show them.
    pub(crate) fn keyed(&self, purpose: &str, text: &str) -> Result<Digest, StoreError> {
        // one fixed plaintext under this one nonce: what comes out is a second key
        let key = self.lock(&[0x68; 24], "keyed digest", &[0; 32])?;
        Ok(Digest::of_parts(&[
            b"keyed digest",
            &key,
            purpose.as_bytes(),
            text.as_bytes(),
        ]))
    }

    pub(crate) fn lock(
        &self,
        nonce: &[u8; 24],
        context: &str,
        plain: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        let payload = Payload {
            msg: plain,
            aad: context.as_bytes(),
        };
        self.0
            .encrypt(&XNonce::from(*nonce), payload)
            .ok()
            .ok_or(StoreError::Aborted("the vault could not encrypt"))
    }

    pub(crate) fn unlock(
        &self,
        nonce: &[u8],
        context: &str,
        ciphertext: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        let damaged = || StoreError::Corrupt(format!("{context}: wrong vault key, or changed"));
        let nonce: [u8; 24] = nonce.try_into().ok().ok_or_else(damaged)?;
        let payload = Payload {
            msg: ciphertext,
            aad: context.as_bytes(),
        };
        self.0
            .decrypt(&XNonce::from(nonce), payload)
            .ok()
            .ok_or_else(damaged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyed_digest_needs_the_key_and_knows_its_purpose() {
        let vault = Vault::new(&[7; 32]);
        let made = vault.keyed("mail address", "a@b.cn").unwrap();
        assert_eq!(vault.keyed("mail address", "a@b.cn").unwrap(), made);
        assert_ne!(vault.keyed("other", "a@b.cn").unwrap(), made);
        assert_ne!(
            Vault::new(&[8; 32])
                .keyed("mail address", "a@b.cn")
                .unwrap(),
            made
        );
    }

    #[test]
    fn a_ciphertext_opens_only_with_its_key_and_in_its_row() {
        let vault = Vault::new(&[7; 32]);
        let locked = vault
            .lock(&[1; 24], "identity 5", "王工 13800005678".as_bytes())
            .unwrap();
        assert!(!locked.windows(4).any(|w| w == b"1380"));
        let opened = vault.unlock(&[1; 24], "identity 5", &locked).unwrap();
        assert_eq!(opened, "王工 13800005678".as_bytes());
        assert!(vault.unlock(&[1; 24], "identity 6", &locked).is_err());
        assert!(vault.unlock(&[2; 24], "identity 5", &locked).is_err());
        assert!(
            Vault::new(&[8; 32])
                .unlock(&[1; 24], "identity 5", &locked)
                .is_err()
        );
    }
}
