//! 归档包: one item as a ZIP that explains itself without this program: a page to read and print,
//! the record as JSON, the files, and the SHA-256 of each.

use std::io::{Cursor, Write as _};

use huiyin_core::Digest;
use serde_json::json;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::ReportError;

/// A heading and what stands under it.
#[derive(Debug, Clone)]
pub struct ArchiveText {
    pub heading: String,
    pub text: String,
}

/// A file of the item.
#[derive(Clone)]
pub struct ArchiveFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// One step of the story.
#[derive(Debug, Clone)]
pub struct ArchiveStep {
    pub at: String,
    pub what: String,
    pub who: String,
    pub detail: String,
}

/// Everything that goes into the package, finished.
#[derive(Clone)]
pub struct ArchiveItem {
    pub organisation: String,
    pub ticket_no: String,
    pub title: String,
    /// Name and value, as the head of the page.
    pub facts: Vec<(String, String)>,
    pub texts: Vec<ArchiveText>,
    pub steps: Vec<ArchiveStep>,
    /// The record for machines.
    pub record: serde_json::Value,
    pub files: Vec<ArchiveFile>,
}

/// The package. The same item gives the same bytes: no clock, no name of a machine goes in.
///
/// # Errors
/// [`ReportError::Package`] when a file is too large for the format.
pub fn archive_package(item: &ArchiveItem) -> Result<Vec<u8>, ReportError> {
    let mut parts: Vec<(String, Vec<u8>)> = vec![
        ("来件.html".to_owned(), page(item).into_bytes()),
        ("record.json".to_owned(), pretty(&item.record).into_bytes()),
    ];
    for (n, file) in (1..).zip(&item.files) {
        parts.push((
            format!("附件/{n:02}-{}", plain_name(&file.name)),
            file.bytes.clone(),
        ));
    }
    let listed: Vec<_> = parts
        .iter()
        .map(|(name, bytes)| {
            json!({"name": name, "size": bytes.len(), "sha256": Digest::of(bytes).to_hex()})
        })
        .collect();
    let digests: Vec<String> = parts
        .iter()
        .flat_map(|(name, bytes)| [name.clone(), Digest::of(bytes).to_hex()])
        .collect();
    let framed: Vec<&[u8]> = digests.iter().map(String::as_bytes).collect();
    let manifest = json!({
        "ticket_no": item.ticket_no,
        "files": listed,
        // the framing of every digest of this program: name, digest, name, digest …
        "digest": Digest::of_parts(&framed).to_hex(),
    });
    parts.push(("manifest.json".to_owned(), pretty(&manifest).into_bytes()));
    zipped(&parts)
}

/// A package with more beside it, e.g. the identity for whoever is entitled to it.
///
/// # Errors
/// As [`archive_package`].
pub fn archive_with(package: Vec<u8>, beside: &[ArchiveText]) -> Result<Vec<u8>, ReportError> {
    let mut parts = vec![("归档包.zip".to_owned(), package)];
    for text in beside {
        let name = format!("{}.txt", plain_name(&text.heading));
        parts.push((name, text.text.clone().into_bytes()));
    }
    zipped(&parts)
}

fn zipped(parts: &[(String, Vec<u8>)]) -> Result<Vec<u8>, ReportError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default());
        writer.start_file(name.as_str(), options)?;
        writer
            .write_all(bytes)
            .map_err(|e| ReportError::Package(e.into()))?;
    }
    Ok(writer.finish()?.into_inner())
}

fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}

/// A name that cannot leave the folder it is unpacked into.
fn plain_name(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_control() || "/\\:*?\"<>|".contains(c) {
                '_'
            } else {
                c
            }
        })
        .collect();
    // some programs take two dots for the folder above wherever they stand
    let plain = plain.replace("..", "_");
    let plain = plain.trim_start_matches('.').trim();
    if plain.is_empty() {
        "文件".to_owned()
    } else {
        plain.to_owned()
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

const STYLE: &str = "body{font:16px/1.7 FangSong,STFangsong,serif;max-width:42em;margin:2em auto;\
padding:0 1em}h1{font-family:SimHei,sans-serif;font-size:1.4em}h2{font-family:SimHei,sans-serif;\
font-size:1.1em;border-bottom:1px solid #999}table{border-collapse:collapse;width:100%}td,th\
{border:1px solid #999;padding:.3em .5em;text-align:left;vertical-align:top}pre\
{font:inherit;white-space:pre-wrap;overflow-wrap:anywhere}@page{size:A4;margin:25mm 20mm}";

fn page(item: &ArchiveItem) -> String {
    let mut html = format!(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>{0} {1}</title>\
         <style>{STYLE}</style><p>{2}</p><h1>{1}</h1><table><tr><th>登记号</th><td>{0}</td></tr>",
        escaped(&item.ticket_no),
        escaped(&item.title),
        escaped(&item.organisation),
    );
    for (name, value) in &item.facts {
        html.push_str(&format!(
            "<tr><th>{}</th><td>{}</td></tr>",
            escaped(name),
            escaped(value)
        ));
    }
    html.push_str("</table>");
    for text in &item.texts {
        html.push_str(&format!(
            "<h2>{}</h2><pre>{}</pre>",
            escaped(&text.heading),
            escaped(&text.text)
        ));
    }
    html.push_str(
        "<h2>办理过程</h2><table><tr><th>时间</th><th>事项</th><th>人员</th><th>内容</th></tr>",
    );
    for step in &item.steps {
        html.push_str(&format!(
            "<tr><td>{}</td><td>{}</td><td>{}</td><td><pre>{}</pre></td></tr>",
            escaped(&step.at),
            escaped(&step.what),
            escaped(&step.who),
            escaped(&step.detail)
        ));
    }
    html.push_str("</table>");
    if !item.files.is_empty() {
        html.push_str("<h2>附件</h2><ol>");
        for file in &item.files {
            html.push_str(&format!("<li>{}</li>", escaped(&file.name)));
        }
        html.push_str("</ol>");
    }
    html.push_str("</html>\n");
    html
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn item() -> ArchiveItem {
        ArchiveItem {
            organisation: "滨海市总工会".into(),
            ticket_no: "GH2026-000007".into(),
            title: "食堂<增设>坡道".into(),
            facts: vec![("件类".into(), "建议".into())],
            texts: vec![ArchiveText {
                heading: "来件原文".into(),
                text: "轮椅进不去<script>".into(),
            }],
            steps: Vec::new(),
            record: json!({"ticket_no": "GH2026-000007"}),
            files: vec![ArchiveFile {
                name: "../../照片.jpg".into(),
                bytes: vec![1, 2, 3],
            }],
        }
    }

    #[test]
    fn a_package_lists_the_digest_of_everything_in_it() {
        let bytes = archive_package(&item()).unwrap();
        assert_eq!(
            bytes,
            archive_package(&item()).unwrap(),
            "same item, same bytes"
        );
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut read = |name: &str| {
            let mut found = Vec::new();
            archive
                .by_name(name)
                .unwrap()
                .read_to_end(&mut found)
                .unwrap();
            found
        };
        let manifest: serde_json::Value = serde_json::from_slice(&read("manifest.json")).unwrap();
        let files = manifest["files"].as_array().unwrap();
        assert_eq!(files.len(), 3);
        for file in files {
            let name = file["name"].as_str().unwrap();
            assert!(!name.contains(".."), "{name}");
            assert_eq!(file["sha256"], Digest::of(&read(name)).to_hex());
        }
        let page = String::from_utf8(read("来件.html")).unwrap();
        assert!(page.contains("轮椅进不去&lt;script&gt;"), "{page}");
    }
}
