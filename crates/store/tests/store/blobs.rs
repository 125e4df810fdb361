//! Files under their digest.

use huiyin_core::Digest;
use huiyin_store::{Store, StoreConfig, StoreError};

use crate::bench::Bench;

#[tokio::test]
async fn storing_the_same_bytes_twice_is_the_same_as_once() {
    let t = Bench::sqlite().await;
    let first = t.store.put_blob(b"photo".to_vec()).await.unwrap();
    let again = t.store.put_blob(b"photo".to_vec()).await.unwrap();
    assert_eq!((first, first), (again, Digest::of(b"photo")));
    assert_eq!(t.store.get_blob(first).await.unwrap().unwrap(), b"photo");
    assert_eq!(t.store.get_blob(Digest::of(b"other")).await.unwrap(), None);
    assert_eq!(t.store.put_blob(Vec::new()).await.unwrap(), Digest::of(b""));
    assert_eq!(
        t.store.get_blob(Digest::of(b"")).await.unwrap().unwrap(),
        b""
    );
}

#[tokio::test]
async fn changed_bytes_are_not_given_out_and_storing_again_heals_them() {
    let t = Bench::sqlite().await;
    let digest = t.store.put_blob(b"photo".to_vec()).await.unwrap();
    let hex = digest.to_hex();
    let path = t
        .folder
        .path()
        .join(format!("blobs/{}/{}/{hex}", &hex[..2], &hex[2..4]));
    std::fs::write(&path, b"other").unwrap();
    let read = t.store.get_blob(digest).await;
    assert!(matches!(read, Err(StoreError::Corrupt(_))), "{read:?}");
    t.store.put_blob(b"photo".to_vec()).await.unwrap();
    assert_eq!(t.store.get_blob(digest).await.unwrap().unwrap(), b"photo");
}

#[tokio::test]
async fn the_bundled_sqlite_has_no_known_wal_bug() {
    let t = Bench::sqlite().await;
    let version = t.store.database_version().await.unwrap();
    let parts: Vec<u32> = version.split('.').map(|p| p.parse().unwrap()).collect();
    assert!(parts >= vec![3, 51, 3], "{version}");
}

#[tokio::test]
async fn an_address_that_cannot_work_is_refused() {
    let folder = tempfile::TempDir::new().unwrap();
    for url in ["mysql://root@localhost/x", "sqlite::memory:", "huiyin.db"] {
        let config = StoreConfig {
            database_url: url.to_owned(),
            blob_dir: folder.path().join("blobs"),
            vault_key: [0; 32],
            max_readers: 1,
        };
        let opened = Store::open(config).await;
        assert!(matches!(opened, Err(StoreError::Configuration(_))), "{url}");
    }
}
