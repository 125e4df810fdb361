//! 归档包 as a stranger checks it: with nothing but the file.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use huiyin_core::Digest;
use serde_json::Value;
use zip::ZipArchive;

/// The package inside one that has the identity beside it.
const INNER: &str = "归档包.zip";
const MANIFEST: &str = "manifest.json";
const RECORD: &str = "record.json";
/// More is no package of this program, whatever the list says. In bytes, unpacked.
const UNPACKED_MAX: u64 = 4 << 30;

/// What a package says of itself, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArchiveCheck {
    /// SHA-256 of the package, in hex: what the ledger keeps of it (办理过程“归档”).
    pub package: String,
    /// From its list; empty when there is none.
    pub ticket_no: String,
    /// Files that were read and hashed.
    pub n_files: usize,
    /// Entries of the ledger in the record.
    pub n_events: usize,
    /// Nothing, when all of it is as it was packed. In Chinese, one sentence each.
    pub findings: Vec<String>,
}

impl ArchiveCheck {
    fn find(&mut self, what: impl Into<String>) {
        self.findings.push(what.into());
    }
}

/// Checks a package, or the one inside a package with the identity beside it: every file against
/// the list, the list against its own digest, the record against the list. It cannot see whether
/// somebody packed everything anew; that shows in the digest, which stands in the ledger.
pub fn check_archive(bytes: &[u8]) -> ArchiveCheck {
    let mut check = ArchiveCheck {
        package: Digest::of(bytes).to_hex(),
        ..ArchiveCheck::default()
    };
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        check.find("不是归档包，或者文件不完整");
        return check;
    };
    let names: Vec<String> = archive.file_names().map(readable).collect();
    if names.iter().any(|name| name == INNER) {
        return match unpacked(&mut archive, INNER, UNPACKED_MAX) {
            Some(inner) => check_archive(&inner),
            None => {
                check.find(format!("{INNER}读不出来"));
                check
            }
        };
    }
    let Some(manifest) = json_in(&mut archive, MANIFEST) else {
        check.find(format!("缺少目录 {MANIFEST}，或者读不出来"));
        return check;
    };
    let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    check.ticket_no = text(&manifest, "ticket_no");
    let listed = manifest
        .get("files")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let mut framed = Vec::new();
    let mut known = BTreeSet::from([MANIFEST.to_owned()]);
    let mut left = UNPACKED_MAX;
    for file in &listed {
        let (name, digest) = (text(file, "name"), text(file, "sha256"));
        let size = file["size"].as_u64().unwrap_or(0);
        match unpacked(&mut archive, &name, left) {
            None => check.find(format!("{name}：不见了，或者读不出来")),
            Some(found) => {
                left = left.saturating_sub(found.len() as u64);
                check.n_files += 1;
                if found.len() as u64 != size || Digest::of(&found).to_hex() != digest {
                    check.find(format!("{name}：内容与目录不符，被改动过"));
                }
            }
        }
        if !known.insert(name.clone()) {
            check.find(format!("{name}：目录中列了两次"));
        }
        framed.extend([name, digest]);
    }
    for name in names.iter().filter(|name| !known.contains(*name)) {
        check.find(format!("{name}：目录中没有，是后来放进去的"));
    }
    let framed: Vec<&[u8]> = framed.iter().map(String::as_bytes).collect();
    if text(&manifest, "digest") != Digest::of_parts(&framed).to_hex() {
        check.find("目录与它自己的摘要不符，被改动过");
    }
    check_record(&mut check, json_in(&mut archive, RECORD));
    check
}

/// The record is of the same item, and its entries are without a gap.
fn check_record(check: &mut ArchiveCheck, record: Option<Value>) {
    let Some(record) = record else {
        check.find(format!("缺少记录 {RECORD}，或者读不出来"));
        return;
    };
    if record.get("ticket_no").and_then(Value::as_str) != Some(&check.ticket_no)
        || check.ticket_no.is_empty()
    {
        check.find("记录的登记号与目录不符");
    }
    let events = record
        .get("events")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    check.n_events = events.len();
    let is_whole = (1..)
        .zip(&events)
        .all(|(n, event)| event["n"].as_i64() == Some(n));
    if events.is_empty() || !is_whole {
        check.find("记录中的办理过程不连续");
    }
}

fn readable(name: Result<Cow<'_, str>, zip::result::ZipError>) -> String {
    name.map_or_else(|_error| "（名称读不出来）".to_owned(), Cow::into_owned)
}

fn json_in(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Option<Value> {
    serde_json::from_slice(&unpacked(archive, name, UNPACKED_MAX)?).ok()
}

/// What an entry unpacks to; nothing for one that is missing, damaged, or larger than it may be.
fn unpacked(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str, most: u64) -> Option<Vec<u8>> {
    let mut found = Vec::new();
    let entry = archive.by_name(name).ok()?;
    entry
        .take(most.saturating_add(1))
        .read_to_end(&mut found)
        .ok()?;
    (found.len() as u64 <= most).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::{ArchiveFile, ArchiveItem, ArchiveText, archive_package, archive_with};
    use serde_json::json;
    use std::io::Write as _;
    use zip::write::SimpleFileOptions;

    fn package() -> Vec<u8> {
        let item = ArchiveItem {
            organisation: "滨海市总工会".into(),
            ticket_no: "GH2026-000007".into(),
            title: "食堂增设坡道".into(),
            facts: Vec::new(),
            texts: Vec::new(),
            steps: Vec::new(),
            record: json!({"ticket_no": "GH2026-000007", "events": [{"n": 1}, {"n": 2}]}),
            files: vec![ArchiveFile {
                name: "照片.jpg".into(),
                bytes: vec![1, 2, 3],
            }],
        };
        archive_package(&item).unwrap()
    }

    /// The package with one entry changed, left out (`None`) or added.
    fn with(name: &str, bytes: Option<&[u8]>) -> Vec<u8> {
        let package = package();
        let mut old = ZipArchive::new(Cursor::new(&package[..])).unwrap();
        let names: Vec<String> = old.file_names().map(readable).collect();
        let mut new = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let mut write = |name: &str, bytes: &[u8]| {
            new.start_file(name, SimpleFileOptions::default()).unwrap();
            new.write_all(bytes).unwrap();
        };
        for one in names.iter().filter(|one| *one != name) {
            write(one, &unpacked(&mut old, one, UNPACKED_MAX).unwrap());
        }
        if let Some(bytes) = bytes {
            write(name, bytes);
        }
        new.finish().unwrap().into_inner()
    }

    #[test]
    fn a_package_as_it_was_made_is_whole() {
        let package = package();
        let check = check_archive(&package);
        assert_eq!(check.findings, Vec::<String>::new());
        assert_eq!(check.ticket_no, "GH2026-000007");
        assert_eq!((check.n_files, check.n_events), (3, 2));
        assert_eq!(check.package, Digest::of(&package).to_hex());
        // the identity beside it is no part of it
        let beside = [ArchiveText {
            heading: "身份信息".into(),
            text: "姓名：王建国".into(),
        }];
        assert_eq!(
            check_archive(&archive_with(package, &beside).unwrap()),
            check
        );
    }

    #[test]
    fn whatever_was_changed_is_named() {
        let manifest = |change: fn(&mut Value)| {
            let package = package();
            let mut archive = ZipArchive::new(Cursor::new(&package[..])).unwrap();
            let mut manifest = json_in(&mut archive, MANIFEST).unwrap();
            change(&mut manifest);
            with(MANIFEST, Some(manifest.to_string().as_bytes()))
        };
        for (bytes, words) in [
            (b"not a zip".to_vec(), "不是归档包"),
            (package()[..200].to_vec(), "不是归档包"),
            (
                with("附件/01-照片.jpg", Some(&[1, 2, 4])),
                "附件/01-照片.jpg：内容与目录不符",
            ),
            (with("附件/01-照片.jpg", None), "附件/01-照片.jpg：不见了"),
            (with("来件.html", Some(b"<p>")), "来件.html：内容与目录不符"),
            (with("另外.txt", Some(b"x")), "另外.txt：目录中没有"),
            (with(MANIFEST, None), "缺少目录"),
            (with(MANIFEST, Some(b"{")), "缺少目录"),
            (with(RECORD, None), "缺少记录"),
            (
                with(RECORD, Some(br#"{"ticket_no":"GH2026-000008"}"#)),
                "登记号与目录不符",
            ),
            (
                manifest(|m| m["ticket_no"] = json!("GH2026-000009")),
                "登记号与目录不符",
            ),
            (
                manifest(|m| m["digest"] = json!("00")),
                "目录与它自己的摘要不符",
            ),
            (
                manifest(|m| {
                    m["files"].as_array_mut().unwrap().pop();
                }),
                "目录中没有",
            ),
        ] {
            let findings = check_archive(&bytes).findings;
            assert!(
                findings.iter().any(|f| f.contains(words)),
                "{words}: {findings:?}"
            );
        }
    }
}
