//! Where things are: the repository, the binary under test, the real input.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// The root of the checkout.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ lies in the repository")
        .to_path_buf()
}

/// The folder cargo builds into.
pub fn target_folder() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => repository().join(folder),
        None => repository().join("target"),
    }
}

/// The `huiyin` under test: `HUIYIN_BIN`, or the development build in the target folder.
pub fn binary() -> PathBuf {
    let binary = match env::var_os("HUIYIN_BIN") {
        Some(path) => PathBuf::from(path),
        None => target_folder().join("debug").join("huiyin"),
    };
    assert!(
        binary.is_file(),
        "{} is missing: run `cargo build -p huiyin` first, or set HUIYIN_BIN",
        binary.display()
    );
    binary
}

/// A folder below the real input, or `None` with a printed line when this machine has none.
pub fn real_data(below: &str) -> Option<PathBuf> {
    let Some(root) = env::var_os("HUIYIN_REAL_DATA") else {
        println!("skipped: HUIYIN_REAL_DATA is not set, so there is no {below}");
        return None;
    };
    let folder = Path::new(&root).join(below);
    assert!(folder.exists(), "HUIYIN_REAL_DATA has no {below}");
    Some(folder)
}

/// Whether a missing program may be answered by a printed line instead of a failure.
pub fn may_skip() -> bool {
    env::var("HUIYIN_TESTS_ALLOW_SKIP").is_ok_and(|value| value == "1")
}

/// Every file below `folder`, except what git ignores or owns, in a stable order.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(current) = folders.pop() {
        for entry in fs::read_dir(&current).expect("a folder of the repository can be read") {
            let path = entry.expect("a folder entry can be read").path();
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned());
            if matches!(name.as_deref(), Some("target" | ".git")) {
                continue;
            }
            // the data folder of somebody who ran the program here
            if path == repository().join("data") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
