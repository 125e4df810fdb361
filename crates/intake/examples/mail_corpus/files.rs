//! The files of a folder.

use std::fs;
use std::path::Path;

/// A file that may be a mail.
pub(crate) struct Mail {
    /// Below the folder that was asked for.
    pub(crate) path: String,
    pub(crate) raw: Vec<u8>,
}

/// All files below a folder, sorted by path; what cannot be opened is left out.
pub(crate) fn below(folder: &Path) -> Vec<Mail> {
    let mut found = Vec::new();
    collect(folder, folder, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<Mail>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, found);
        } else if let Ok(raw) = fs::read(&path) {
            let shown = path.strip_prefix(root).unwrap_or(&path);
            found.push(Mail {
                path: shown.display().to_string(),
                raw,
            });
        }
    }
}
