//! What the command line says when something did not work: Chinese, on standard error, with an
//! exit code that scripts can read.

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

/// Something did not work.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    source: Option<Box<dyn Error + Send + Sync>>,
    code: u8,
}

/// Wrong use of the command line.
pub(crate) const USAGE: u8 = 2;
/// sysexits.h EX_TEMPFAIL: try again later. What mail servers expect of a delivery command.
pub(crate) const TEMPORARY: u8 = 75;

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            source: None,
            code: 1,
        }
    }

    pub(crate) fn caused(
        message: impl Into<String>,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self {
            message: message.into(),
            source: Some(source.into()),
            code: 1,
        }
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            source: None,
            code: USAGE,
        }
    }

    #[must_use]
    pub(crate) fn code(mut self, code: u8) -> Self {
        self.code = code;
        self
    }
}

impl From<huiyin_app::AppError> for Failure {
    fn from(error: huiyin_app::AppError) -> Self {
        Self {
            message: error.to_string(),
            source: error_source(error),
            code: 1,
        }
    }
}

fn error_source(error: huiyin_app::AppError) -> Option<Box<dyn Error + Send + Sync>> {
    use huiyin_app::AppError;
    match error {
        AppError::Busy(source) => Some(Box::new(source)),
        AppError::Search(source) => Some(Box::new(source)),
        AppError::Internal(source) => Some(source),
        AppError::Invalid(_)
        | AppError::Refused(_)
        | AppError::Stale
        | AppError::NotFound
        | AppError::Forbidden(_)
        | AppError::Unauthenticated(_)
        | AppError::TooMany(_)
        | AppError::DiskFull => None,
    }
}

impl From<huiyin_store::StoreError> for Failure {
    fn from(error: huiyin_store::StoreError) -> Self {
        Self::caused("数据库出错", error)
    }
}

/// Prints the failure with its causes.
pub(crate) fn report(failure: &Failure) -> ExitCode {
    let mut text = format!("错误：{}", failure.message);
    let mut cause = failure
        .source
        .as_ref()
        .map(|e| e.as_ref() as &(dyn Error + 'static));
    while let Some(error) = cause {
        text.push_str(&format!("\n  原因：{error}"));
        cause = error.source();
    }
    // nothing to be done when even standard error is gone
    let _gone = writeln!(std::io::stderr(), "{text}");
    ExitCode::from(failure.code)
}
