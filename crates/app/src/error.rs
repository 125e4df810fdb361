//! What a use case can answer instead of its result. The `Display` text of the variants that reach
//! a person is Chinese; the rest is for the log.

use huiyin_store::StoreError;
use huiyin_workflow::Refusal;

/// A field of a form and what is wrong with it, in Chinese.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    pub field: &'static str,
    pub message: String,
}

/// Why a use case did not happen. The variant says what the caller can do about it.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Show the form again, with what was typed.
    #[error("{}", .0.iter().map(|e| e.message.as_str()).collect::<Vec<_>>().join("；"))]
    Invalid(Vec<FieldError>),
    /// A rule of the field forbids it; the text names the rule.
    #[error("{0}")]
    Refused(#[source] Refusal),
    /// Somebody else was faster: show what happened and let the person decide again.
    #[error("这件事项刚刚有了新的进展，请看过最新情况后再操作。您填写的内容还在。")]
    Stale,
    /// Absent, or its existence is nobody's business.
    #[error("没有找到")]
    NotFound,
    /// Signed in, but not entitled.
    #[error("{0}")]
    Forbidden(String),
    /// Wrong name or password, or the session ended.
    #[error("{0}")]
    Unauthenticated(String),
    /// Try again later.
    #[error("{0}")]
    TooMany(String),
    /// The disk is full: nothing was stored, what was typed must be kept by the page.
    #[error("服务器存储空间不足，刚才的内容没有保存。请稍后重试，或改用电话、信件反映。")]
    DiskFull,
    /// The database is busy or away: try again.
    #[error("系统繁忙，刚才的操作没有完成，请稍后重试。")]
    Busy(#[source] StoreError),
    #[error("搜索暂时不可用，请稍后重试。")]
    Search(#[from] huiyin_search::IndexError),
    /// Our fault.
    #[error("系统出错，已记录。刚才的操作没有完成。")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            // the accused is answered as for what is missing
            Refusal::Unseen => Self::NotFound,
            Refusal::NotEntitled { .. }
            | Refusal::WrongStatus { .. }
            | Refusal::Invalid { .. }
            | Refusal::Rule(_) => Self::Refused(refusal),
        }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy(_) => Self::Busy(error),
            StoreError::Stale => Self::Stale,
            StoreError::DiskFull => Self::DiskFull,
            StoreError::Taken(_)
            | StoreError::Corrupt(_)
            | StoreError::Broken(_)
            | StoreError::Aborted(_)
            | StoreError::Blob(_)
            | StoreError::Configuration(_)
            | StoreError::Database(_) => Self::internal(error),
        }
    }
}

impl AppError {
    pub fn invalid(field: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError {
            field,
            message: message.into(),
        }])
    }

    pub fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }

    /// Whether this is worth an entry in the log: our fault, not the caller's.
    pub const fn is_our_fault(&self) -> bool {
        match self {
            Self::DiskFull | Self::Busy(_) | Self::Search(_) | Self::Internal(_) => true,
            Self::Invalid(_)
            | Self::Refused(_)
            | Self::Stale
            | Self::NotFound
            | Self::Forbidden(_)
            | Self::Unauthenticated(_)
            | Self::TooMany(_) => false,
        }
    }
}
