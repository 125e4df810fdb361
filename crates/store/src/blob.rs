//! Files of submitters and raw mail, under the digest of their bytes.

use std::path::Path;

use huiyin_core::Digest;
use object_store::local::LocalFileSystem;
use object_store::{ObjectStoreExt, PutPayload, path::Path as Key};

use crate::error::StoreError;

/// Content-addressed and durable: a blob is written beside its place, synced, renamed, and the
/// folder synced, so it is there wholly or not at all.
#[derive(Debug)]
pub(crate) struct Blobs(LocalFileSystem);

impl Blobs {
    pub(crate) async fn open(folder: &Path) -> Result<Self, StoreError> {
        let at_fault = |e: std::io::Error| {
            StoreError::Configuration(format!("blob folder {}: {e}", folder.display()))
        };
        tokio::fs::create_dir_all(folder).await.map_err(at_fault)?;
        let files = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self(files))
    }

    /// Stores the bytes. Storing what is there already renews it, which also heals a damaged file.
    pub(crate) async fn put(&self, bytes: Vec<u8>) -> Result<Digest, StoreError> {
        let digest = Digest::of(&bytes);
        self.0.put(&key(digest), PutPayload::from(bytes)).await?;
        Ok(digest)
    }

    /// The bytes, if they are there and are still what they were.
    pub(crate) async fn get(&self, digest: Digest) -> Result<Option<Vec<u8>>, StoreError> {
        let bytes = match self.0.get(&key(digest)).await {
            Ok(found) => found.bytes().await?,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        if Digest::of(&bytes) != digest {
            return Err(StoreError::Corrupt(format!(
                "blob {digest} has other bytes"
            )));
        }
        Ok(Some(bytes.into()))
    }
}

/// Two levels of folders keep each of them small.
fn key(digest: Digest) -> Key {
    let hex = digest.to_hex();
    let level = |from| hex.chars().skip(from).take(2).collect::<String>();
    Key::from(format!("{}/{}/{hex}", level(0), level(2)))
}
