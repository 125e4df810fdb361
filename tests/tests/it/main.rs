//! The one integration-test binary: the whole program, seen from outside.

mod architecture;
mod clippy_bans;
