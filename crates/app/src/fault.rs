//! Places where a test stops the program, to kill it there. In a release build there are none.
//!
//! A stopped place says so in the log and never goes on; the test then sends SIGKILL.

#[cfg(debug_assertions)]
static POINT: std::sync::OnceLock<String> = std::sync::OnceLock::new();

/// Names the place to stop at, once, at the start of the program.
#[cfg(debug_assertions)]
pub fn stop_at(point: String) {
    // a second name would come from a second start in one process, which only tests do
    let _named_before = POINT.set(point);
}

/// One of `fetched`, `stored`, `parsed`, `settled`, `claimed`, `sent`.
#[cfg(debug_assertions)]
pub(crate) async fn point(name: &str) {
    if POINT.get().is_some_and(|point| point == name) {
        tracing::warn!(point = name, "fault point reached");
        std::future::pending::<()>().await;
    }
}

#[cfg(not(debug_assertions))]
pub(crate) async fn point(_name: &str) {}
