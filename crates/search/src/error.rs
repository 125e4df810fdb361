//! What can go wrong, told by what the caller can do.

use std::path::PathBuf;

/// Why the index could not do it.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// Another process writes here: stop it, or use another data folder.
    #[error("索引目录 {} 正被另一个回音进程使用", .0.display())]
    Locked(PathBuf),
    /// For readers only: no index of this version lies here. A server makes one at its start.
    #[error("索引目录 {} 中没有可用的索引，请先启动一次服务以建立索引", .0.display())]
    Missing(PathBuf),
    /// This index was opened for reading.
    #[error("索引以只读方式打开，不能写入")]
    ReadOnly,
    /// The folder cannot be read or written (rights, space, disk).
    #[error("无法读写索引目录 {}", folder.display())]
    Folder {
        folder: PathBuf,
        source: std::io::Error,
    },
    /// The files are damaged or were taken away: [`crate::Index::reset`], then replay from 0.
    #[error("索引已损坏，需要重建")]
    Damaged(#[source] tantivy::TantivyError),
}

impl IndexError {
    /// Whether [`crate::Index::reset`] and a replay from sequence 0 can help.
    pub const fn needs_rebuild(&self) -> bool {
        match self {
            Self::Damaged(_) => true,
            Self::Locked(_) | Self::Missing(_) | Self::ReadOnly | Self::Folder { .. } => false,
        }
    }
}

impl From<tantivy::TantivyError> for IndexError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Damaged(error)
    }
}
