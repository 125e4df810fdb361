//! The one real clock and the one real source of randomness.

use huiyin_core::time::Instant;
use huiyin_core::{Clock, Entropy};

/// The clock of the machine.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
    fn now(&self) -> Instant {
        chrono::DateTime::from(std::time::SystemTime::now())
    }
}

/// The random numbers of the operating system.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one source of randomness"
    )]
    #[expect(
        clippy::panic,
        reason = "without randomness no code, salt or session may be made"
    )]
    fn fill(&self, buffer: &mut [u8]) {
        if let Err(error) = getrandom::fill(buffer) {
            panic!("no randomness: {error}");
        }
    }
}
