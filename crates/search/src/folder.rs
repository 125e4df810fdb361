//! The folder an index lies in: its two slots, their stamps, its lock, and how it is emptied.
//!
//! A new version or a changed dictionary is built in the slot that does not answer; when it is
//! level with the ledger, the slots change places.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use huiyin_core::Digest;
use tantivy::TantivyError;

use crate::error::IndexError;

const STAMP: &str = "huiyin-index.json";
const LOCK: &str = "huiyin-index.lock";
/// Above this size a start does not read the whole index to check its sums.
const CHECKED_BYTES: u64 = 512 << 20;

/// What a slot says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Stamp {
    pub(crate) fingerprint: Digest,
    /// Whether it was ever level with the ledger.
    #[serde(default)]
    pub(crate) is_complete: bool,
}

/// A folder of our own. Other files in it are left alone.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    path: PathBuf,
}

/// The names of the slots.
pub(crate) const SLOTS: [&str; 2] = ["a", "b"];

impl Folder {
    pub(crate) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Makes the folder and keeps every other process from writing into it while the file lives.
    pub(crate) fn lock(&self) -> Result<File, IndexError> {
        fs::create_dir_all(&self.path).map_err(|source| self.failed(source))?;
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.path.join(LOCK))
            .map_err(|source| self.failed(source))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(IndexError::Locked(self.path.clone())),
            Err(TryLockError::Error(source)) => Err(self.failed(source)),
        }
    }

    /// A slot below.
    pub(crate) fn slot(&self, name: &str) -> Self {
        Self {
            path: self.path.join(name),
        }
    }

    /// What lies here, if it is an index.
    pub(crate) fn stamp(&self) -> Option<Stamp> {
        let bytes = fs::read(self.path.join(STAMP)).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Marks the folder; the last step of making an index, and of making it complete.
    pub(crate) fn put_stamp(&self, stamp: Stamp) -> Result<(), IndexError> {
        let text =
            serde_json::to_vec(&stamp).map_err(|error| self.failed(io::Error::other(error)))?;
        let draft = self.path.join(format!("{STAMP}.new"));
        fs::write(&draft, text).map_err(|source| self.failed(source))?;
        fs::rename(draft, self.path.join(STAMP)).map_err(|source| self.failed(source))
    }

    /// Removes what an index left here, and nothing else: a mistyped folder name in the
    /// configuration must not cost anybody their files.
    pub(crate) fn empty(&self) -> Result<(), IndexError> {
        fs::create_dir_all(&self.path).map_err(|source| self.failed(source))?;
        let entries = fs::read_dir(&self.path).map_err(|source| self.failed(source))?;
        for entry in entries {
            let entry = entry.map_err(|source| self.failed(source))?;
            if is_ours(&entry.file_name().to_string_lossy()) {
                match fs::remove_file(entry.path()) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => {
                        return Err(self.failed(error));
                    }
                    Ok(()) | Err(_) => {}
                }
            }
        }
        Ok(())
    }

    /// Small enough to be read through at a start.
    pub(crate) fn is_checkable(&self) -> bool {
        let Ok(entries) = fs::read_dir(&self.path) else {
            return false;
        };
        let bytes: u64 = entries
            .flatten()
            .filter_map(|entry| entry.metadata().ok())
            .map(|metadata| metadata.len())
            .sum();
        bytes <= CHECKED_BYTES
    }

    /// A full or forbidden disk is not damage: rebuilding would not help.
    pub(crate) fn explain(&self, error: TantivyError) -> IndexError {
        if let TantivyError::LockFailure(..) = &error {
            return IndexError::Locked(self.path.clone());
        }
        if let TantivyError::IoError(io_error) = &error {
            let kind = io_error.kind();
            if matches!(
                kind,
                io::ErrorKind::StorageFull
                    | io::ErrorKind::QuotaExceeded
                    | io::ErrorKind::PermissionDenied
                    | io::ErrorKind::ReadOnlyFilesystem
            ) {
                return self.failed(io::Error::new(kind, error));
            }
        }
        IndexError::Damaged(error)
    }

    fn failed(&self, source: io::Error) -> IndexError {
        IndexError::Folder {
            folder: self.path.clone(),
            source,
        }
    }
}

/// The lock files stay: another process may be waiting on them.
fn is_ours(name: &str) -> bool {
    const FIXED: [&str; 3] = ["meta.json", ".managed.json", STAMP];
    // a segment is 32 hexadecimal digits, then perhaps an operation number, then an extension
    let segment = || {
        let stem = name.split('.').next().unwrap_or_default();
        stem.len() == 32 && stem.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    FIXED.contains(&name) || segment()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_files_are_ours() {
        assert!(is_ours("meta.json"));
        assert!(is_ours("0123456789abcdef0123456789abcdef.store"));
        assert!(is_ours("0123456789abcdef0123456789abcdef.12.del"));
        assert!(!is_ours("letters.xlsx"));
        assert!(!is_ours(LOCK));
        assert!(!is_ours(".tantivy-writer.lock"));
    }
}
