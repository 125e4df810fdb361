//! `huiyin demo`.

use std::path::Path;

use crate::failure::Failure;

pub(super) async fn run(_data: &Path, _config: Option<&Path>) -> Result<(), Failure> {
    Err(Failure::new("demo 正在开发"))
}
