//! Puts an installation together from its data folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use huiyin_app::{App, Parts, seed};
use huiyin_core::{Clock, Entropy};
use huiyin_search::{Analyser, Index, IndexError};
use huiyin_store::{Store, StoreConfig};

use crate::embedded;
use crate::failure::Failure;
use crate::real::{SystemClock, SystemEntropy};
use crate::settings::{self, File};
use crate::telemetry;

/// An opened installation.
pub(crate) struct Installation {
    pub(crate) app: App,
    pub(crate) file: File,
    pub(crate) data: PathBuf,
}

/// Opens the data folder: creates what is missing, migrates, seeds an empty database.
pub(crate) async fn open(data: &Path, config: Option<&Path>) -> Result<Installation, Failure> {
    open_with(data, config, Arc::new(SystemClock), None).await
}

/// As [`open`], with another clock and the address that the pages are reached at.
pub(crate) async fn open_with(
    data: &Path,
    config: Option<&Path>,
    clock: Arc<dyn Clock>,
    listening: Option<std::net::SocketAddr>,
) -> Result<Installation, Failure> {
    let file = settings::load(data, config)?;
    telemetry::start(&file.log);
    #[cfg(debug_assertions)]
    if let Some(point) = settings::fault_point() {
        huiyin_app::fault::stop_at(point);
    }
    let data = prepare_folder(data)?;
    let store = Store::open(StoreConfig {
        database_url: file.database_url(&data)?,
        blob_dir: data.join(&file.storage.attachments),
        vault_key: vault_key(&data)?,
        max_readers: file.database.max_connections.max(1),
    })
    .await
    .map_err(|e| Failure::caused("无法打开数据库", e))?;
    store
        .migrate()
        .await
        .map_err(|e| Failure::caused("无法升级数据库结构", e))?;
    seed::seed_if_empty(&store, &embedded::seed_files()?).await?;
    let listening = listening.unwrap_or(file.server.listen);
    let public_url = file
        .server
        .public_url
        .clone()
        .unwrap_or_else(|| format!("http://{listening}"));
    let settings = file.application(&data, &public_url)?;
    let app = App::start(Parts {
        store,
        clock,
        entropy: Arc::new(SystemEntropy),
        settings,
    })
    .await?;
    Ok(Installation { app, file, data })
}

fn prepare_folder(data: &Path) -> Result<PathBuf, Failure> {
    std::fs::create_dir_all(data)
        .map_err(|e| Failure::caused(format!("无法建立数据文件夹 {}", data.display()), e))?;
    std::fs::canonicalize(data)
        .map_err(|e| Failure::caused(format!("无法打开数据文件夹 {}", data.display()), e))
}

/// The key of the identity vault, made at the first start. Whoever has a backup of the database
/// but not this file cannot read any identity.
fn vault_key(data: &Path) -> Result<[u8; 32], Failure> {
    let path = data.join("secret.key");
    let failed = |e| Failure::caused(format!("无法读写密钥文件 {}", path.display()), e);
    match std::fs::read(&path) {
        Ok(bytes) => <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_typed| {
            Failure::new(format!("密钥文件 {} 已损坏：应为 32 字节", path.display()))
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let mut key = [0; 32];
            SystemEntropy.fill(&mut key);
            write_private(&path, &key).map_err(failed)?;
            Ok(key)
        }
        Err(error) => Err(failed(error)),
    }
}

/// Writes a file that only its owner can read, durably, never over an existing one.
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    if let Some(folder) = path.parent() {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

impl Installation {
    fn index_dir(&self) -> PathBuf {
        self.data.join(&self.file.storage.index)
    }

    /// Opens the index for writing; blocks.
    pub(crate) fn open_index(&self) -> Result<Index, Failure> {
        let analyser = Analyser::new(&self.app.index_terms(&embedded::dictionary()?));
        Index::open(&self.index_dir(), analyser).map_err(|e| Failure::caused("无法打开全文索引", e))
    }

    /// Opens the index for searching, and whether it is ours to write; `None` when another process
    /// writes it and is not done with it. Blocks.
    pub(crate) fn open_index_to_search(&self) -> Result<Option<(Index, bool)>, Failure> {
        let analyser = Analyser::new(&self.app.index_terms(&embedded::dictionary()?));
        // an answer must not depend on how fast the dictionary came
        analyser.load();
        match Index::open(&self.index_dir(), analyser.clone()) {
            Ok(index) => Ok(Some((index, true))),
            Err(IndexError::Locked { .. }) => {
                match Index::open_read_only(&self.index_dir(), analyser) {
                    Ok(index) => Ok(Some((index, false))),
                    Err(IndexError::Missing(_)) => Ok(None),
                    Err(error) => Err(Failure::caused("无法打开全文索引", error)),
                }
            }
            Err(error) => Err(Failure::caused("无法打开全文索引", error)),
        }
    }
}
