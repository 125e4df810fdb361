//! `huiyin archive verify`: a package is checked by anybody who has this program, without any data.

use std::io::Read;
use std::path::Path;

use huiyin_app::archive::check_archive;

use super::print;
use crate::cli::ArchiveVerify;
use crate::failure::Failure;

/// Largest package that is read.
const PACKAGE_MAX: u64 = 4 * 1024 * 1024 * 1024;

/// Exit code 0 only when everything in it is as it was packed.
pub(super) fn verify(args: &ArchiveVerify) -> Result<(), Failure> {
    let bytes = read(&args.file)?;
    let mut check = check_archive(&bytes);
    let wanted = args
        .digest
        .as_deref()
        .map(|digest| digest.trim().to_lowercase());
    if wanted.is_some_and(|wanted| wanted != check.package) {
        let what = "归档包的摘要与所给的不符：不是归档时的那一份";
        check.findings.push(what.to_owned());
    }
    if args.json {
        let value = serde_json::json!({
            "ok": check.findings.is_empty(),
            "ticket_no": check.ticket_no,
            "sha256": check.package,
            "files": check.n_files,
            "events": check.n_events,
            "findings": check.findings,
        });
        print(&value.to_string())?;
    } else {
        print(&format!("登记号：{}", check.ticket_no))?;
        print(&format!("归档包摘要（SHA-256）：{}", check.package))?;
        print(&format!(
            "核对 {} 个文件、{} 条记录",
            check.n_files, check.n_events
        ))?;
        for finding in &check.findings {
            print(&format!("不符：{finding}"))?;
        }
    }
    if !check.findings.is_empty() {
        let n = check.findings.len();
        return Err(Failure::new(format!("归档包有 {n} 处不符")));
    }
    if !args.json {
        print("归档包完整。摘要与台账中“归档”一条所记的相同，就是归档时的那一份")?;
    }
    Ok(())
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |error| Failure::caused(format!("无法读取 {}", file.display()), error);
    let opened = std::fs::File::open(file).map_err(unreadable)?;
    let mut bytes = Vec::new();
    let read = opened.take(PACKAGE_MAX + 1).read_to_end(&mut bytes);
    read.map_err(unreadable)?;
    if bytes.len() as u64 > PACKAGE_MAX {
        return Err(Failure::new("文件超过 4 GB，不是归档包"));
    }
    Ok(bytes)
}
