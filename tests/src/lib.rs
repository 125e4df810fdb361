//! The harness of the end-to-end tests: it starts the real binary and real servers, and speaks to
//! them the way a person, a browser or another machine would. See `tests/README.md`.

pub mod places;
