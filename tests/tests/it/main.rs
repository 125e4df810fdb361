//! The one integration-test binary: the whole program, seen from outside.

mod architecture;
mod browser;
mod clippy_bans;
mod crash;
mod doors;
mod harness;
mod mail;
mod real_input;
mod web;
