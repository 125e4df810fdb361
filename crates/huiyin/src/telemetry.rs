//! Logs: to standard error, readable or JSON, with nothing personal in them.

use tracing_subscriber::EnvFilter;

use crate::settings::{Log, LogFormat};

/// Starts logging once. Libraries are quieter than our own crates.
pub(crate) fn start(log: &Log) {
    let level = &log.level;
    let filter = format!(
        "warn,huiyin={level},huiyin_app={level},huiyin_core={level},huiyin_intake={level},\
         huiyin_search={level},huiyin_store={level},huiyin_web={level},huiyin_workflow={level}"
    );
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("warn"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false);
    let started = match log.format {
        LogFormat::Text => builder.with_target(false).try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
    if started.is_err() {
        tracing::debug!("logging was already started");
    }
}
