//! `huiyin verify`: exit code 0 only when everything holds.

use std::path::Path;

use super::print;
use crate::cli::Verify;
use crate::failure::Failure;
use crate::wiring;

pub(super) async fn run(data: &Path, config: Option<&Path>, args: Verify) -> Result<(), Failure> {
    let app = wiring::open(data, config).await?.app;
    let mut findings = Vec::new();
    let summary = app
        .store()
        .verify(&mut |finding| findings.push(finding))
        .await?;
    if args.json {
        let listed: Vec<_> = findings
            .iter()
            .map(|f| serde_json::json!({"table": f.table, "row": f.row, "message": f.message}))
            .collect();
        let value = serde_json::json!({
            "ok": findings.is_empty(),
            "suggestions": summary.suggestions,
            "events": summary.events,
            "obligations": summary.obligations,
            "seals": summary.seals,
            "blobs": summary.blobs,
            "findings": listed,
        });
        print(&value.to_string())?;
    } else {
        print(&format!(
            "核对 {} 件、{} 条记录、{} 项时限义务、{} 次封存、{} 个文件",
            summary.suggestions, summary.events, summary.obligations, summary.seals, summary.blobs
        ))?;
        for finding in &findings {
            print(&format!("不符：{}：{}", finding.row, finding.message))?;
        }
    }
    if findings.is_empty() {
        if !args.json {
            print("台账完整，全部相符")?;
        }
        Ok(())
    } else {
        Err(Failure::new(format!("台账有 {} 处不符", findings.len())))
    }
}
