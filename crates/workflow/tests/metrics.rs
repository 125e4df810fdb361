//! The metrics of DOMAIN 8: its worked example figure by figure, and what holds for any items.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

#[path = "metrics/example.rs"]
mod example;
#[path = "metrics/properties.rs"]
mod properties;
#[path = "metrics/worked.rs"]
mod worked;
